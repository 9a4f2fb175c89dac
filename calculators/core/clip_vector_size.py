"""Clip…VectorSizeCalculator: a list of at most so many items."""

from __future__ import annotations

from typing import Generic, TypeVar

from backedge.calculator import Calculator, Contract, Inputs, Outputs, SideInputs, register
from backedge.errors import GraphError
from backedge.formats import Detection, NormalizedRect
from backedge.protos import Message, field

T = TypeVar("T")


class ClipVectorSizeCalculatorOptions(Message, name="mediapipe.ClipVectorSizeCalculatorOptions", extension=274674998):
    """Options of Clip…VectorSizeCalculator.

    Attributes:
        max_vec_size: how many items to keep, at least 1.
    """

    max_vec_size: int = field(1, default=1)


class ClipVectorSizeCalculator(Calculator, Generic[T]):
    """Keeps the first items of every list. An empty list stays an empty list.

    Inputs:
        one, tagged or not: list of the items' type.
    Side packets:
        one, tagged or not, optional: int; how many to keep, instead of the option.
    Outputs:
        one, tagged or not: the same type.
    Options:
        ClipVectorSizeCalculatorOptions

    Example::

        node {
          calculator: "ClipNormalizedRectVectorSizeCalculator"
          input_stream: "all_hand_rects"
          input_side_packet: "num_hands"
          output_stream: "hand_rects"
        }
    """

    lightweight = True

    vectors = Inputs[list[T]]("*", minimum=1)
    sizes = SideInputs[int]("*")
    clipped = Outputs[list[T]]("*", minimum=1)

    options: ClipVectorSizeCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(len(contract.inputs) == 1, "it takes one input stream")
        contract.require(len(contract.outputs) == 1, "it takes one output stream")
        contract.require(len(contract.input_side_packets) <= 1, "it takes one side packet at most")
        size = contract.options.max_vec_size
        contract.require(size >= 1, f"option max_vec_size must be at least 1, not {size}")

    def open(self) -> None:
        self._size = self.sizes[0].value if self.sizes else self.options.max_vec_size
        if self._size < 1:
            raise GraphError(f'side packet "{self.sizes[0].name}" must be at least 1, found {self._size}')

    def process(self) -> None:
        self.clipped[0].send(self.vectors[0].value[: self._size])


register("ClipDetectionVectorSizeCalculator")(ClipVectorSizeCalculator[Detection])
register("ClipNormalizedRectVectorSizeCalculator")(ClipVectorSizeCalculator[NormalizedRect])
