"""HandLandmarkTrackingCpu, run as `HandTracker` is, so that both can be compared with the same recordings."""

from __future__ import annotations

import math
from types import TracebackType
from typing import Any, Self

from backedge import CalculatorGraph
from backedge.formats import ImageFrame
from backedge.graphs.hand_landmarks import FOLDER
from backedge.graphs.hand_tracking import Hand, HandTrackingResult

_HAND_STREAMS = ("multi_hand_landmarks", "multi_hand_world_landmarks", "multi_handedness", "hand_rects_from_landmarks")
_DETECTOR_INPUT = "palm_detection_image"


class HandGraph:
    """Hands of one picture after the other; their presence is not known."""

    def __init__(self, num_hands: int, model_complexity: int, *, static_images: bool = False) -> None:
        self._seen: dict[str, Any] = {}
        self._graph = CalculatorGraph(FOLDER / "hand_landmark_tracking_cpu.pbtxt")
        for name in (*_HAND_STREAMS, "palm_detections", _DETECTOR_INPUT):
            self._graph.observe_output_stream(name, lambda stream, packet: self._seen.update({stream: packet.value}))
        self._graph.start_run(
            {"num_hands": num_hands, "model_complexity": model_complexity, "use_prev_landmarks": not static_images}
        )
        self._frames = 0

    def process(self, rgb: Any) -> HandTrackingResult:
        """Find the hands in one image."""
        self._seen.clear()
        self._graph.add_packet_to_input_stream("image", ImageFrame(rgb), self._frames)
        self._frames += 1
        hands = zip(*(self._seen.get(stream, ()) for stream in _HAND_STREAMS), strict=True)
        return HandTrackingResult(
            hands=tuple(
                Hand(landmarks.points, world.points, handedness[0].label, handedness[0].score, math.nan, rect)
                for landmarks, world, handedness, rect in hands
            ),
            palm_detections=tuple(self._seen.get("palm_detections", ())),
            palm_detector_ran=_DETECTOR_INPUT in self._seen,
            timestamp=self._frames - 1,
            image_size=(rgb.shape[1], rgb.shape[0]),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._graph.close()
