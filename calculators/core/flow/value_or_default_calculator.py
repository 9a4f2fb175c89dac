"""ValueOrDefaultCalculator: fills the gaps of a stream."""

from __future__ import annotations

from typing import Any

from backedge.authoring import Calculator, Input, Output, SideInput, register


@register
class ValueOrDefaultCalculator(Calculator):
    """Sends, for every packet of TICK, the packet of IN at the same time, or a default where there is none.

    Inputs:
        IN: any type.
        TICK: any type.
    Side packets:
        untagged: the type of IN; the default.
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
    default = SideInput[Any](same_as=value)
    output = Output[Any]("OUT", same_as=value)
    flag = Output[bool]("FLAG")

    def open(self) -> None:
        self.output.set_header(self.value.header)

    def process(self) -> None:
        if self.tick.is_empty:
            return
        if self.value.is_empty:
            self.output.send(self.default.value)
            self.flag.send(True)
        else:
            self.output.forward(self.value)
