"""DetectionLetterboxRemovalCalculator: detections of a letterboxed image as detections of the image."""

from __future__ import annotations

from backedge.authoring import Calculator, Input, Output, register
from backedge.calculators.detection.letterbox import remove_letterbox_from_detections
from backedge.calculators.geometry.roi import Padding
from backedge.formats import Detection


@register
class DetectionLetterboxRemovalCalculator(Calculator):
    """Gives detections in parts of the image without its padding.

    Inputs:
        DETECTIONS: list[Detection] with relative boxes.
        LETTERBOX_PADDING: Padding; left, top, right, bottom, in parts of the padded image.
    Outputs:
        DETECTIONS: list[Detection].

    Example::

        node {
          calculator: "DetectionLetterboxRemovalCalculator"
          input_stream: "DETECTIONS:letterboxed_detections"
          input_stream: "LETTERBOX_PADDING:letterbox_padding"
          output_stream: "DETECTIONS:detections"
        }
    """

    lightweight = True

    letterboxed = Input[list[Detection]]("DETECTIONS")
    padding = Input[Padding]("LETTERBOX_PADDING")
    detections = Output[list[Detection]]("DETECTIONS")

    def process(self) -> None:
        if not self.letterboxed.is_empty:
            self.detections.send(remove_letterbox_from_detections(self.letterboxed.value, self.padding.value))
