"""HandDetectionsFromPoseToRectsCalculator: where a hand is, by the pose of the whole body."""

from __future__ import annotations

from backedge.authoring import Contract, register
from backedge.calculators.geometry.detections_to_rects_calculator import DetectionsToRectsCalculator
from backedge.calculators.geometry.rect_from_points import hand_rect_from_pose
from backedge.errors import PacketTypeError
from backedge.formats import Detection, ImageSize, NormalizedRect


@register
class HandDetectionsFromPoseToRectsCalculator(DetectionsToRectsCalculator):
    """Makes a square around a hand, turned so that the fingers point up.

    Inputs:
        DETECTION: Detection, or
        DETECTIONS: list[Detection]; the key points are wrist, little finger and index finger.
        IMAGE_SIZE: (width, height) in pixels.
    Outputs:
        one of NORM_RECT: NormalizedRect, NORM_RECTS: list[NormalizedRect]. RECT and RECTS are not made here.
    Options:
        DetectionsToRectsCalculatorOptions; only output_zero_rect_for_empty_detections is read.

    Example::

        node {
          calculator: "HandDetectionsFromPoseToRectsCalculator"
          input_stream: "DETECTION:hand_detection_from_pose"
          input_stream: "IMAGE_SIZE:image_size"
          output_stream: "NORM_RECT:hand_roi_from_pose"
        }
    """

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        super().update_contract(contract)
        contract.require("IMAGE_SIZE" in contract.inputs, "it needs IMAGE_SIZE")
        tags = [port.tag for port in contract.outputs]
        contract.require(tags[0].startswith("NORM"), f"it makes NORM_RECT or NORM_RECTS, not {tags[0]}")

    def open(self) -> None:
        super().open()
        self._needs_size = True

    def normalized_rect(self, detection: Detection, size: ImageSize | None) -> NormalizedRect:
        if size is None:
            raise PacketTypeError("a rotated square needs the size of the image")
        return hand_rect_from_pose(detection, size)
