"""`holistic`: MediaPipe's Holistic, over `backedge.graphs.holistic`."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar, Final

from backedge.compat.bridge.solution_arguments import confidence_argument, switch_argument
from backedge.compat.mediapipe.python.solution_base import SolutionBase
from backedge.compat.mediapipe.python.solutions._tracked_solution import TrackedSolution
from backedge.compat.mediapipe.python.solutions.face_mesh_connections import FACEMESH_CONTOURS, FACEMESH_TESSELATION
from backedge.compat.mediapipe.python.solutions.hands_connections import HAND_CONNECTIONS
from backedge.compat.mediapipe.python.solutions.pose import REFINED_AS_THERE, PoseOutputs, require_pose_model
from backedge.compat.mediapipe.python.solutions.pose_connections import POSE_CONNECTIONS
from backedge.compat.messages.landmark import from_landmarks
from backedge.formats import NormalizedLandmarks
from backedge.formats.hand_landmark import HandLandmark
from backedge.formats.pose_landmark import PoseLandmark
from backedge.graphs.holistic import HolisticResult, HolisticTracker
from backedge.graphs.landmark_results import LandmarkResult

_BY_ROI: Final = "poselandmarkcpu__poselandmarkbyroicpu__tensorstoposelandmarksandsegmentation"


class HolisticOutputs(PoseOutputs):
    """The person that was found in an image; each field is None where its part was not found.

    Attributes:
        pose_landmarks: a ``NormalizedLandmarkList`` of 33 landmarks of the body, with their visibility.
        pose_world_landmarks: a ``LandmarkList`` of them in metres, from the middle of the hips.
        left_hand_landmarks: a ``NormalizedLandmarkList`` of 21 landmarks of the person's left hand.
        right_hand_landmarks: the same of the right hand.
        face_landmarks: a ``NormalizedLandmarkList`` of 468 landmarks of the face, or 478 with `refine_face_landmarks`.
        segmentation_mask: float32 (height, width), read-only: 1 where the person is; None without
            `enable_segmentation`.
    """

    _fields: ClassVar = (
        "pose_landmarks",
        "pose_world_landmarks",
        "left_hand_landmarks",
        "right_hand_landmarks",
        "face_landmarks",
        "segmentation_mask",
    )

    def __init__(self, result: HolisticResult) -> None:
        super().__init__(result)
        self._left, self._right, self._face = result.left_hand, result.right_hand, result.face

    @cached_property
    def left_hand_landmarks(self) -> Any:
        """The landmarks of the left hand."""
        return _message(self._left)

    @cached_property
    def right_hand_landmarks(self) -> Any:
        """The landmarks of the right hand."""
        return _message(self._right)

    @cached_property
    def face_landmarks(self) -> Any:
        """The landmarks of the face."""
        return _message(self._face)


class Holistic(TrackedSolution[HolisticOutputs]):
    """Finds a person and follows body, hands and face.

    Args:
        static_image_mode: treat every image on its own.
        model_complexity: of the body, 0, 1 or 2; slower, and more precise. The models of 0 and 2 are not fetched: the
            error says where they are to be had, and where to put them.
        smooth_landmarks: smooth the landmarks of the body over time.
        enable_segmentation: find what of the image the person covers.
        smooth_segmentation: smooth that over time.
        refine_face_landmarks: be more precise at eyes and lips, and find the irises.
        min_detection_confidence: persons with a lower score are not detected, 0..1.
        min_tracking_confidence: a person is lost when its presence is not above this, 0..1.

    Raises:
        TypeError: an argument is of the wrong type.
        ValueError: there is no model of that complexity.
        ConnectionError: the model is not on this machine and is not fetched.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - as many as MediaPipe's has
        self,
        static_image_mode: bool = False,
        model_complexity: int = 1,
        smooth_landmarks: bool = True,
        enable_segmentation: bool = False,
        smooth_segmentation: bool = True,
        refine_face_landmarks: bool = False,
        min_detection_confidence: float = 0.5,
        min_tracking_confidence: float = 0.5,
    ) -> None:
        require_pose_model("Holistic", model_complexity)
        tracker = HolisticTracker(
            model_complexity,
            static_images=bool(static_image_mode),
            smooth_landmarks=switch_argument(
                "Holistic", "smooth_landmarks", smooth_landmarks and not static_image_mode
            ),
            enable_segmentation=switch_argument("Holistic", "enable_segmentation", enable_segmentation),
            smooth_segmentation=switch_argument(
                "Holistic", "smooth_segmentation", smooth_segmentation and not static_image_mode
            ),
            refine_face_landmarks=switch_argument("Holistic", "refine_face_landmarks", refine_face_landmarks),
            min_detection_confidence=confidence_argument(
                "Holistic", "min_detection_confidence", min_detection_confidence
            ),
            min_tracking_confidence=confidence_argument("Holistic", "min_tracking_confidence", min_tracking_confidence),
            options={f"{_BY_ROI}__{REFINED_AS_THERE}": 9},
        )
        super().__init__(tracker, HolisticOutputs)


def _message(part: LandmarkResult | None) -> Any:
    return None if part is None else from_landmarks(NormalizedLandmarks(part.landmarks))


__all__ = [
    "FACEMESH_CONTOURS",
    "FACEMESH_TESSELATION",
    "HAND_CONNECTIONS",
    "POSE_CONNECTIONS",
    "HandLandmark",
    "Holistic",
    "PoseLandmark",
    "SolutionBase",
]
