"""AddHeaderCalculator: gives a stream a header."""

from __future__ import annotations

from typing import Any

from backedge.authoring import Calculator, Contract, Input, Output, SideInput, register
from backedge.errors import GraphError
from backedge.packet import Packet


@register
class AddHeaderCalculator(Calculator):
    """Passes DATA on with a header that comes from another stream's header or from a side packet.

    Inputs:
        DATA: any type.
        HEADER: only its header is used, it must have no packets.
    Side packets:
        HEADER: any type; instead of the stream.
    Outputs:
        untagged: the packets of DATA.

    Example::

        node {
          calculator: "AddHeaderCalculator"
          input_stream: "DATA:image"
          input_side_packet: "HEADER:video_header"
          output_stream: "image_with_header"
        }
    """

    lightweight = True

    data = Input[Any]("DATA")
    header = Input[Any]("HEADER", optional=True)
    header_side = SideInput[Any]("HEADER", optional=True)
    output = Output[Any](same_as=data)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require_stream_or_side_packet("HEADER")

    def open(self) -> None:
        if self.header_side.connected:
            self.output.set_header(Packet(self.header_side.value))
        else:
            self.output.set_header(self.header.header)

    def process(self) -> None:
        if not self.header.is_empty:
            raise GraphError("stream HEADER must have a header only, but has a packet")
        self.output.forward(self.data)
