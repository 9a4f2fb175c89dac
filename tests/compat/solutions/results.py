"""What solutions find in pictures of a hand, of a man and of a face, as arrays of numbers.

Nothing but the standard library, numpy and OpenCV is imported here, because `record.py` runs where only MediaPipe is.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.graphs.shared_pictures import ASTRONAUT, picture

HAND = "fr_asl_book_0049.png"
MAN = "fr_asl_walk_0040.png"

RUNS: dict[str, tuple[str, dict[str, Any], str]] = {
    "hands": ("hands.Hands", {"static_image_mode": True}, HAND),
    "hands, lite": ("hands.Hands", {"static_image_mode": True, "model_complexity": 0, "max_num_hands": 1}, MAN),
    "near faces": ("face_detection.FaceDetection", {}, ASTRONAUT),
    "far faces": ("face_detection.FaceDetection", {"model_selection": 1}, MAN),
    "meshes": ("face_mesh.FaceMesh", {"static_image_mode": True}, ASTRONAUT),
    "pose": ("pose.Pose", {"static_image_mode": True, "enable_segmentation": True}, MAN),
    "person": ("selfie_segmentation.SelfieSegmentation", {}, MAN),
    "wide person": ("selfie_segmentation.SelfieSegmentation", {"model_selection": 1}, MAN),
    "holistic": ("holistic.Holistic", {"static_image_mode": True}, MAN),
}
"""The solution, its arguments and the picture, by a name."""


def run(package: str, name: str, hands: Path) -> dict[str, NDArray[np.float32]]:
    """The numbers in each field of a solution's outputs; none for a field that is None."""
    solution, arguments, file = RUNS[name]
    module, kind = solution.split(".")
    made = getattr(import_module(f"{package}.python.solutions.{module}"), kind)(**arguments)
    with made:
        outputs = made.process(picture(hands, file))
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
