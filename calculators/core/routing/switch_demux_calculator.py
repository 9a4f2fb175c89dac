"""SwitchDemuxCalculator: the entrance of a SwitchContainer."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import Any

from backedge.authoring import (
    Contract,
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
from backedge.packet import Packet


@register
class SwitchDemuxCalculator(SwitchEnd):
    """Sends each input packet to the channel that is active at its timestamp; the other half of SwitchMuxCalculator.

    Inputs:
        SELECT: int, optional; the active channel.
        ENABLE: bool, optional; channel 1 if true, channel 0 if false.
        any other tags: any type.
    Outputs:
        C0__TAG, C1__TAG, …: what input TAG carries, for each channel.
    Side packets:
        SELECT, ENABLE: as the inputs; the channel that is active at first. Any others are copied to every channel.
    Options:
        SwitchContainerOptions

    Example::

        node {
          calculator: "SwitchDemuxCalculator"
          input_stream: "SELECT:wanted_effect"
          input_stream: "VIDEO:video"
          output_stream: "C0__VIDEO:video_to_blur"
          output_stream: "C1__VIDEO:video_to_sharpen"
        }
    """

    data = Inputs[Any]("*")
    side_data = SideInputs[Any]("*")
    channels = Outputs[Any]("*")
    side_channels = SideOutputs[Any]("*")

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        require_channels(contract, contract.outputs, contract.output_side_packets)
        adopt_types(contract.outputs, contract.inputs)
        adopt_types(contract.output_side_packets, contract.input_side_packets)
        if not contract.options.synchronize_io:
            contract.input_policy = "ImmediateInputStreamHandler"

    def open(self) -> None:
        routes: dict[tuple[str, int], dict[int, Output[Any]]] = defaultdict(dict)
        count = 0
        for target in self.channels:
            channel, key = channel_address(target)
            routes[key][channel] = target
            count = max(count, channel + 1)
        side_values = {port.key: port.value for port in self.side_data}
        for side_port in self.side_channels:
            channel, key = channel_address(side_port)
            count = max(count, channel + 1)
            if key in side_values:
                side_port.set(side_values[key])
        self._selector = self.make_selector(count)
        self._flows = [(port, routes[port.key], deque[Packet[Any]]()) for port in self.data]
        for port, route, _ in self._flows:
            for target in route.values():
                target.set_header(port.header)

    def process(self) -> None:
        for port, _, queue in self._flows:
            if port.timestamp == self.timestamp:
                queue.append(port.packet)
        self._selector.update(self.timestamp)
        known = self._selector.settled
        for _, route, queue in self._flows:
            while queue and queue[0].timestamp <= known:
                packet = queue.popleft()
                channel = self._selector.channel_at(packet.timestamp)
                target = None if channel is None else route.get(channel)
                if target is not None:
                    target.send_packet(packet)
        # MediaPipe forgets earlier channels at once, so that a packet that comes late for one of them is dropped.
        self._selector.forget_earlier()
