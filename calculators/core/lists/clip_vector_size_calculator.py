"""Clip…VectorSizeCalculator: a list of at most so many items."""

from __future__ import annotations

from typing import Generic, TypeVar

from backedge.authoring import Calculator, Contract, Input, Output, SideInput, register
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
        untagged: list of the items' type.
    Side packets:
        untagged: int, optional; how many to keep, instead of the option.
    Outputs:
        untagged: the same type.
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

    vector = Input[list[T]]()
    size = SideInput[int](optional=True)
    clipped = Output[list[T]]()

    options: ClipVectorSizeCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        size = contract.options.max_vec_size
        contract.require(size >= 1, f"option max_vec_size must be at least 1, not {size}")
        contract.require_named_side_packets()

    def open(self) -> None:
        self._size = self.size.get(self.options.max_vec_size)

    def process(self) -> None:
        # Not in open(): MediaPipe minds a wrong side packet only where there is something to clip.
        if self._size < 1:
            raise GraphError(f'side packet "{self.size.name}" must be at least 1, found {self._size}')
        self.clipped.send(self.vector.value[: self._size])


register("ClipDetectionVectorSizeCalculator")(ClipVectorSizeCalculator[Detection])
register("ClipNormalizedRectVectorSizeCalculator")(ClipVectorSizeCalculator[NormalizedRect])
