"""TensorsToFloatsCalculator: a tensor as numbers."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.tensor.activation import Activation
from backedge.calculators.tensor.tensor_values import float_values, single_value
from backedge.formats import Tensor
from backedge.protos import Message, field


class TensorsToFloatsCalculatorOptions(Message, name="mediapipe.TensorsToFloatsCalculatorOptions", extension=343499115):
    """Options of TensorsToFloatsCalculator.

    Attributes:
        activation: applied to every value.
    """

    activation: Activation = field(1)


@register
class TensorsToFloatsCalculator(Calculator):
    """Gives the values of the first tensor.

    Inputs:
        TENSORS: list[Tensor], of float32; the first is used.
    Outputs:
        FLOAT: float, the only value, or FLOATS: list[float], all of them in order.
    Options:
        TensorsToFloatsCalculatorOptions

    Example::

        node {
          calculator: "TensorsToFloatsCalculator"
          input_stream: "TENSORS:hand_flag_tensor"
          output_stream: "FLOAT:hand_presence_score"
        }
    """

    lightweight = True

    tensors = Input[list[Tensor]]("TENSORS")
    single = Output[float]("FLOAT", optional=True)
    floats = Output[list[float]]("FLOATS", optional=True)

    options: TensorsToFloatsCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(len(contract.outputs) == 1, "it has either FLOAT or FLOATS")

    def process(self) -> None:
        values = float_values(self.tensors.value, self.options.activation)
        if self.floats.connected:
            self.floats.send(values)
        else:
            self.single.send(single_value(values))
