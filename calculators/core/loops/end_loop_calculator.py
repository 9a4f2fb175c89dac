"""EndLoop…Calculator: puts the items of a BeginLoop together again."""

from __future__ import annotations

from typing import Generic, TypeVar

from backedge.authoring import Input, Output, register
from backedge.calculators.core.loops.loop_ends import LoopEnd
from backedge.calculators.core.matrix import Matrix
from backedge.formats import (
    ClassificationList,
    Detection,
    Image,
    ImageFrame,
    ImageSize,
    Landmarks,
    NormalizedLandmarks,
    NormalizedRect,
    RenderData,
    Tensor,
)
from backedge.timestamp import Timestamp, add

T = TypeVar("T")


class EndLoopCalculator(LoopEnd, Generic[T]):
    """Sends a list of what became of the items of a list, at that list's timestamp.

    If no item came out of the loop, it sends no packet, not even an empty list, and settles ITERABLE.

    Inputs:
        ITEM: the items' type; at the clock of the loop, see BeginLoopCalculator.
        BATCH_END: Timestamp; from the BeginLoop calculator.
    Outputs:
        ITERABLE: list of the items' type.

    Example::

        node {
          calculator: "EndLoopNormalizedLandmarkListVectorCalculator"
          input_stream: "ITEM:hand_landmarks"
          input_stream: "BATCH_END:hand_rects_timestamp"
          output_stream: "ITERABLE:multi_hand_landmarks"
        }
    """

    item = Input[T]("ITEM")
    batch_end = Input[Timestamp]("BATCH_END")
    iterable = Output[list[T]]("ITERABLE")

    def send_batch(self, items: list[T], timestamp: Timestamp) -> None:
        if items:
            self.iterable.send(items, timestamp)
        else:
            self.iterable.set_next_timestamp_bound(add(timestamp, 1))


register("EndLoopAffineMatrixCalculator")(EndLoopCalculator[Matrix])
register("EndLoopBooleanCalculator")(EndLoopCalculator[bool])
register("EndLoopClassificationListCalculator")(EndLoopCalculator[ClassificationList])
register("EndLoopDetectionCalculator")(EndLoopCalculator[Detection])
register("EndLoopFloatCalculator")(EndLoopCalculator[float])
register("EndLoopImageCalculator")(EndLoopCalculator[Image])
register("EndLoopImageFrameCalculator")(EndLoopCalculator[ImageFrame])
register("EndLoopImageSizeCalculator")(EndLoopCalculator[ImageSize])
register("EndLoopLandmarkListVectorCalculator")(EndLoopCalculator[Landmarks])
register("EndLoopMatrixCalculator")(EndLoopCalculator[Matrix])
register("EndLoopNormalizedLandmarkListVectorCalculator")(EndLoopCalculator[NormalizedLandmarks])
register("EndLoopNormalizedRectCalculator")(EndLoopCalculator[NormalizedRect])
register("EndLoopRenderDataCalculator")(EndLoopCalculator[RenderData])
register("EndLoopTensorCalculator")(EndLoopCalculator[Tensor])
