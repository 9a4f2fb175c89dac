"""`HolisticTracker`: the holistic graph as a Python object, images in and a person's body, hands and face out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from backedge.formats import ImageSize
from backedge.graphs.face_mesh import Face
from backedge.graphs.holistic.holistic_result import HolisticResult, PersonHand
from backedge.graphs.image_graph import ImageGraph
from backedge.graphs.pose import Pose
from backedge.graphs.pose.pose_tracker import body_side_packets

FOLDER: Final = Path(__file__).parent
"""The folder of the graphs."""

_POSE: Final = ("pose_landmarks", "pose_world_landmarks", "pose_landmarks_roi")
# Of each part, its landmarks, and where these were looked for.
_LEFT_HAND: Final = ("left_hand_landmarks", "handlandmarksleftandrightcpu__left_hand_tracking_roi")
_RIGHT_HAND: Final = ("right_hand_landmarks", "handlandmarksleftandrightcpu__right_hand_tracking_roi")
_FACE: Final = ("face_landmarks", "facelandmarksfromposecpu__face_tracking_roi")
_DETECTOR_INPUT: Final = "poselandmarkcpu__pose_detection_image"


class HolisticTracker(ImageGraph[HolisticResult]):
    """Finds a person and follows body, hands and face, one frame after the other.

        with HolisticTracker() as tracker:
            for frame in frames:
                result = tracker.process(frame)
                for hand in result.hands:
                    print(hand.side, hand["index_finger_tip"])

    Models are loaded when the tracker is made, and fetched then if they are not on this machine yet. A tracker is for
    one thread at a time. One that is dropped without `close` closes itself, with a ResourceWarning.

    Args:
        model_complexity: of the body: 0 for the lite model, 1 for the full one, 2 for the heavy one: slower, and more
            precise. The lite and the heavy one are not fetched; the error says where they are to be had and where to
            put them.
        static_images: treat every image on its own, as far as the body goes: it is not followed and not smoothed.
        smooth_landmarks: smooth the landmarks of the body over time, so that they do not tremble.
        enable_segmentation: find what of the image the person covers, too.
        smooth_segmentation: smooth that over time.
        refine_face_landmarks: use the face model with attention: 478 landmarks instead of 468.
        min_detection_confidence: persons with a lower score are not detected, 0..1.
        min_tracking_confidence: a person is lost when the presence of the body is not above this, 0..1.

    Raises:
        GraphError: `model_complexity` is none of these, or a switch no bool (PacketTypeError).
        ConfigError: a confidence is not a number in 0..1.
        ResourceError: a model is not there and cannot be fetched.
    """

    def __init__(  # noqa: PLR0913 - as many as MediaPipe's solution has
        self,
        model_complexity: int = 1,
        *,
        static_images: bool = False,
        smooth_landmarks: bool = True,
        enable_segmentation: bool = False,
        smooth_segmentation: bool = True,
        refine_face_landmarks: bool = False,
        min_detection_confidence: float = 0.5,
        min_tracking_confidence: float = 0.5,
    ) -> None:
        super().__init__(
            FOLDER / "holistic_landmark_cpu.pbtxt",
            (
                *_POSE,
                *_LEFT_HAND,
                *_RIGHT_HAND,
                *_FACE,
                "segmentation_mask",
                "pose_detection",
                _DETECTOR_INPUT,
            ),
            {
                **body_side_packets(
                    model_complexity, static_images, smooth_landmarks, enable_segmentation, smooth_segmentation
                ),
                "refine_face_landmarks": refine_face_landmarks,
            },
            {
                "min_detection_confidence": min_detection_confidence,
                "min_tracking_confidence": min_tracking_confidence,
            },
        )

    def _result(self, seen: Mapping[str, Any], timestamp: int, image_size: ImageSize) -> HolisticResult:
        mask = seen.get("segmentation_mask")
        face, rect = map(seen.get, _FACE)
        return HolisticResult(
            pose=Pose.of(*map(seen.get, _POSE)),
            left_hand=_hand(seen, _LEFT_HAND, "Left"),
            right_hand=_hand(seen, _RIGHT_HAND, "Right"),
            face=None if face is None or rect is None else Face(face.points, rect),
            segmentation_mask=None if mask is None else mask.data,
            pose_detection=seen.get("pose_detection"),
            pose_detector_ran=_DETECTOR_INPUT in seen,
            timestamp=timestamp,
            image_size=image_size,
        )


def _hand(seen: Mapping[str, Any], streams: tuple[str, str], side: str) -> PersonHand | None:
    landmarks, rect = map(seen.get, streams)
    return None if landmarks is None or rect is None else PersonHand(landmarks.points, side, rect)
