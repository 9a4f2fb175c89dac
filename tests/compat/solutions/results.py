"""What solutions find in pictures of a hand, of a man and of a face, as arrays of numbers.

Nothing but the standard library, numpy and OpenCV is imported here, because `record.py` runs where only MediaPipe is.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.testing import assert_array_equal
from numpy.typing import NDArray

from tests.graphs.shared_pictures import ASTRONAUT, picture

RECORDED = Path(__file__).with_name("recorded") / "results.npz"

HAND = "fr_asl_book_0049.png"
MAN = "fr_asl_walk_0040.png"
HANDS = "tfjs_hands.jpg"

RUNS: dict[str, tuple[str, dict[str, Any], str]] = {
    "hands": ("hands.Hands", {"static_image_mode": True}, HAND),
    "hands, lite": ("hands.Hands", {"static_image_mode": True, "model_complexity": 0, "max_num_hands": 1}, MAN),
    "two hands": ("hands.Hands", {"static_image_mode": True}, HANDS),
    "two hands, lite": ("hands.Hands", {"static_image_mode": True, "model_complexity": 0}, HANDS),
    "near faces": ("face_detection.FaceDetection", {}, ASTRONAUT),
    "far faces": ("face_detection.FaceDetection", {"model_selection": 1}, MAN),
    "meshes": ("face_mesh.FaceMesh", {"static_image_mode": True}, ASTRONAUT),
    "refined meshes": ("face_mesh.FaceMesh", {"static_image_mode": True, "refine_landmarks": True}, ASTRONAUT),
    "pose": ("pose.Pose", {"static_image_mode": True, "enable_segmentation": True}, MAN),
    "person": ("selfie_segmentation.SelfieSegmentation", {}, MAN),
    "wide person": ("selfie_segmentation.SelfieSegmentation", {"model_selection": 1}, MAN),
    "holistic": ("holistic.Holistic", {"static_image_mode": True}, MAN),
    "refined holistic": ("holistic.Holistic", {"static_image_mode": True, "refine_face_landmarks": True}, MAN),
}
"""The solution, its arguments and the picture, by a name."""

FOLLOWED = ("two hands", "two hands, lite", "meshes", "refined meshes", "pose", "refined holistic")
"""The runs that are made as videos, too: the picture several times."""
FRAMES = 4


def run(package: str, name: str, hands: Path) -> dict[str, NDArray[np.float32]]:
    """The numbers in each field of a solution's outputs; none for a field that is None."""
    solution, arguments, file = RUNS[name]
    with make(package, solution, arguments) as made:
        return all_numbers(made.process(picture(hands, file)))


def follow(package: str, name: str, hands: Path) -> list[dict[str, NDArray[np.float32]]]:
    """The numbers for each frame of a video that is the picture again and again."""
    solution, arguments, file = RUNS[name]
    image = picture(hands, file)
    with make(package, solution, {**arguments, "static_image_mode": False}) as made:
        return [all_numbers(made.process(image)) for _ in range(FRAMES)]


def recorded(name: str) -> dict[str, NDArray[np.float32]]:
    """MediaPipe's numbers of a run."""
    with np.load(RECORDED) as arrays:
        return {key.removeprefix(f"{name}: "): arrays[key] for key in arrays.files if key.startswith(f"{name}: ")}


def assert_alike(found: dict[str, NDArray[np.float32]], expected: dict[str, NDArray[np.float32]]) -> None:
    """Landmarks within 0.003 of the picture's size (half of them within 0.0005), scores 0.01, masks 0.01 on average."""
    assert shapes(found) == shapes(expected)
    for field, values in expected.items():
        assert_array_equal(np.isnan(found[field]), np.isnan(values))
        if not values.size:
            continue
        offsets = np.abs(np.nan_to_num(found[field]) - np.nan_to_num(values))
        if field == "segmentation_mask":
            assert offsets.mean() <= 0.01
            continue
        assert np.median(offsets) <= 0.0005
        assert offsets.max() <= (0.003 if field.endswith("landmarks") else 0.01), field


def shapes(found: dict[str, NDArray[np.float32]]) -> dict[str, tuple[int, ...]]:
    """How many numbers there are in each field."""
    return {field: values.shape for field, values in found.items()}


def make(package: str, solution: str, arguments: dict[str, Any]) -> Any:
    """A solution, such as ``hands.Hands``."""
    module, kind = solution.split(".")
    return getattr(import_module(f"{package}.python.solutions.{module}"), kind)(**arguments)


def all_numbers(outputs: Any) -> dict[str, NDArray[np.float32]]:
    """The numbers of each field, by its name."""
    return {field: numbers(getattr(outputs, field)) for field in outputs._fields}


def numbers(value: Any) -> NDArray[np.float32]:
    """All numbers of a message, a list of them or a mask; NaN for scores that are not set."""
    if value is None:
        return np.zeros(0, np.float32)
    if isinstance(value, list):
        return np.stack([numbers(item) for item in value])
    if isinstance(value, np.ndarray):
        return np.asarray(cv2.resize(value, None, fx=1 / 16, fy=1 / 16, interpolation=cv2.INTER_AREA), np.float32)
    if hasattr(value, "landmark"):
        every = 1 if len(value.landmark) < 100 else 12
        return np.array([_landmark(point) for point in value.landmark[::every]], np.float32)
    if hasattr(value, "classification"):
        return np.array(
            [
                [one.index, one.score, one.label == "Right", one.HasField("display_name")]
                for one in value.classification
            ],
            np.float32,
        )
    box = value.location_data.relative_bounding_box
    points = [coordinate for point in value.location_data.relative_keypoints for coordinate in (point.x, point.y)]
    sides = [box.xmin, box.ymin, box.width, box.height]
    kept = [*value.label_id, len(value.label), value.HasField("detection_id"), value.location_data.format]
    return np.array([*value.score, *sides, *points, *kept], np.float32)


def _landmark(point: Any) -> list[float]:
    scores = [getattr(point, name) if point.HasField(name) else np.nan for name in ("visibility", "presence")]
    return [point.x, point.y, point.z, *scores]
