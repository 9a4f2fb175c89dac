"""PacketClonerCalculator: repeats the latest packets at another stream's pace."""

from __future__ import annotations

from typing import Any

from backedge.authoring import Calculator, Contract, Input, Inputs, Outputs, register
from backedge.packet import Packet
from backedge.protos import Message, field
from backedge.timestamp import next_allowed


class PacketClonerCalculatorOptions(Message, name="mediapipe.PacketClonerCalculatorOptions", extension=258872085):
    """Options of PacketClonerCalculator.

    Attributes:
        output_only_when_all_inputs_received: send nothing until every input has had a packet, and do not settle the
            outputs before either.
        output_packets_only_when_all_inputs_received: send nothing until then, but settle the outputs.
    """

    output_only_when_all_inputs_received: bool = field(1)
    output_packets_only_when_all_inputs_received: bool = field(2)


@register
class PacketClonerCalculator(Calculator):
    """Sends, for every packet of the tick, the latest packet of each of the other inputs.

    Inputs:
        untagged, any number: any type.
        TICK: any type; if it is left out, the last of the untagged inputs is the tick.
    Outputs:
        untagged, one for every input but the tick: its packets at the tick's timestamps.
    Options:
        PacketClonerCalculatorOptions

    Example::

        node {
          calculator: "PacketClonerCalculator"
          input_stream: "TICK:image"
          input_stream: "slow_hand_rect"
          output_stream: "hand_rect_of_image"
        }
    """

    process_timestamp_bounds = True
    timestamp_offset = None
    lightweight = True

    inputs = Inputs[Any]()
    tick = Input[Any]("TICK", optional=True)
    outputs = Outputs[Any](same_as=inputs)

    options: PacketClonerCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        inputs = contract.inputs.count() - ("TICK" not in contract.inputs)
        outputs = contract.outputs.count()
        contract.require(inputs >= 0, "it needs a tick: an input stream TICK, or untagged input streams")
        contract.require_as_many(inputs, "inputs besides the tick", outputs, "outputs")

    def open(self) -> None:
        self._tick = self.tick if self.tick.connected else self.inputs[-1]
        self._pairs = list(zip(self.inputs, self.outputs, strict=False))
        self._latest: list[Packet[Any]] = [Packet.empty() for _ in self._pairs]
        late = self.options.output_packets_only_when_all_inputs_received
        self._needs_all = late or self.options.output_only_when_all_inputs_received
        self._settles_before = late or not self._needs_all
        for source, target in self._pairs:
            target.set_header(source.header)

    def process(self) -> None:
        for index, (source, _) in enumerate(self._pairs):
            if not source.is_empty:
                self._latest[index] = source.packet
        has_all = all(not packet.is_empty for packet in self._latest)
        if not self._tick.is_empty and (has_all or not self._needs_all):
            for packet, (_, target) in zip(self._latest, self._pairs, strict=True):
                if not packet.is_empty:
                    target.send(packet.value, self._tick.timestamp)
        if self._tick.timestamp == self.timestamp and (has_all or self._settles_before):
            for _, target in self._pairs:
                target.set_next_timestamp_bound(next_allowed(self.timestamp))
