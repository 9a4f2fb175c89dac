"""…HasMinSizeCalculator: tells whether a list has enough items."""

from __future__ import annotations

from typing import Generic, TypeVar

from backedge.authoring import Calculator, Contract, Input, Output, SideInput, register
from backedge.formats import ClassificationList, NormalizedLandmarks, NormalizedRect
from backedge.protos import Message, field

T = TypeVar("T")


class CollectionHasMinSizeCalculatorOptions(
    Message, name="mediapipe.CollectionHasMinSizeCalculatorOptions", extension=259397840
):
    """Options of …HasMinSizeCalculator.

    Attributes:
        min_size: how many items are enough, at least 0.
    """

    min_size: int = field(1, default=0)


class CollectionHasMinSizeCalculator(Calculator, Generic[T]):
    """Says of every list whether it has enough items.

    Inputs:
        ITERABLE: list of the items' type.
    Side packets:
        untagged: int, optional; how many are enough, instead of the option. No list has a negative number of items.
    Outputs:
        untagged: bool.
    Options:
        CollectionHasMinSizeCalculatorOptions

    Example::

        node {
          calculator: "NormalizedRectVectorHasMinSizeCalculator"
          input_stream: "ITERABLE:previous_hand_rects"
          input_side_packet: "num_hands"
          output_stream: "has_enough_hands"
        }
    """

    lightweight = True

    iterable = Input[list[T]]("ITERABLE")
    min_size = SideInput[int](optional=True)
    has_min_size = Output[bool]()

    options: CollectionHasMinSizeCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        size = contract.options.min_size
        contract.require(size >= 0, f"option min_size must not be negative, but is {size}")
        contract.require_named_side_packets()

    def open(self) -> None:
        self._min_size = self.min_size.get(self.options.min_size)

    def process(self) -> None:
        # MediaPipe compares with the number as an unsigned one: a negative one is larger than any size.
        self.has_min_size.send(0 <= self._min_size <= len(self.iterable.value))


register("ClassificationListVectorHasMinSizeCalculator")(CollectionHasMinSizeCalculator[ClassificationList])
register("NormalizedLandmarkListVectorHasMinSizeCalculator")(CollectionHasMinSizeCalculator[NormalizedLandmarks])
register("NormalizedRectVectorHasMinSizeCalculator")(CollectionHasMinSizeCalculator[NormalizedRect])
