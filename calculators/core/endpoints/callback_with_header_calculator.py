"""CallbackWithHeaderCalculator: calls a function of the application with every packet and the stream's header."""

from __future__ import annotations

from typing import Any

from backedge.authoring import Calculator, Input, SideInput, register
from backedge.calculators.core.endpoints.callback_calculator import require_function
from backedge.errors import GraphError
from backedge.packet import Packet


@register
class CallbackWithHeaderCalculator(Calculator):
    """Calls a function with every packet of INPUT and a header.

    Inputs:
        INPUT: any type.
        HEADER: any type; its first packet is the header if INPUT has none of its own.
    Side packets:
        CALLBACK: a function of two `Packet`s, the packet and the header.

    Example::

        node {
          calculator: "CallbackWithHeaderCalculator"
          input_stream: "INPUT:video"
          input_stream: "HEADER:video_header"
          input_side_packet: "CALLBACK:on_frame"
        }
    """

    input = Input[Any]("INPUT")
    header = Input[Any]("HEADER")
    callback = SideInput[Any]("CALLBACK")

    def open(self) -> None:
        require_function(self.callback)
        self._call = self.callback.value
        self._header: Packet[Any] = self.input.header

    def process(self) -> None:
        if not self.input.is_empty and self._header.is_empty:
            raise GraphError("a packet came before the header; send it earlier, e.g. at PreStream")
        if self._header.is_empty:
            self._header = self.header.packet
        if not self.input.is_empty:
            self._call(self.input.packet, self._header)
