"""SidePacketsToStreamsCalculator: lists of packets, given as side packets, as streams."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from backedge.authoring import Calculator, Contract, Output, Outputs, SideInputs, register
from backedge.errors import GraphError
from backedge.packet import Packet
from backedge.protos import Message, field
from backedge.timestamp import POSTSTREAM, PRESTREAM


class SetTimestampMode(IntEnum):
    """The timestamps that the packets get."""

    VECTOR_INDEX = 0
    PRE_STREAM = 1
    WHOLE_STREAM = 2
    NONE = 3


class SidePacketsToStreamsCalculatorOptions(
    Message, name="mediapipe.SidePacketsToStreamsCalculatorOptions", extension=60982839
):
    """Options of SidePacketsToStreamsCalculator.

    Attributes:
        num_inputs: if set, how many side packets and outputs there must be.
        set_timestamp: VECTOR_INDEX counts from 0, PRE_STREAM and WHOLE_STREAM are PreStream and PostStream, NONE leaves
            the packets' own.
        vectors_of_packets: side packets are lists, all of the same length; otherwise each is one packet.
    """

    num_inputs: int | None = field(1)
    set_timestamp: SetTimestampMode = field(2)
    vectors_of_packets: bool = field(3, default=True)


@register
class SidePacketsToStreamsCalculator(Calculator):
    """A source that sends what is in side packets, and stops.

    Side packets:
        untagged, as many as outputs: list of packets, or of values; with vectors_of_packets false any type.
    Outputs:
        untagged, at least one: any type; with vectors_of_packets false the type of the side packet.
    Options:
        SidePacketsToStreamsCalculatorOptions

    Example::

        node {
          calculator: "SidePacketsToStreamsCalculator"
          input_side_packet: "recorded_images"
          output_stream: "image"
        }
    """

    values = SideInputs[Any](minimum=1)
    outputs = Outputs[Any](minimum=1)
    options: SidePacketsToStreamsCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        options: SidePacketsToStreamsCalculatorOptions = contract.options
        values, outputs = list(contract.input_side_packets), list(contract.outputs)
        contract.require_as_many(len(values), "side packets", len(outputs), "outputs")
        contract.require(
            options.num_inputs in (None, len(values)),
            f"num_inputs is {options.num_inputs}, but there are {len(values)}",
        )
        contract.require(
            options.vectors_of_packets or options.set_timestamp != SetTimestampMode.NONE,
            "set_timestamp NONE needs vectors_of_packets: single side packets have no timestamp",
        )
        for value, output in zip(values, outputs, strict=True):
            if options.vectors_of_packets:
                value.type = list
            else:
                output.same_as = value

    def process(self) -> None:
        lists = [value.value if self.options.vectors_of_packets else [value.value] for value in self.values]
        lengths = {len(packets) for packets in lists}
        if len(lengths) > 1:
            raise GraphError(f"all side packets must have equally many packets, but they have {sorted(lengths)}")
        for output, packets in zip(self.outputs, lists, strict=True):
            for index, packet in enumerate(packets):
                self._send(output, index, packet)
        self.stop()

    def _send(self, output: Output[Any], index: int, value: Any) -> None:
        packet = value if isinstance(value, Packet) else Packet(value)
        match self.options.set_timestamp:
            case SetTimestampMode.VECTOR_INDEX:
                packet = packet.at(index)
            case SetTimestampMode.PRE_STREAM:
                packet = packet.at(PRESTREAM)
            case SetTimestampMode.WHOLE_STREAM:
                packet = packet.at(POSTSTREAM)
        output.send_packet(packet)
