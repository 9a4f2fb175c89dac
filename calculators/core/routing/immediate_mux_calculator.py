"""ImmediateMuxCalculator: several streams become one, without waiting for each other."""

from __future__ import annotations

from typing import Any

from backedge.authoring import Calculator, Contract, Inputs, Outputs, register
from backedge.protos import Message, field
from backedge.timestamp import MAX, PRESTREAM, next_allowed


class ImmediateMuxCalculatorOptions(Message, name="mediapipe.ImmediateMuxCalculatorOptions"):
    """Options of ImmediateMuxCalculator.

    Attributes:
        process_timestamp_bounds: when an input is settled further, settle the output too, and drop what comes late.
    """

    process_timestamp_bounds: bool = field(1)


@register
class ImmediateMuxCalculator(Calculator):
    """Passes on every packet that is newer than what was passed on before; drops the others.

    Made for ImmediateInputStreamHandler, behind a demultiplexer. Which packets come late depends on how fast the
    inputs are; where that matters, use MuxCalculator.

    Inputs:
        untagged, any number: any type, all the same; of packets at the same time the first counts.
    Outputs:
        untagged: the packets.
        untagged, a second one, optional: bool; True for every packet, dropped or not.
    Options:
        ImmediateMuxCalculatorOptions

    Example::

        node {
          calculator: "ImmediateMuxCalculator"
          input_stream: "hand_of_first_worker"
          input_stream: "hand_of_second_worker"
          output_stream: "hand"
          input_stream_handler { input_stream_handler: "ImmediateInputStreamHandler" }
        }
    """

    lightweight = True

    inputs = Inputs[Any]()
    outputs = Outputs[Any](minimum=1)

    options: ImmediateMuxCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        merged, *indicators = contract.outputs
        contract.require(len(indicators) <= 1, "it has one or two output streams")
        for port in indicators:
            port.type = bool
        for port in contract.inputs:
            port.same_as = merged
        if contract.options.process_timestamp_bounds:
            contract.process_timestamp_bounds = True
            contract.timestamp_offset = None

    def open(self) -> None:
        self._bound = PRESTREAM

    def process(self) -> None:
        present = [source.packet for source in self.inputs if not source.is_empty]
        for packet in present:
            if packet.timestamp >= self._bound:
                self.outputs[0].send_packet(packet)
                self._bound = next_allowed(packet.timestamp)
            for indicator in self.outputs[1:]:
                if not indicator.is_closed:
                    indicator.send(True, max(self.timestamp, indicator.next_timestamp_bound))
        if not present and self.options.process_timestamp_bounds and self.timestamp >= self._bound:
            self._settle()

    def _settle(self) -> None:
        at_end = self.timestamp >= MAX or self.timestamp == PRESTREAM
        self._bound = next_allowed(self.timestamp)
        for output in self.outputs:
            if at_end:
                output.close()
            else:
                output.set_next_timestamp_bound(self._bound)
