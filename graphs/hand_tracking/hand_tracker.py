"""`HandTracker`: the hand tracking graph as a Python object, images in and hands out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from backedge.errors import GraphError
from backedge.formats import ImageSize
from backedge.graphs.graph_arguments import switch
from backedge.graphs.hand_tracking import hand_tracking_options  # noqa: F401 - declares those of the graph
from backedge.graphs.hand_tracking.hand_tracking_result import Hand, HandTrackingResult
from backedge.graphs.image_graph import ImageGraph

FOLDER: Final = Path(__file__).parent
"""The folder of the graphs."""

_HAND_STREAMS: Final = ("landmarks", "world_landmarks", "handedness", "presence", "hand_rects_from_landmarks")
# By name, and whether images are static: the graph, and the stream that feeds its palm detector.
_GRAPHS: Final = {
    ("mediapipe", False): ("hand_tracking.pbtxt", "palm_detection_image"),
    ("mediapipe", True): ("hand_tracking_image.pbtxt", "image"),
    ("plus", False): ("hand_tracking_plus.pbtxt", "palm_detection_image"),
}


class HandTracker(ImageGraph[HandTrackingResult]):
    """Finds and follows hands, one frame after the other.

        with HandTracker(num_hands=1) as tracker:
            for frame in frames:
                for hand in tracker.process(frame).hands:
                    print(hand.handedness, hand.landmarks[8])

    Models are loaded when the tracker is made, and fetched then if they are not on this machine yet. A tracker is for
    one thread at a time. One that is dropped without `close` closes itself, with a ResourceWarning.

    Args:
        num_hands: how many hands to look for, at least 1.
        model_complexity: 0 for the lite models, 1 for the full ones: slower, and more precise.
        static_images: treat every image on its own, instead of following hands from one to the next.
        min_detection_confidence: palms with a lower score are not detected, 0..1.
        min_presence_confidence: a hand is lost when its presence is not above this, 0..1. MediaPipe's older
            `solutions.Hands` calls it `min_tracking_confidence`.
        min_tracking_confidence: a detected hand that overlaps a tracked one by more than this, as intersection over
            union, 0..1, is taken for the same.
        detection_interval: while some hands are tracked, but fewer than `num_hands`, look for more on each n-th frame:
            a new hand is found within n frames, and the others take half the time. 1 is on every frame, as MediaPipe
            does; 5 is good for video. While none is tracked every frame is searched. By default as the graph says:
            1 for "mediapipe", 5 for "plus".
        graph: "mediapipe" for MediaPipe's results, or "plus" for the same models with better calculators around them
            (hand_tracking_plus.pbtxt): hands have a `track_id`, come once each and never more than `num_hands`, stay
            left or right, keep still, and are found when they are small. It follows hands, and takes no
            `static_images`.

    Raises:
        GraphError: `num_hands`, `model_complexity` or `graph` is none of these (PacketTypeError: not even an int),
            `static_images` no bool, or both "plus" and `static_images` are wanted.
        ConfigError: a confidence is not a number in 0..1, or `detection_interval` no whole number of at least 1.
        ResourceError: a model is not there and cannot be fetched.
    """

    def __init__(  # noqa: PLR0913 - one for each option of the graphs
        self,
        num_hands: int = 2,
        model_complexity: int = 1,
        *,
        static_images: bool = False,
        min_detection_confidence: float = 0.5,
        min_presence_confidence: float = 0.5,
        min_tracking_confidence: float = 0.5,
        detection_interval: int | None = None,
        graph: str = "mediapipe",
    ) -> None:
        file, self._detector_input = _file_of(graph, switch("static_images", static_images))
        super().__init__(
            FOLDER / file,
            (*_HAND_STREAMS, "palm_detections", self._detector_input),
            {"num_hands": num_hands, "model_complexity": model_complexity},
            {
                "min_detection_confidence": min_detection_confidence,
                "min_presence_confidence": min_presence_confidence,
                "min_tracking_confidence": min_tracking_confidence,
                **({} if detection_interval is None else {"detection_interval": detection_interval}),
            },
        )

    def _result(self, seen: Mapping[str, Any], timestamp: int, image_size: ImageSize) -> HandTrackingResult:
        hands = zip(*(seen.get(stream, ()) for stream in _HAND_STREAMS), strict=True)
        return HandTrackingResult(
            hands=tuple(
                Hand(landmarks.points, world.points, handedness[0].label, handedness[0].score, presence, rect)
                for landmarks, world, handedness, presence, rect in hands
            ),
            palm_detections=tuple(seen.get("palm_detections", ())),
            palm_detector_ran=self._detector_input in seen,
            timestamp=timestamp,
            image_size=image_size,
        )


def _file_of(graph: str, static_images: bool) -> tuple[str, str]:
    known = sorted({name for name, _ in _GRAPHS})
    if graph not in known:
        raise GraphError(f"graph must be one of {', '.join(map(repr, known))}; found {graph!r}")
    if (graph, static_images) not in _GRAPHS:
        raise GraphError(f'graph "{graph}" follows hands from one image to the next; leave out static_images')
    return _GRAPHS[graph, static_images]
