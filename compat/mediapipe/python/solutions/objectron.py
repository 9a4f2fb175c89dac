"""`objectron`: MediaPipe's Objectron, boxes in space around objects of one kind.

No package has its models. Where they are missing, the error says which, where they are to be had, and where they go.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backedge.compat.bridge.errors import InvalidArgumentError, ModelNotFoundError
from backedge.compat.bridge.solution_outputs import SolutionOutputs, with_values
from backedge.compat.mediapipe.python.solution_base import SolutionBase
from backedge.compat.mediapipe.python.solutions import download_utils
from backedge.protos import message_class
from backedge.suggest import suggest_or_list

_FOLDER: Final = "mediapipe/modules/objectron"
_DETECTOR: Final = f"{_FOLDER}/object_detection_ssd_mobilenetv2_oidv4_fp16.tflite"

# Nodes of the graph.
_DETECTION: Final = "objectdetectionoidv4subgraph__TensorsToDetectionsCalculator"
_PRESENCE: Final = "boxlandmarksubgraph__ThresholdingCalculator"
_LIFT: Final = "Lift2DFrameAnnotationTo3DCalculator"


class BoxLandmark(IntEnum):
    """The middle and the corners of a box, by number: x goes to the right, y up, z to the front."""

    CENTER = 0
    BACK_BOTTOM_LEFT = 1
    FRONT_BOTTOM_LEFT = 2
    BACK_TOP_LEFT = 3
    FRONT_TOP_LEFT = 4
    BACK_BOTTOM_RIGHT = 5
    FRONT_BOTTOM_RIGHT = 6
    BACK_TOP_RIGHT = 7
    FRONT_TOP_RIGHT = 8


def _edges() -> frozenset[tuple[BoxLandmark, BoxLandmark]]:
    """The pairs of corners that differ along one axis: a corner's number less one has a bit for each."""
    corners = list(BoxLandmark)[1:]
    return frozenset(
        (corner, corners[(corner - 1) | bit]) for corner in corners for bit in (1, 2, 4) if not (corner - 1) & bit
    )


BOX_CONNECTIONS: Final = _edges()
"""The twelve edges of a box."""


@dataclass
class ObjectronModel:
    """A kind of objects.

    Attributes:
        model_path: MediaPipe's path of the model that finds a box.
        label_name: what the detector of objects calls them.
    """

    model_path: str
    label_name: str


@dataclass
class ShoeModel(ObjectronModel):
    """Shoes."""

    model_path: str = f"{_FOLDER}/object_detection_3d_sneakers.tflite"
    label_name: str = "Footwear"


@dataclass
class ChairModel(ObjectronModel):
    """Chairs."""

    model_path: str = f"{_FOLDER}/object_detection_3d_chair.tflite"
    label_name: str = "Chair"


@dataclass
class CameraModel(ObjectronModel):
    """Cameras."""

    model_path: str = f"{_FOLDER}/object_detection_3d_camera.tflite"
    label_name: str = "Camera"


@dataclass
class CupModel(ObjectronModel):
    """Cups."""

    model_path: str = f"{_FOLDER}/object_detection_3d_cup.tflite"
    label_name: str = "Coffee cup, Mug"


_MODELS: Final[dict[str, ObjectronModel]] = {
    "Shoe": ShoeModel(),
    "Chair": ChairModel(),
    "Cup": CupModel(),
    "Camera": CameraModel(),
}


def get_model_by_name(name: str) -> ObjectronModel:
    """The model for a kind of objects, after making sure that it is on this machine, and the detector with it.

    Args:
        name: "Shoe", "Chair", "Cup" or "Camera".

    Raises:
        ValueError: there is no such kind.
        ConnectionError: models are not here and cannot be fetched; names all of them.
    """
    if name not in _MODELS:
        raise InvalidArgumentError(f"Objectron has no model {name!r}; {suggest_or_list(str(name), _MODELS)}")
    missing = []
    for path in (_DETECTOR, _MODELS[name].model_path):
        try:
            download_utils.download_oss_model(path)
        except ModelNotFoundError as error:
            missing.append(str(error))
    if missing:
        raise ModelNotFoundError("; ".join(missing))
    return _MODELS[name]


@dataclass
class ObjectronOutputs:
    """A box around an object.

    Attributes:
        landmarks_2d: a ``NormalizedLandmarkList`` of its middle and corners in the image.
        landmarks_3d: a ``LandmarkList`` of them in space.
        rotation: (3, 3), from the box to the camera.
        translation: (3,), from the box to the camera.
        scale: (3,), the sides of the box.
    """

    landmarks_2d: Any
    landmarks_3d: Any
    rotation: NDArray[np.float64]
    translation: NDArray[np.float64]
    scale: NDArray[np.float64]


class Objectron(SolutionBase):
    """Finds and follows boxes around objects of one kind.

    Args:
        static_image_mode: treat every image on its own.
        max_num_objects: how many objects to look for.
        min_detection_confidence: objects with a lower score are not detected, 0..1.
        min_tracking_confidence: an object is lost when its presence is not above this, 0..1.
        model_name: "Shoe", "Chair", "Cup" or "Camera".
        focal_length: of the camera along x and y, in halves of the image's sides, or in pixels with `image_size`.
        principal_point: of the camera, x and y in -1..1, or in pixels with `image_size`.
        image_size: (width, height) in pixels.

    Raises:
        TypeError: an argument is of the wrong type.
        ValueError: there is no model of that name.
        ConnectionError: models are not on this machine and cannot be fetched.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - as many as MediaPipe's has
        self,
        static_image_mode: bool = False,
        max_num_objects: int = 5,
        min_detection_confidence: float = 0.5,
        min_tracking_confidence: float = 0.99,
        model_name: str = "Shoe",
        focal_length: tuple[float, float] = (1.0, 1.0),
        principal_point: tuple[float, float] = (0.0, 0.0),
        image_size: tuple[int, int] | None = None,
    ) -> None:
        fx, fy = focal_length
        px, py = principal_point
        if image_size is not None:
            half_width, half_height = image_size[0] / 2, image_size[1] / 2
            fx, fy = fx / half_width, fy / half_height
            px, py = (half_width - px) / half_width, (half_height - py) / half_height
        model = get_model_by_name(model_name)
        super().__init__(
            binary_graph_path=f"{_FOLDER}/objectron_cpu.binarypb",
            side_inputs={
                "box_landmark_model_path": model.model_path,
                "allowed_labels": model.label_name,
                "max_num_objects": max_num_objects,
                "use_prev_landmarks": not static_image_mode,
            },
            calculator_params={
                f"{_DETECTION}.min_score_thresh": min_detection_confidence,
                f"{_PRESENCE}.threshold": min_tracking_confidence,
                f"{_LIFT}.normalized_focal_x": fx,
                f"{_LIFT}.normalized_focal_y": fy,
                f"{_LIFT}.normalized_principal_point_x": px,
                f"{_LIFT}.normalized_principal_point_y": py,
            },
            outputs=["detected_objects"],
        )

    def process(self, image: NDArray[np.uint8]) -> SolutionOutputs:  # type: ignore[override]  # as in MediaPipe
        """Find the objects in an image.

        Args:
            image: uint8 (height, width, 3), RGB; not changed, not kept.

        Returns:
            A named tuple with the field `detected_objects`: an `ObjectronOutputs` for each, None where there is none.

        Raises:
            ValueError: it has not three channels, or the solution is closed.
            TypeError: its values are not of uint8.
            RuntimeError: the graph failed.
        """
        found = super().process({"image": image}).detected_objects
        objects = None if found is None else list(map(_as_outputs, found.annotations))
        return with_values({"detected_objects": objects})


def _as_outputs(annotation: Any) -> ObjectronOutputs:
    flat: Any = message_class("mediapipe.NormalizedLandmarkList")()
    deep: Any = message_class("mediapipe.LandmarkList")()
    for keypoint in annotation.keypoints:
        flat.landmark.add(x=keypoint.point_2d.x, y=keypoint.point_2d.y)
        deep.landmark.add(x=keypoint.point_3d.x, y=keypoint.point_3d.y, z=keypoint.point_3d.z)
    rotation = np.reshape(np.array(annotation.rotation), (3, 3))
    return ObjectronOutputs(flat, deep, rotation, np.array(annotation.translation), np.array(annotation.scale))


__all__ = [
    "BOX_CONNECTIONS",
    "BoxLandmark",
    "CameraModel",
    "ChairModel",
    "CupModel",
    "Objectron",
    "ObjectronModel",
    "ObjectronOutputs",
    "ShoeModel",
    "SolutionBase",
    "get_model_by_name",
]
