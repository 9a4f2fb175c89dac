"""BeginLoop…Calculator: takes a list apart, so that the nodes up to an EndLoop see one item at a time."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from backedge.authoring import Input, Inputs, Output, Outputs, register
from backedge.calculators.core.loops.loop_ends import LoopBegin
from backedge.calculators.core.matrix import Matrix
from backedge.formats import Detection, Image, ImageFrame, NormalizedLandmarks, NormalizedRect, Tensor
from backedge.protos import UInt64
from backedge.timestamp import Timestamp

T = TypeVar("T")


class BeginLoopCalculator(LoopBegin, Generic[T]):
    """Sends the items of every list one by one.

    The loop has a clock of its own: it starts at 0 and moves by one for every item, and for every timestamp that has
    none. What the items become is put together again by an EndLoop calculator, with the help of BATCH_END.

    Inputs:
        ITERABLE: list of the items' type.
        CLONE: any type, any number; repeated for every item.
        TICK: any type, optional; makes the loop report also timestamps at which ITERABLE has nothing.
    Outputs:
        ITEM: the items' type.
        CLONE: as many as inputs of that tag.
        BATCH_END: Timestamp; at the clock's time of the last item, the timestamp of the list.

    Example::

        node {
          calculator: "BeginLoopNormalizedRectCalculator"
          input_stream: "ITERABLE:hand_rects"
          input_stream: "CLONE:image"
          output_stream: "ITEM:hand_rect"
          output_stream: "CLONE:image_of_hand"
          output_stream: "BATCH_END:hand_rects_timestamp"
        }
    """

    iterable = Input[list[T]]("ITERABLE")
    clones = Inputs[Any]("CLONE")
    tick = Input[Any]("TICK", optional=True)
    item = Output[T]("ITEM")
    cloned = Outputs[Any]("CLONE", same_as=clones)
    batch_end = Output[Timestamp]("BATCH_END")

    def process(self) -> None:
        self.send_items(self.iterable.get([]), settle_clones=False)


register("BeginLoopDetectionCalculator")(BeginLoopCalculator[Detection])
register("BeginLoopFloatCalculator")(BeginLoopCalculator[float])
register("BeginLoopImageCalculator")(BeginLoopCalculator[Image])
register("BeginLoopImageFrameCalculator")(BeginLoopCalculator[ImageFrame])
register("BeginLoopIntCalculator")(BeginLoopCalculator[int])
register("BeginLoopMatrixCalculator")(BeginLoopCalculator[Matrix])
register("BeginLoopMatrixVectorCalculator")(BeginLoopCalculator[list[Matrix]])
register("BeginLoopNormalizedLandmarkListVectorCalculator")(BeginLoopCalculator[NormalizedLandmarks])
register("BeginLoopNormalizedRectCalculator")(BeginLoopCalculator[NormalizedRect])
register("BeginLoopStringCalculator")(BeginLoopCalculator[str])
register("BeginLoopTensorCalculator")(BeginLoopCalculator[Tensor])
register("BeginLoopUint64tCalculator")(BeginLoopCalculator[UInt64])
