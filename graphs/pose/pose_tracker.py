"""`PoseTracker`: the pose graph as a Python object, images in and a person's body out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from backedge.formats import ImageSize
from backedge.graphs.graph_arguments import switch
from backedge.graphs.image_graph import ImageGraph
from backedge.graphs.pose import pose_tracking_options  # noqa: F401 - declares those of the graph
from backedge.graphs.pose.pose_tracking_result import Pose, PoseTrackingResult

FOLDER: Final = Path(__file__).parent
"""The folder of the graphs."""

_POSE_STREAMS: Final = ("pose_landmarks", "pose_world_landmarks", "pose_rect_from_landmarks")


class PoseTracker(ImageGraph[PoseTrackingResult]):
    """Finds a person and follows the body, one frame after the other.

        with PoseTracker() as tracker:
            for frame in frames:
                if pose := tracker.process(frame).pose:
                    print(pose["left_wrist"], pose.visibility[PoseLandmark.LEFT_WRIST])

    Models are loaded when the tracker is made, and fetched then if they are not on this machine yet. A tracker is for
    one thread at a time. One that is dropped without `close` closes itself, with a ResourceWarning.

    Args:
        model_complexity: 0 for the lite model, 1 for the full one, 2 for the heavy one: slower, and more precise. The
            lite and the heavy one are not fetched; the error says where they are to be had and where to put them.
        static_images: treat every image on its own, instead of following a person from one to the next; nothing is
            smoothed then.
        smooth_landmarks: smooth the landmarks over time, so that they do not tremble.
        enable_segmentation: find what of the image the person covers, too.
        smooth_segmentation: smooth that over time.
        min_detection_confidence: persons with a lower score are not detected, 0..1.
        min_tracking_confidence: a person is lost when its presence is not above this, 0..1.
        options: further options of the graph's nodes, by ``NODE.FIELD``; see `backedge.CalculatorGraph`.

    Raises:
        GraphError: `model_complexity` is none of these, or a switch no bool (PacketTypeError).
        ConfigError: a confidence is not a number in 0..1.
        ResourceError: a model is not there and cannot be fetched.
    """

    def __init__(  # noqa: PLR0913 - as many as MediaPipe's solution has, and options
        self,
        model_complexity: int = 1,
        *,
        static_images: bool = False,
        smooth_landmarks: bool = True,
        enable_segmentation: bool = False,
        smooth_segmentation: bool = True,
        min_detection_confidence: float = 0.5,
        min_tracking_confidence: float = 0.5,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(
            FOLDER / "pose_landmark_cpu.pbtxt",
            (*_POSE_STREAMS, "segmentation_mask", "pose_detection", "pose_detection_image"),
            body_side_packets(
                model_complexity, static_images, smooth_landmarks, enable_segmentation, smooth_segmentation
            ),
            {
                "min_detection_confidence": min_detection_confidence,
                "min_tracking_confidence": min_tracking_confidence,
                **(options or {}),
            },
        )

    def _result(self, seen: Mapping[str, Any], timestamp: int, image_size: ImageSize) -> PoseTrackingResult:
        mask = seen.get("segmentation_mask")
        return PoseTrackingResult(
            pose=Pose.of(*map(seen.get, _POSE_STREAMS)),
            segmentation_mask=None if mask is None else mask.data,
            pose_detection=seen.get("pose_detection"),
            pose_detector_ran="pose_detection_image" in seen,
            timestamp=timestamp,
            image_size=image_size,
        )


def body_side_packets(
    model_complexity: int,
    static_images: bool,
    smooth_landmarks: bool,
    enable_segmentation: bool,
    smooth_segmentation: bool,
) -> dict[str, Any]:
    """The side packets of graphs that track a body, for the arguments of the classes that run them."""
    follow = not switch("static_images", static_images)
    return {
        "model_complexity": model_complexity,
        "smooth_landmarks": switch("smooth_landmarks", smooth_landmarks) and follow,
        "enable_segmentation": enable_segmentation,
        "smooth_segmentation": switch("smooth_segmentation", smooth_segmentation) and follow,
        "use_prev_landmarks": follow,
    }
