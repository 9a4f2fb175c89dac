"""ValueOrDefaultCalculator: fills the gaps of a stream."""

from __future__ import annotations

from typing import Any

from backedge.calculator import Calculator, Contract, Input, Output, SideInputs, register


@register
class ValueOrDefaultCalculator(Calculator):
    """Sends, for every packet of TICK, the packet of IN at the same time, or a default where there is none.

    Inputs:
        IN: any type.
        TICK: any type.
    Side packets:
        one, tagged or not: the type of IN; the default.
    Outputs:
        OUT: the type of IN.
        FLAG: bool; True where the default was used, nothing where it was not.

    Example::

        node {
          calculator: "ValueOrDefaultCalculator"
          input_stream: "IN:hand_score"
          input_stream: "TICK:image"
          input_side_packet: "zero"
          output_stream: "OUT:hand_score_or_zero"
          output_stream: "FLAG:no_hand"
        }
    """

    lightweight = True

    value = Input[Any]("IN")
    tick = Input[Any]("TICK")
    defaults = SideInputs[Any]("*", minimum=1)
    output = Output[Any]("OUT", same_as=value)
    flag = Output[bool]("FLAG")

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(len(contract.input_side_packets) == 1, "it takes one side packet, the default")
        for port in contract.input_side_packets:
            port.same_as = contract.inputs["IN", 0]

    def open(self) -> None:
        self.output.set_header(self.value.header)

    def process(self) -> None:
        if self.tick.is_empty:
            return
        if self.value.is_empty:
            self.output.send(self.defaults[0].value)
            self.flag.send(True)
        else:
            self.output.forward(self.value)
