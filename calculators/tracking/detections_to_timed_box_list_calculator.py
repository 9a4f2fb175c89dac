"""DetectionsToTimedBoxListCalculator: detections as boxes for a tracker."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.tracking.timed_boxes import TimedBoxProto, TimedBoxProtoList
from backedge.formats import Detection


@register
class DetectionsToTimedBoxListCalculator(Calculator):
    """Makes a box of every detection, with its id and the time of its packet.

    Inputs:
        DETECTIONS: list[Detection], or
        DETECTION_LIST: list[Detection], or both; those of DETECTION_LIST come first.
    Outputs:
        BOXES: TimedBoxProtoList.

    Example::

        node {
          calculator: "DetectionsToTimedBoxListCalculator"
          input_stream: "DETECTIONS:detections"
          output_stream: "BOXES:boxes"
        }
    """

    lightweight = True

    detections = Input[list[Detection]]("DETECTIONS", optional=True)
    detection_list = Input[list[Detection]]("DETECTION_LIST", optional=True)
    boxes = Output[TimedBoxProtoList]("BOXES")

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(contract.inputs, "it needs DETECTIONS or DETECTION_LIST")

    def process(self) -> None:
        detections = [*self.detection_list.get([]), *self.detections.get([])]
        time_msec = self.timestamp // 1000
        self.boxes.send(TimedBoxProtoList(box=tuple(_box(detection, time_msec) for detection in detections)))


def _box(detection: Detection, time_msec: int) -> TimedBoxProto:
    box = detection.require_box()
    return TimedBoxProto(
        left=box.xmin,
        right=box.xmin + box.width,
        top=box.ymin,
        bottom=box.ymin + box.height,
        id=detection.detection_id or 0,
        time_msec=time_msec,
    )
