"""TrackedDetectionManagerCalculator: detections that a tracker follows from picture to picture."""

from __future__ import annotations

from typing import Final

from backedge.authoring import Calculator, Input, Output, register
from backedge.calculators.tracking.timed_boxes import TimedBoxProto, TimedBoxProtoList
from backedge.calculators.tracking.tracked_detections import (
    TrackedDetection,
    TrackedDetectionManager,
    TrackedDetectionManagerConfig,
    detection_of,
    track,
)
from backedge.formats import Detection, NormalizedRect
from backedge.protos import Message, field

_FORGET_AFTER_MSEC: Final = 5000


class TrackedDetectionManagerCalculatorOptions(
    Message, name="mediapipe.TrackedDetectionManagerCalculatorOptions", extension=301970230
):
    """Options of TrackedDetectionManagerCalculator.

    Attributes:
        tracked_detection_manager_options: when two detections are taken for one.
    """

    tracked_detection_manager_options: TrackedDetectionManagerConfig = field(1)


@register
class TrackedDetectionManagerCalculator(Calculator):
    """Follows detections by the boxes of a tracker, from the first box with a detection's id on.

    A detection is dropped when a newer one of the same thing comes, when it is out of view, and when the tracker has
    not told of it for 5 seconds.

    Inputs:
        DETECTIONS: list[Detection], optional; new ones.
        DETECTION_LIST: list[Detection], optional; new ones, too.
        TRACKING_BOXES: TimedBoxProtoList, optional; where things are now.
    Outputs:
        CANCEL_OBJECT_ID: int, optional; ids that need not be tracked any more, one each microsecond.
        DETECTIONS: list[Detection], optional; those that the tracker told of at this timestamp, by upright boxes.
        DETECTION_BOXES: list[NormalizedRect], optional; their rectangles.
    Options:
        TrackedDetectionManagerCalculatorOptions

    Example::

        node {
          calculator: "TrackedDetectionManagerCalculator"
          input_stream: "DETECTIONS:detections"
          input_stream: "TRACKING_BOXES:boxes"
          output_stream: "CANCEL_OBJECT_ID:cancel_object_id"
          output_stream: "DETECTIONS:tracked_detections"
        }
    """

    timestamp_offset = None
    lightweight = True

    detections = Input[list[Detection]]("DETECTIONS", optional=True)
    detection_list = Input[list[Detection]]("DETECTION_LIST", optional=True)
    boxes = Input[TimedBoxProtoList]("TRACKING_BOXES", optional=True)
    cancelled = Output[int]("CANCEL_OBJECT_ID", optional=True)
    tracked = Output[list[Detection]]("DETECTIONS", optional=True)
    rects = Output[list[NormalizedRect]]("DETECTION_BOXES", optional=True)

    options: TrackedDetectionManagerCalculatorOptions

    def open(self) -> None:
        self._manager = TrackedDetectionManager(self.options.tracked_detection_manager_options)
        self._waiting: dict[int, TrackedDetection] = {}
        self._next_cancel = 0

    def process(self) -> None:
        now_msec = self.timestamp // 1000
        if not self.boxes.is_empty:
            self._cancel(self._follow(self.boxes.value.box, now_msec))
            current = [each for each in self._manager.detections.values() if each.last_msec >= now_msec]
            self.tracked.send([detection_of(each) for each in current])
            self.rects.send([each.rect for each in current])
        for detection in (*self.detections.get([]), *self.detection_list.get([])):
            tracked = track(detection, now_msec)
            self._waiting[tracked.id] = tracked

    def _follow(self, boxes: tuple[TimedBoxProto, ...], now_msec: int) -> list[int]:
        """Move detections to their boxes; return the ids of those that are dropped."""
        dropped = []
        for box in boxes:
            if box.id in self._waiting:
                dropped += self._manager.add(self._waiting.pop(box.id))
            dropped += self._manager.move(box.id, _rect(box), box.time_msec)
        dropped += self._manager.remove_older_than(now_msec - _FORGET_AFTER_MSEC)
        return dropped + self._manager.remove_out_of_view()

    def _cancel(self, numbers: list[int]) -> None:
        """Send ids, at timestamps that rise even where the next picture follows at once."""
        for number in numbers:
            at = max(self.timestamp, self._next_cancel)
            self.cancelled.send(number, at)
            self._next_cancel = at + 1


def _rect(box: TimedBoxProto) -> NormalizedRect:
    return NormalizedRect(
        (box.left + box.right) / 2,
        (box.top + box.bottom) / 2,
        box.right - box.left,
        box.bottom - box.top,
        box.rotation,
    )
