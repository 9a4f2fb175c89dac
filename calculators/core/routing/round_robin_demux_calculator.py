"""RoundRobinDemuxCalculator: deals the packets of a stream out in turn."""

from __future__ import annotations

from typing import Any

from backedge.authoring import Calculator, Contract, Input, Output, Outputs, register


@register
class RoundRobinDemuxCalculator(Calculator):
    """Sends the first packet to OUTPUT:0, the second to OUTPUT:1, and so on, and then to OUTPUT:0 again.

    With a copy of a slow node behind each output and a MuxCalculator behind these, several packets are worked on at
    the same time.

    Inputs:
        untagged: any type.
    Outputs:
        OUTPUT, at least one: the packets.
        SELECT: int, optional; where the packet went.

    Example::

        node {
          calculator: "RoundRobinDemuxCalculator"
          input_stream: "image"
          output_stream: "OUTPUT:0:image_for_first_worker"
          output_stream: "OUTPUT:1:image_for_second_worker"
          output_stream: "SELECT:worker"
        }
    """

    lightweight = True

    packets = Input[Any]()
    outputs = Outputs[Any]("OUTPUT", minimum=1)
    select = Output[int]("SELECT", optional=True)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        for port in contract.outputs:
            if port.tag == "OUTPUT":
                port.same_as = contract.inputs["", 0]

    def open(self) -> None:
        self._next = 0

    def process(self) -> None:
        self.outputs[self._next].forward(self.packets)
        self.select.send(self._next)
        self._next = (self._next + 1) % len(self.outputs)
