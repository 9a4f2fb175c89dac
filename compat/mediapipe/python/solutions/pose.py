"""`pose`: MediaPipe's Pose, over `backedge.graphs.pose`."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from backedge.compat.bridge.solution_arguments import choice_argument, confidence_argument, switch_argument
from backedge.compat.bridge.solution_outputs import SolutionOutputs
from backedge.compat.mediapipe.python.solution_base import SolutionBase
from backedge.compat.mediapipe.python.solutions import download_utils
from backedge.compat.mediapipe.python.solutions._tracked_solution import TrackedSolution
from backedge.compat.mediapipe.python.solutions.pose_connections import POSE_CONNECTIONS
from backedge.compat.messages.landmark import from_landmarks
from backedge.formats import Landmarks, NormalizedLandmarks
from backedge.formats.pose_landmark import PoseLandmark
from backedge.graphs.holistic import HolisticResult
from backedge.graphs.pose import PoseTracker, PoseTrackingResult

_BY_ROI: Final = "poselandmarkbyroicpu__tensorstoposelandmarksandsegmentation"
REFINED_AS_THERE: Final = "RefineLandmarksFromHeatmapCalculator.kernel_size"
"""An option of the node that moves landmarks to the middle of what their heatmaps have around them.

MediaPipe's graph sets 7, and its solutions lose that on the way from the file to the engine: the default counts there.
"""


class PoseOutputs(SolutionOutputs):
    """The person that was found in an image; each field is None where there was none.

    Attributes:
        pose_landmarks: a ``NormalizedLandmarkList`` of 33 landmarks, with their visibility.
        pose_world_landmarks: a ``LandmarkList`` of them in metres, from the middle of the hips.
        segmentation_mask: float32 (height, width), read-only: 1 where the person is; None without
            `enable_segmentation`.
    """

    _fields: ClassVar[tuple[str, ...]] = ("pose_landmarks", "pose_world_landmarks", "segmentation_mask")

    def __init__(self, result: PoseTrackingResult | HolisticResult) -> None:
        self._pose = result.pose
        self._mask = result.segmentation_mask

    @cached_property
    def pose_landmarks(self) -> Any:
        """The landmarks of the body."""
        pose = self._pose
        return None if pose is None else from_landmarks(NormalizedLandmarks(pose.landmarks, pose.visibility))

    @cached_property
    def pose_world_landmarks(self) -> Any:
        """The landmarks of the body in metres."""
        pose = self._pose
        return None if pose is None else from_landmarks(Landmarks(pose.world_landmarks, pose.visibility))

    @cached_property
    def segmentation_mask(self) -> NDArray[np.float32] | None:
        """Where the person is."""
        return self._mask


class Pose(TrackedSolution[PoseOutputs]):
    """Finds a person and follows the body.

    Args:
        static_image_mode: treat every image on its own.
        model_complexity: 0, 1 or 2; slower, and more precise. The models of 0 and 2 are not fetched: the error says
            where they are to be had, and where to put them.
        smooth_landmarks: smooth the landmarks over time.
        enable_segmentation: find what of the image the person covers.
        smooth_segmentation: smooth that over time.
        min_detection_confidence: persons with a lower score are not detected, 0..1.
        min_tracking_confidence: a person is lost when its presence is not above this, 0..1.

    Raises:
        TypeError: an argument is of the wrong type.
        ValueError: there is no model of that complexity.
        ConnectionError: the model is not on this machine and is not fetched.
    """

    def __init__(
        self,
        static_image_mode: bool = False,
        model_complexity: int = 1,
        smooth_landmarks: bool = True,
        enable_segmentation: bool = False,
        smooth_segmentation: bool = True,
        min_detection_confidence: float = 0.5,
        min_tracking_confidence: float = 0.5,
    ) -> None:
        require_pose_model("Pose", model_complexity)
        tracker = PoseTracker(
            model_complexity,
            static_images=bool(static_image_mode),
            smooth_landmarks=switch_argument("Pose", "smooth_landmarks", smooth_landmarks and not static_image_mode),
            enable_segmentation=switch_argument("Pose", "enable_segmentation", enable_segmentation),
            smooth_segmentation=switch_argument(
                "Pose", "smooth_segmentation", smooth_segmentation and not static_image_mode
            ),
            min_detection_confidence=confidence_argument("Pose", "min_detection_confidence", min_detection_confidence),
            min_tracking_confidence=confidence_argument("Pose", "min_tracking_confidence", min_tracking_confidence),
            options={f"{_BY_ROI}__{REFINED_AS_THERE}": 9},
        )
        super().__init__(tracker, PoseOutputs)


def require_pose_model(solution: str, model_complexity: int) -> None:
    """Make sure that the landmark model of a complexity is on this machine.

    Raises:
        TypeError: it is not a whole number.
        ValueError: there is no such model.
        ConnectionError: the model is not here and cannot be fetched.
    """
    names = ("lite", "full", "heavy")
    name = names[choice_argument(solution, "model_complexity", model_complexity, range(len(names)))]
    download_utils.download_oss_model(f"mediapipe/modules/pose_landmark/pose_landmark_{name}.tflite")


__all__ = ["POSE_CONNECTIONS", "Pose", "PoseLandmark", "SolutionBase"]
