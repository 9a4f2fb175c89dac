"""NonMaxSuppressionCalculator: one detection for each object."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Input, Inputs, Output, register
from backedge.calculators.detection.nms_options import NmsAlgorithm, NonMaxSuppressionOptions
from backedge.calculators.detection.non_max_suppression import suppress_non_maxima
from backedge.calculators.geometry.overlap import OverlapType
from backedge.calculators.options import plain_options
from backedge.formats import Detection, ImageFrame
from backedge.protos import Message, field


class NonMaxSuppressionCalculatorOptions(
    Message, name="mediapipe.NonMaxSuppressionCalculatorOptions", extension=55383100
):
    """Options of NonMaxSuppressionCalculator; see `NonMaxSuppressionOptions` for those not named here.

    Attributes:
        num_detection_streams: how many untagged inputs there are.
        return_empty_detections: send an empty list where nothing is detected, instead of nothing.
    """

    num_detection_streams: int = field(1, default=1)
    max_num_detections: int = field(2, default=-1)
    min_suppression_threshold: float = field(3, default=1.0)
    overlap_type: OverlapType = field(4, default=OverlapType.JACCARD)
    return_empty_detections: bool = field(5)
    min_score_threshold: float = field(6, default=-1.0)
    algorithm: NmsAlgorithm = field(7)
    multiclass_nms: bool = field(8)


@register("NonMaxSuppressionCalculator", "NMS")
class NonMaxSuppressionCalculator(Calculator):
    """Of detections that overlap keeps the best, or their weighted mean.

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

    detections = Inputs[list[Detection]](minimum=1)
    image = Input[ImageFrame]("IMAGE", optional=True)
    kept = Output[list[Detection]]()

    options: NonMaxSuppressionCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        plain_options(contract.options, NonMaxSuppressionOptions)
        streams, stated = contract.inputs.count(), contract.options.num_detection_streams
        contract.require(streams == stated, f"num_detection_streams is {stated}, but it has {streams} untagged inputs")

    def open(self) -> None:
        self._suppression = plain_options(self.options, NonMaxSuppressionOptions)
        self._nothing: list[Detection] = []

    def process(self) -> None:
        detections = [detection for port in self.detections for detection in port.get(self._nothing)]
        if detections:
            self.kept.send(suppress_non_maxima(detections, self._suppression))
        elif self.options.return_empty_detections:
            self.kept.send(detections)
