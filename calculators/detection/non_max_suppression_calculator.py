"""NonMaxSuppressionCalculator: one detection for each object."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Input, Inputs, Output, register
from backedge.calculators.detection.non_max_suppression import NonMaxSuppressionCalculatorOptions, suppress_non_maxima
from backedge.formats import Detection, ImageFrame


@register("NonMaxSuppressionCalculator", "NMS")
class NonMaxSuppressionCalculator(Calculator):
    """Keeps the best of detections that overlap, or their weighted mean.

    Inputs:
        untagged, `num_detection_streams` of them: list[Detection] with relative boxes; taken together.
        IMAGE: ImageFrame, optional; not used: boxes are always relative here.
    Outputs:
        untagged: list[Detection], best first. Nothing, unless the options say otherwise, where there is none.
    Options:
        NonMaxSuppressionCalculatorOptions

    Example::

        node {
          calculator: "NonMaxSuppressionCalculator"
          input_stream: "unfiltered_detections"
          output_stream: "detections"
          options {
            [mediapipe.NonMaxSuppressionCalculatorOptions.ext] {
              min_suppression_threshold: 0.3
              overlap_type: INTERSECTION_OVER_UNION
              algorithm: WEIGHTED
            }
          }
        }
    """

    lightweight = True

    detections = Inputs[list[Detection]](minimum=1)
    image = Input[ImageFrame]("IMAGE", optional=True)
    kept = Output[list[Detection]]()

    options: NonMaxSuppressionCalculatorOptions
    live_options = ("max_num_detections", "min_score_threshold", "min_suppression_threshold", "return_empty_detections")

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.options.check()
        streams, stated = contract.inputs.count(), contract.options.num_detection_streams
        contract.require(streams == stated, f"num_detection_streams is {stated}, but it has {streams} untagged inputs")

    def open(self) -> None:
        self._nothing: list[Detection] = []

    def process(self) -> None:
        detections = [detection for port in self.detections for detection in port.get(self._nothing)]
        if detections:
            self.kept.send(suppress_non_maxima(detections, self.options))
        elif self.options.return_empty_detections:
            self.kept.send(detections)
