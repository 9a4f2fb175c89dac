"""TfLiteTensorsToFloatsCalculator: a tensor as numbers, under the older name."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.tensor.tensor_values import float_values, single_value
from backedge.formats import Tensor


@register
class TfLiteTensorsToFloatsCalculator(Calculator):
    """Gives the values of the first tensor.

    Inputs:
        TENSORS: list[Tensor], of float32; the first is used.
    Outputs:
        FLOAT: float, the only value, optional.
        FLOATS: list[float], all of them in order, optional.

    Example::

        node {
          calculator: "TfLiteTensorsToFloatsCalculator"
          input_stream: "TENSORS:face_flag_tensor"
          output_stream: "FLOAT:face_presence_score"
        }
    """

    lightweight = True

    tensors = Input[list[Tensor]]("TENSORS")
    single = Output[float]("FLOAT", optional=True)
    floats = Output[list[float]]("FLOATS", optional=True)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(len(contract.outputs), "it needs FLOAT or FLOATS")

    def process(self) -> None:
        values = float_values(self.tensors.value)
        if self.single.connected:
            self.single.send(single_value(values))
        self.floats.send(values)
