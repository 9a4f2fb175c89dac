"""MuxCalculator: one of several streams, chosen packet by packet."""

from __future__ import annotations

from typing import Any

from backedge.authoring import Calculator, Contract, Input, Inputs, Output, SideInput, register
from backedge.errors import GraphError


@register
class MuxCalculator(Calculator):
    """Passes on the packet of the input whose number SELECT says.

    Inputs:
        INPUT, at least one: any type.
        SELECT: int; the number of the INPUT to pass on at the same timestamp.
    Side packets:
        SELECT: int; instead of the stream.
    Outputs:
        OUTPUT: the packets that were selected.

    Example::

        node {
          calculator: "MuxCalculator"
          input_stream: "INPUT:0:hand_of_first_worker"
          input_stream: "INPUT:1:hand_of_second_worker"
          input_stream: "SELECT:worker"
          output_stream: "OUTPUT:hand"
        }
    """

    input_policy = "MuxInputStreamHandler"
    lightweight = True

    inputs = Inputs[Any]("INPUT", minimum=1)
    select = Input[int]("SELECT", optional=True)
    select_always = SideInput[int]("SELECT", optional=True)
    output = Output[Any]("OUTPUT")

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require_stream_or_side_packet("SELECT")
        if "SELECT" in contract.input_side_packets:
            contract.input_policy = ""  # the mux policy needs the stream
        contract.outputs["OUTPUT", 0].same_as = contract.inputs["INPUT", 0]

    def process(self) -> None:
        selected = self.select.get() if self.select.connected else self.select_always.value
        if selected is None:
            return
        if not 0 <= selected < len(self.inputs):
            raise GraphError(f"SELECT is {selected}, but there are inputs 0 to {len(self.inputs) - 1}")
        self.output.forward(self.inputs[selected])
