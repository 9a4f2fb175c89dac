"""`HandTracker`: the hand tracking graph as a Python object, images in and hands out."""

from __future__ import annotations

import sys
import warnings
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from backedge import CalculatorGraph, Packet
from backedge.errors import (
    CalculatorError,
    GraphStateError,
    ResourceError,
    StreamError,
)
from backedge.formats import ImageSize
from backedge.graphs.given_image import GivenImage, as_frame
from backedge.graphs.hand_tracking.result import Hand, HandTrackingResult
from backedge.timestamp import MIN

FOLDER: Final = Path(__file__).parent
"""The folder of the graphs."""

_FRAME_INTERVAL: Final = 33_333  # microseconds between frames that come without a timestamp: 30 a second
_HAND_STREAMS: Final = ("landmarks", "world_landmarks", "handedness", "presence", "hand_rects_from_landmarks")
# By whether images are static: the graph, and the stream that feeds its palm detector.
_GRAPHS: Final = {
    False: ("hand_tracking.pbtxt", "palm_detection_image"),
    True: ("hand_tracking_image.pbtxt", "image"),
}


class HandTracker:
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

    Raises:
        GraphError: `num_hands` or `model_complexity` is none of these (PacketTypeError: not even an int).
        ConfigError: a confidence is not a number in 0..1.
        ResourceError: a model is not there and cannot be fetched.
    """

    _is_open = False

    def __init__(
        self,
        num_hands: int = 2,
        model_complexity: int = 1,
        *,
        static_images: bool = False,
        min_detection_confidence: float = 0.5,
        min_presence_confidence: float = 0.5,
        min_tracking_confidence: float = 0.5,
    ) -> None:
        self._side_packets = {"num_hands": num_hands, "model_complexity": model_complexity}
        self._seen: dict[str, Any] = {}
        self._last: int | None = None
        file, self._detector_input = _GRAPHS[static_images]
        thresholds = {
            "min_detection_confidence": min_detection_confidence,
            "min_presence_confidence": min_presence_confidence,
            "min_tracking_confidence": min_tracking_confidence,
        }
        self._graph = CalculatorGraph(FOLDER / file, options=thresholds)
        for stream in (*_HAND_STREAMS, "palm_detections", self._detector_input):
            # Not a method: the graph would hold the tracker, and only a garbage collection could free the two.
            self._graph.observe_output_stream(stream, partial(_keep, self._seen))
        self._start()

    def process(self, rgb: GivenImage, timestamp: int | None = None) -> HandTrackingResult:
        """Find the hands in one image.

        Args:
            rgb: uint8 (height, width, 3) RGB; RGBA and grey are taken as well. A numpy array, or what numpy takes for
                one: an ImageFrame, an image of Pillow, a tensor of torch on the CPU. Not changed, not kept.
            timestamp: when it was taken, in microseconds; later than that of the image before. By default 1/30 s
                later.

        Raises:
            PacketTypeError: `rgb` is no such image.
            StreamError: `timestamp` is not later than the last one.
            GraphStateError: the tracker is closed.
        """
        if not self._is_open:
            raise GraphStateError("the tracker is closed; make a new one, or call reset() to go on with this one")
        frame = as_frame(rgb)
        following = 0 if self._last is None else self._last + _FRAME_INTERVAL
        at = following if timestamp is None else timestamp
        earliest = MIN if self._last is None else self._last + 1
        if at < earliest:  # which would end the graph's run
            raise StreamError(f"timestamps must increase: expected {earliest} or later, found {at}")
        self._seen.clear()
        # The graph has no threads: when this returns all is done.
        self._graph.add_packet_to_input_stream("image", Packet(frame, at))
        self._last = at
        return self._result(at, (frame.width, frame.height))

    def reset(self) -> None:
        """Forget all hands and begin anew, as for another video; timestamps may start over. Keeps the models loaded."""
        self._graph.cancel()
        self._start()

    def close(self) -> None:
        """End tracking; closing twice does nothing."""
        self._is_open = False
        self._graph.cancel()

    def __del__(self) -> None:
        if self._is_open and not sys.is_finalizing():
            try:
                warnings.warn(
                    "a HandTracker was dropped while it was open, and is closed; call close(), or use it in a with "
                    "statement",
                    ResourceWarning,
                    stacklevel=2,
                    source=self,
                )
            finally:
                self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _start(self) -> None:
        self._is_open = False
        try:
            self._graph.start_run(self._side_packets)
        except CalculatorError as error:
            cause = error.__cause__
            if isinstance(cause, ResourceError):
                raise cause from cause.__cause__  # which calculator needed the model is of no use to the caller
            raise
        self._last = None
        self._is_open = True

    def _result(self, timestamp: int, image_size: ImageSize) -> HandTrackingResult:
        seen = self._seen
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


def _keep(seen: dict[str, Any], stream: str, packet: Packet[Any]) -> None:
    seen[stream] = packet.value
