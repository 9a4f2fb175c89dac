"""CallbackCalculator and CallbackWithHeaderCalculator: functions of the application that a graph calls."""

from __future__ import annotations

from typing import Any

from backedge.authoring import Calculator, Contract, Input, Inputs, SideInput, register
from backedge.errors import GraphError
from backedge.packet import Packet

_BOUNDS = "OBSERVE_TIMESTAMP_BOUNDS"


@register
class CallbackCalculator(Calculator):
    """Calls a function with packets; `CalculatorGraph.observe_output_stream` does the same without a node.

    Inputs:
        untagged, one, or any number with VECTOR_CALLBACK: any type.
    Side packets:
        CALLBACK: a function of one `Packet`.
        VECTOR_CALLBACK: a function of a list of `Packet`, one for each input, empty where there is none. One of the
            two is required.
        OBSERVE_TIMESTAMP_BOUNDS: bool, optional; True: also call where inputs are only settled. False is refused.

    Example::

        node {
          calculator: "CallbackCalculator"
          input_stream: "hand_landmarks"
          input_side_packet: "CALLBACK:on_landmarks"
        }
    """

    inputs = Inputs[Any](minimum=1)
    callback = SideInput[Any]("CALLBACK", optional=True)
    vector_callback = SideInput[Any]("VECTOR_CALLBACK", optional=True)
    observe_bounds = SideInput[bool](_BOUNDS, optional=True)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        side_packets = contract.input_side_packets
        contract.require(
            ("CALLBACK" in side_packets) != ("VECTOR_CALLBACK" in side_packets),
            "one of the side packets CALLBACK and VECTOR_CALLBACK is required",
        )
        contract.require(
            len(contract.inputs) == 1 or "VECTOR_CALLBACK" in side_packets,
            f"CALLBACK takes one input stream, not {len(contract.inputs)}; use VECTOR_CALLBACK",
        )
        contract.require_named_side_packets()
        contract.process_timestamp_bounds = _BOUNDS in side_packets

    def open(self) -> None:
        port = self.callback if self.callback.connected else self.vector_callback
        require_function(port)
        if self.observe_bounds.connected and not self.observe_bounds.value:
            raise GraphError(f"side packet {_BOUNDS} must be True, or left out")
        self._call = port.value

    def process(self) -> None:
        packets = [source.packet for source in self.inputs]
        self._call(packets if self.vector_callback.connected else packets[0])


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


def require_function(port: SideInput[Any]) -> None:
    """Check that a side packet can be called.

    Raises:
        GraphError: it cannot.
    """
    if not callable(port.value):
        raise GraphError(f'side packet "{port.name}" must be a function, but is {port.value!r}')
