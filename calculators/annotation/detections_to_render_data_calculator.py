"""DetectionsToRenderDataCalculator: detections as annotations."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.annotation.detection_annotations import (
    DetectionsToRenderDataCalculatorOptions,
    annotate_detection,
)
from backedge.formats import Detection, RenderData


@register
class DetectionsToRenderDataCalculator(Calculator):
    """Makes annotations of detections: boxes, key points, labels and scores.

    Inputs:
        DETECTIONS: list[Detection], and, or
        DETECTION_LIST: list[Detection]; the two are one type here, and, or
        DETECTION: Detection.
    Outputs:
        RENDER_DATA: RenderData.
    Options:
        DetectionsToRenderDataCalculatorOptions

    Example::

        node {
          calculator: "DetectionsToRenderDataCalculator"
          input_stream: "DETECTIONS:detections"
          output_stream: "RENDER_DATA:render_data"
          options {
            [mediapipe.DetectionsToRenderDataCalculatorOptions.ext] { thickness: 4 color { r: 255 } }
          }
        }
    """

    lightweight = True

    detections = Input[list[Detection]]("DETECTIONS", optional=True)
    detection_list = Input[list[Detection]]("DETECTION_LIST", optional=True)
    detection = Input[Detection]("DETECTION", optional=True)
    render_data = Output[RenderData]("RENDER_DATA")

    options: DetectionsToRenderDataCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(len(contract.inputs), "it needs one of DETECTIONS, DETECTION_LIST and DETECTION")

    def process(self) -> None:
        found = [*self.detection_list.get([]), *self.detections.get([])]
        if not self.detection.is_empty:
            found.append(self.detection.value)
        if found or self.options.produce_empty_packet:
            annotations = [each for detection in found for each in annotate_detection(detection, self.options)]
            data = RenderData(render_annotations=tuple(annotations), scene_class=self.options.scene_class)
            self.render_data.send(data)
