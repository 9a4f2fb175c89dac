"""SwitchMuxCalculator: the exit of a SwitchContainer."""

from __future__ import annotations

from collections import deque
from typing import Any

from backedge.authoring import (
    Contract,
    Input,
    Inputs,
    Output,
    Outputs,
    SideInputs,
    SideOutputs,
    register,
)
from backedge.calculators.core.routing.switch_channels import (
    SwitchEnd,
    adopt_types,
    channel_address,
    require_channels,
)
from backedge.packet import EMPTY, Packet
from backedge.timestamp import DONE, next_allowed


@register
class SwitchMuxCalculator(SwitchEnd):
    """Sends on what the channel gives that is active at each packet's timestamp; the other half of SwitchDemux.

    Inputs:
        SELECT: int, optional; the active channel.
        ENABLE: bool, optional; channel 1 if true, channel 0 if false.
        C0__TAG, C1__TAG, …: what goes to output TAG, from each channel.
    Outputs:
        any tags: the packets of the active channel.
    Side packets:
        SELECT, ENABLE: as the inputs; the channel that is active at first, whose side packets are the outputs.
    Options:
        SwitchContainerOptions

    Example::

        node {
          calculator: "SwitchMuxCalculator"
          input_stream: "SELECT:wanted_effect"
          input_stream: "C0__VIDEO:blurred_video"
          input_stream: "C1__VIDEO:sharpened_video"
          output_stream: "VIDEO:video_with_effect"
        }
    """

    input_policy = "ImmediateInputStreamHandler"

    channels = Inputs[Any]("*")
    side_channels = SideInputs[Any]("*")
    outputs = Outputs[Any]("*")
    side_outputs = SideOutputs[Any]("*")

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        require_channels(contract, contract.inputs, contract.input_side_packets)
        adopt_types(contract.inputs, contract.outputs)
        adopt_types(contract.input_side_packets, contract.output_side_packets)

    def open(self) -> None:
        outputs = {port.key: port for port in self.outputs}
        self._flows: list[tuple[int, Input[Any], Output[Any] | None, deque[Packet[Any]]]] = []
        for port in self.channels:
            channel, key = channel_address(port)
            self._flows.append((channel, port, outputs.get(key), deque()))
        side_values = {channel_address(port): port.value for port in self.side_channels}
        addresses = [*(flow[0] for flow in self._flows), *(channel for channel, _ in side_values)]
        self._selector = self.make_selector(max(addresses, default=-1) + 1)
        for side_output in self.side_outputs:
            value = side_values.get((self._selector.require_first(), side_output.key), EMPTY)
            if value is not EMPTY:
                side_output.set(value)

    def process(self) -> None:
        self._selector.update(self.timestamp)
        for _, port, _, queue in self._flows:
            if port.timestamp == self.timestamp:
                queue.append(port.packet)
        for channel, start, end in self._selector.periods():
            if not self._send_period(channel, start, end):
                self._selector.forget_before(start)
                break

    def _send_period(self, channel: int, start: int, end: int | None) -> bool:
        """Send what the active channel has for its period; True if the period is over and everything has come."""
        known_end = next_allowed(self._selector.settled) if end is None else end
        settled = DONE
        for number, port, target, queue in self._flows:
            if number != channel:
                continue
            for packet in _take_before(queue, known_end):
                if packet.timestamp >= start and target is not None:
                    target.send_packet(packet)
            settled = min(settled, port.timestamp)
        if end is None or next_allowed(settled) < known_end:
            return False
        for _, _, _, queue in self._flows:
            _take_before(queue, known_end)
        return True


def _take_before(queue: deque[Packet[Any]], end: int) -> list[Packet[Any]]:
    taken = []
    while queue and queue[0].timestamp < end:
        taken.append(queue.popleft())
    return taken
