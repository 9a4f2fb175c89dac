"""ThresholdingCalculator: tells whether a number is above a threshold."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Input, Output, SideInput, register
from backedge.errors import GraphError
from backedge.protos import Double, Message, field


class ThresholdingCalculatorOptions(Message, name="mediapipe.ThresholdingCalculatorOptions", extension=259990498):
    """Options of ThresholdingCalculator.

    Attributes:
        threshold: what a value must exceed.
    """

    threshold: Double | None = field(1)


@register
class ThresholdingCalculator(Calculator):
    """Compares every value with a threshold, which comes from one of three places and is 0 if from none.

    Inputs:
        FLOAT: float.
        THRESHOLD: float, optional; holds until the next one comes.
    Side packets:
        THRESHOLD: float, optional.
    Outputs:
        FLAG: bool, optional; whether the value is greater than the threshold.
        ACCEPT: bool, optional; True where it is, nothing where it is not.
        REJECT: bool, optional; False where it is not, nothing where it is.
    Options:
        ThresholdingCalculatorOptions

    Example::

        node {
          calculator: "ThresholdingCalculator"
          input_stream: "FLOAT:hand_score"
          output_stream: "FLAG:is_hand"
          options {
            [mediapipe.ThresholdingCalculatorOptions.ext] { threshold: 0.5 }
          }
        }
    """

    lightweight = True

    number = Input[float]("FLOAT")
    threshold = Input[Double]("THRESHOLD", optional=True)
    threshold_side = SideInput[Double]("THRESHOLD", optional=True)
    flag = Output[bool]("FLAG", optional=True)
    accept = Output[bool]("ACCEPT", optional=True)
    reject = Output[bool]("REJECT", optional=True)

    options: ThresholdingCalculatorOptions
    live_options = ("threshold",)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        twice = "THRESHOLD" in contract.inputs and "THRESHOLD" in contract.input_side_packets
        contract.require(not twice, "give the threshold as a stream or as a side packet, not twice")
        contract.require_named_side_packets()

    def open(self) -> None:
        option = self.options.threshold
        # Not in update_contract(): MediaPipe builds such a graph and minds when it starts.
        if option is not None and (self.threshold.connected or self.threshold_side.connected):
            raise GraphError("give the threshold as a stream, as a side packet or as an option, not twice")
        self.options_changed()

    def options_changed(self) -> None:
        self._threshold = self.threshold_side.get(self.options.threshold or 0.0)

    def process(self) -> None:
        self._threshold = self.threshold.get(self._threshold)
        accepted = self.number.value > self._threshold
        self.flag.send(accepted)
        (self.accept if accepted else self.reject).send(accepted)
