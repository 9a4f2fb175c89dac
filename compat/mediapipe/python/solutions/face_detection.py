"""`face_detection`: MediaPipe's FaceDetection, over `backedge.graphs.face_detection`."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from backedge.compat.bridge.solution_arguments import confidence_argument, required_argument
from backedge.compat.bridge.solution_outputs import SolutionOutputs
from backedge.compat.mediapipe.python.solution_base import SolutionBase
from backedge.compat.mediapipe.python.solutions._tracked_solution import TrackedSolution
from backedge.compat.messages.detection import from_detection
from backedge.formats import Detection
from backedge.formats.face_landmark import FaceKeyPoint
from backedge.graphs.face_detection import DetectedFace, FaceDetectionResult, FaceDetector


class FaceDetectionOutputs(SolutionOutputs):
    """The faces that were found in an image.

    Attributes:
        detections: a ``Detection`` for each face, the surest first: a box and six keypoints; None where there is none.
    """

    _fields: ClassVar = ("detections",)

    def __init__(self, result: FaceDetectionResult) -> None:
        self._faces = result.faces

    @cached_property
    def detections(self) -> list[Any] | None:
        """The faces."""
        return [from_detection(_detection(face)) for face in self._faces] or None


class FaceDetection(TrackedSolution[FaceDetectionOutputs]):
    """Finds faces, in each image on its own.

    Args:
        min_detection_confidence: faces with a lower score are not detected, 0..1.
        model_selection: 1 for faces within about 5 metres, anything else for those within about 2.

    Raises:
        TypeError: the confidence is not a number.
    """

    def __init__(self, min_detection_confidence: float = 0.5, model_selection: int = 0) -> None:
        required_argument("FaceDetection", "min_detection_confidence", min_detection_confidence)
        tracker = FaceDetector(
            int(model_selection == 1),
            min_detection_confidence=confidence_argument(
                "FaceDetection", "min_detection_confidence", min_detection_confidence
            ),
        )
        super().__init__(tracker, FaceDetectionOutputs)


def get_key_point(detection: Any, key_point_enum: FaceKeyPoint | int) -> Any:
    """One keypoint of a face: a message with `x` and `y`, in parts of the image's size; None for no face.

    Args:
        detection: a ``Detection`` message.
        key_point_enum: which keypoint.

    Raises:
        IndexError: the detection has no such keypoint.
    """
    if not detection or not detection.location_data:
        return None
    return detection.location_data.relative_keypoints[key_point_enum]


def _detection(face: DetectedFace) -> Detection:
    return Detection((face.score,), (0,), face.box, face.landmarks)


__all__ = ["FaceDetection", "FaceKeyPoint", "SolutionBase", "get_key_point"]
