"""Get…VectorItemCalculator: one item of a list."""

from __future__ import annotations

from typing import Generic, TypeVar

from backedge.authoring import Calculator, Input, Output, register
from backedge.errors import GraphError
from backedge.formats import ClassificationList, Detection, Landmarks, NormalizedLandmarks, NormalizedRect, Rect
from backedge.protos import Message, UInt64, field

T = TypeVar("T")


class GetVectorItemCalculatorOptions(Message, name="mediapipe.GetVectorItemCalculatorOptions", extension=463538543):
    """Options of Get…VectorItemCalculator.

    Attributes:
        item_index: which item, from 0, where INDEX does not say.
        output_empty_on_oob: send nothing where the list is shorter, instead of failing.
    """

    item_index: int | None = field(1)
    output_empty_on_oob: bool = field(2)


class GetVectorItemCalculator(Calculator, Generic[T]):
    """Sends one item of every list.

    Inputs:
        VECTOR: list of the items' type.
        INDEX: int, optional; which item. Without a packet there, the option says which; without that there is no item.
    Outputs:
        ITEM: the items' type.
    Options:
        GetVectorItemCalculatorOptions

    Example::

        node {
          calculator: "GetNormalizedLandmarkListVectorItemCalculator"
          input_stream: "VECTOR:multi_hand_landmarks"
          output_stream: "ITEM:first_hand_landmarks"
          options {
            [mediapipe.GetVectorItemCalculatorOptions.ext] { item_index: 0 output_empty_on_oob: true }
          }
        }
    """

    lightweight = True

    vector = Input[list[T]]("VECTOR")
    index = Input[int | UInt64]("INDEX", optional=True)
    item = Output[T]("ITEM")

    options: GetVectorItemCalculatorOptions

    def open(self) -> None:
        # Not in update_contract(): MediaPipe builds such a graph and minds when it starts.
        if not self.index.connected and self.options.item_index is None:
            raise GraphError("say which item: set option item_index, or connect input stream INDEX")

    def process(self) -> None:
        index = self.options.item_index if self.index.is_empty else self.index.value
        if self.vector.is_empty or index is None:
            return
        items = self.vector.value
        if 0 <= index < len(items):
            self.item.send(items[index])
        elif index < 0 or not self.options.output_empty_on_oob:
            raise GraphError(
                f"there is no item {index} in a list of {len(items)}; set output_empty_on_oob to send none"
            )


register("GetClassificationListVectorItemCalculator")(GetVectorItemCalculator[ClassificationList])
register("GetDetectionVectorItemCalculator")(GetVectorItemCalculator[Detection])
register("GetLandmarkListVectorItemCalculator")(GetVectorItemCalculator[Landmarks])
register("GetNormalizedLandmarkListVectorItemCalculator")(GetVectorItemCalculator[NormalizedLandmarks])
register("GetNormalizedRectVectorItemCalculator")(GetVectorItemCalculator[NormalizedRect])
register("GetRectVectorItemCalculator")(GetVectorItemCalculator[Rect])
