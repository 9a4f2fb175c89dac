"""BeginItemLoopCalculator: several streams, one item at a time."""

from __future__ import annotations

from typing import Any

from backedge.authoring import Contract, Inputs, Output, Outputs, register
from backedge.calculators.core.loops.loop_ends import LoopBegin
from backedge.errors import GraphError
from backedge.timestamp import Timestamp


@register
class BeginItemLoopCalculator(LoopBegin):
    """Sends the packets of all ITEM inputs one by one, so that one node can work on all of them.

    Like a BeginLoop calculator, for a fixed number of items that come on streams of their own. The loop has a clock
    of its own: it starts at 0 and moves by one for every item, and for every timestamp that has none.

    Inputs:
        ITEM, at least one: any type, all the same. All have a packet at a timestamp, or none.
        CLONE, any number: any type; repeated for every item.
    Outputs:
        ITEM: the items.
        CLONE: as many as inputs of that tag.
        BATCH_END: Timestamp; at the clock's time of the last item, the timestamp of the items.

    Example::

        node {
          calculator: "BeginItemLoopCalculator"
          input_stream: "ITEM:0:left_hand_rect"
          input_stream: "ITEM:1:right_hand_rect"
          input_stream: "CLONE:image"
          output_stream: "ITEM:hand_rect"
          output_stream: "CLONE:image_of_hand"
          output_stream: "BATCH_END:hand_rects_timestamp"
        }
    """

    items = Inputs[Any]("ITEM", minimum=1)
    clones = Inputs[Any]("CLONE")
    item = Output[Any]("ITEM")
    cloned = Outputs[Any]("CLONE", same_as=clones)
    batch_end = Output[Timestamp]("BATCH_END")

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        super().update_contract(contract)
        contract.outputs["ITEM", 0].same_as = contract.inputs["ITEM", 0]

    def process(self) -> None:
        present = [source.value for source in self.items if not source.is_empty]
        if present and len(present) < len(self.items):
            raise GraphError(f"all ITEM inputs must have a packet or none, but {len(present)} have")
        # As in MediaPipe, whose BeginLoop calculators do not settle a CLONE without a packet before the next item.
        self.send_items(present, settle_clones=True)
