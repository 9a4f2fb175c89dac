"""Filter…CollectionCalculator: those items of a list for which a condition holds."""

from __future__ import annotations

from itertools import compress
from typing import Generic, TypeVar

from backedge.authoring import Calculator, Input, Output, register
from backedge.errors import PacketTypeError
from backedge.formats import ClassificationList, Landmarks, NormalizedLandmarks, NormalizedRect
from backedge.protos import UInt64

T = TypeVar("T")


class FilterCollectionCalculator(Calculator, Generic[T]):
    """Sends those items of a list whose condition is true; nothing where one of the two inputs is missing.

    Inputs:
        ITERABLE: list of the items' type.
        CONDITION: list[bool], one for each item.
    Outputs:
        ITERABLE: list of the items' type; it may be empty.

    Example::

        node {
          calculator: "FilterNormalizedRectCollectionCalculator"
          input_stream: "ITERABLE:rects"
          input_stream: "CONDITION:are_hands"
          output_stream: "ITERABLE:hand_rects"
        }
    """

    lightweight = True

    items = Input[list[T]]("ITERABLE")
    condition = Input[list[bool]]("CONDITION")
    kept = Output[list[T]]("ITERABLE")

    def process(self) -> None:
        if self.items.is_empty or self.condition.is_empty:
            return
        items, condition = self.items.value, self.condition.value
        if len(items) != len(condition):
            raise PacketTypeError(
                f"CONDITION must hold one for each item, found {len(condition)} for {len(items)} items"
            )
        self.kept.send(list(compress(items, condition)))


register("FilterUInt64CollectionCalculator")(FilterCollectionCalculator[UInt64])
register("FilterNormalizedRectCollectionCalculator")(FilterCollectionCalculator[NormalizedRect])
register("FilterLandmarkListCollectionCalculator")(FilterCollectionCalculator[Landmarks])
register("FilterNormalizedLandmarkListCollectionCalculator")(FilterCollectionCalculator[NormalizedLandmarks])
register("FilterClassificationListCollectionCalculator")(FilterCollectionCalculator[ClassificationList])
