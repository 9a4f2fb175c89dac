"""DetectionProjectionCalculator: detections of a region as detections of the image."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Input, Inputs, Outputs, register
from backedge.calculators.core.matrix import FloatMatrix, as_projection
from backedge.calculators.detection.project_detections import project_detection
from backedge.formats import Detection


@register
class DetectionProjectionCalculator(Calculator):
    """Projects detections by a matrix; a rotated box becomes the upright one around it.

    Inputs:
        DETECTIONS, any number: list[Detection], in parts of the region.
        PROJECTION_MATRIX: float32 (4, 4); from the region to the image. Without it nothing is sent.
    Outputs:
        DETECTIONS, as many: list[Detection], in parts of the image.

    Example::

        node {
          calculator: "DetectionProjectionCalculator"
          input_stream: "DETECTIONS:detections_in_roi"
          input_stream: "PROJECTION_MATRIX:matrix"
          output_stream: "DETECTIONS:detections"
        }
    """

    lightweight = True

    in_region = Inputs[list[Detection]]("DETECTIONS", minimum=1)
    matrix = Input[FloatMatrix]("PROJECTION_MATRIX")
    in_image = Outputs[list[Detection]]("DETECTIONS")

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require_as_many(
            contract.inputs.count("DETECTIONS"),
            "inputs DETECTIONS",
            contract.outputs.count("DETECTIONS"),
            "outputs DETECTIONS",
        )

    def process(self) -> None:
        if self.matrix.is_empty:
            return
        matrix = as_projection(self.matrix.value)
        for given, projected in zip(self.in_region, self.in_image, strict=True):
            if not given.is_empty:
                projected.send([project_detection(detection, matrix) for detection in given.value])
