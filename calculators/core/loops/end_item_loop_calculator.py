"""EndItemLoopCalculator: every item of a BeginItemLoopCalculator on a stream of its own again."""

from __future__ import annotations

from typing import Any

from backedge.authoring import Contract, Input, Outputs, register
from backedge.calculators.core.loops.loop_ends import LoopEnd
from backedge.errors import GraphError
from backedge.timestamp import Timestamp, next_allowed


@register
class EndItemLoopCalculator(LoopEnd):
    """Sends what became of the items to as many outputs, at the items' timestamp.

    Inputs:
        ITEM: any type; at the clock of the loop, see BeginItemLoopCalculator.
        BATCH_END: Timestamp; from the BeginItemLoopCalculator.
    Outputs:
        ITEM, as many as there are items: the items' type.

    Example::

        node {
          calculator: "EndItemLoopCalculator"
          input_stream: "ITEM:hand_landmarks"
          input_stream: "BATCH_END:hand_rects_timestamp"
          output_stream: "ITEM:0:left_hand_landmarks"
          output_stream: "ITEM:1:right_hand_landmarks"
        }
    """

    item = Input[Any]("ITEM")
    batch_end = Input[Timestamp]("BATCH_END")
    outputs = Outputs[Any]("ITEM", minimum=1)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        for port in contract.outputs:
            port.same_as = contract.inputs["ITEM", 0]

    def send_batch(self, items: list[Any], timestamp: Timestamp) -> None:
        if not items:
            for target in self.outputs:
                target.set_next_timestamp_bound(next_allowed(timestamp))
        elif len(items) == len(self.outputs):
            for target, value in zip(self.outputs, items, strict=True):
                target.send(value, timestamp)
        else:
            raise GraphError(f"there are {len(items)} items, but {len(self.outputs)} outputs for them")
