"""Parts that a SwitchContainer's calculators share: its options, its channels' names, and the selected channel."""

from __future__ import annotations

import logging
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, Final

from backedge.authoring import Calculator, Contract, Input, SideInput
from backedge.authoring.contract import PortContracts
from backedge.authoring.ports import Port
from backedge.config import NodeConfig
from backedge.errors import GraphError
from backedge.protos import Message, field
from backedge.timestamp import DONE, UNSTARTED

_LOG: Final = logging.getLogger(__name__)
_CHANNEL_TAG: Final = re.compile(r"C(\d+)__(.*)")


class SwitchContainerOptions(Message, name="mediapipe.SwitchContainerOptions", extension=345967970):
    """Options of SwitchContainer, SwitchDemuxCalculator and SwitchMuxCalculator.

    Attributes:
        contained_node: the calculators or subgraphs among which to switch, one a channel.
        select: channel that is active at first.
        enable: channel 1 is active at first if true, channel 0 if false.
        synchronize_io: let the inputs wait for each other before they reach a channel.
        async_selection: do not let inputs wait for SELECT or ENABLE.
        tick_input_stream: inputs that time a new selection, as "TAG:index" or (the first) "TAG"; none stands for all.
    """

    contained_node: tuple[NodeConfig, ...] = field(2)
    select: int | None = field(3)
    enable: bool | None = field(4)
    synchronize_io: bool = field(5)
    async_selection: bool = field(6)
    tick_input_stream: tuple[str, ...] = field(7)


def channel_tag(tag: str, channel: int) -> str:
    """The tag under which demux and mux know port `tag` of a channel."""
    return f"C{channel}__{tag}"


def split_channel_tag(tag: str) -> tuple[int, str] | None:
    """Channel and tag of a channel's port; None for any other."""
    match = _CHANNEL_TAG.fullmatch(tag)
    return (int(match[1]), match[2]) if match else None


def adopt_types(channels: PortContracts, outside: PortContracts) -> None:
    """Declare that the ports of all channels carry what the container's own ports carry, by tag and index."""
    for port in channels:
        split = split_channel_tag(port.tag)
        port.same_as = outside.find(split[1], port.index) if split else None


class ChannelSelector:
    """The active channel at each time. As in MediaPipe, it may be one that is not there, to which nothing goes.

    Args:
        options: of the container.
        select, enable: the input streams that select.
        select_packet, enable_packet: the side packets that select.
        count: how many channels there are; 0 if the node has no ports that tell.
    """

    def __init__(
        self,
        options: SwitchContainerOptions,
        select: Input[int],
        enable: Input[bool],
        select_packet: SideInput[int],
        enable_packet: SideInput[bool],
        count: int,
    ) -> None:
        self._select = select
        self._enable = enable
        self._count = count
        first = 0
        if options.enable is not None:
            first = int(options.enable)
        if options.select is not None:
            first = options.select
        first = int(enable_packet.get(bool(first))) if enable_packet.connected else first
        first = select_packet.get(first)
        self._starts = [UNSTARTED]
        self._channels = [self._check(first)]

    def require_first(self) -> int:
        """The channel that is active at first.

        Raises:
            GraphError: there is no such channel.
        """
        if not self._exists(self._channels[0]):
            raise GraphError(self._no_channel(self._channels[0]))
        return self._channels[0]

    def update(self, timestamp: int) -> None:
        """Take note of a selection that came at the input timestamp."""
        channel = self._channels[-1]
        if not self._enable.is_empty:
            channel = int(self._enable.value)
        if not self._select.is_empty:
            channel = self._select.value
        if self.settled == timestamp and channel != self._channels[-1]:
            self._starts.append(timestamp)
            self._channels.append(self._check(channel))

    @property
    def settled(self) -> int:
        """The time through which the selection is known."""
        for port in (self._enable, self._select):
            if port.connected:
                return port.timestamp
        return DONE

    def channel_at(self, timestamp: int) -> int | None:
        """The channel that is active at `timestamp`; None if that is forgotten."""
        period = bisect_right(self._starts, timestamp) - 1
        return self._channels[period] if period >= 0 else None

    def periods(self) -> Iterator[tuple[int, int, int | None]]:
        """Channel, start and end of every period that is remembered; the end of the last one is not known."""
        ends = [*self._starts[1:], None]
        return zip(tuple(self._channels), tuple(self._starts), ends, strict=True)

    def forget_before(self, start: int) -> None:
        """Drop the periods that ended before the one that starts at `start`."""
        keep = self._starts.index(start)
        del self._starts[:keep], self._channels[:keep]

    def forget_earlier(self) -> None:
        """Drop all periods but the last."""
        del self._starts[:-1], self._channels[:-1]

    def _check(self, channel: int) -> int:
        if not self._exists(channel):
            _LOG.warning("%s; what comes for it is dropped", self._no_channel(channel))
        return channel

    def _exists(self, channel: int) -> bool:
        return not self._count or 0 <= channel < self._count

    def _no_channel(self, channel: int) -> str:
        return f"SELECT says channel {channel}, but there are channels 0 to {self._count - 1}"


class SwitchEnd(Calculator):
    """Base of the calculators at both ends of a SwitchContainer: the ports that select the channel."""

    process_timestamp_bounds = True
    timestamp_offset = None
    lightweight = True

    select = Input[int]("SELECT", optional=True)
    enable = Input[bool]("ENABLE", optional=True)
    select_packet = SideInput[int]("SELECT", optional=True)
    enable_packet = SideInput[bool]("ENABLE", optional=True)

    options: SwitchContainerOptions

    def make_selector(self, count: int) -> ChannelSelector:
        """The selector that reads the ports; `count` is the number of channels."""
        return ChannelSelector(self.options, self.select, self.enable, self.select_packet, self.enable_packet, count)


def require_channels(contract: Contract, *channels: PortContracts) -> None:
    """Refuse ports on the channels' side that belong to no channel and do not select one."""
    for port in (port for ports in channels for port in ports if port.tag not in {"SELECT", "ENABLE"}):
        contract.require(split_channel_tag(port.tag), f'"{port.label}" is no channel\'s port, such as "C0__VIDEO"')


def channel_address(port: Port[Any]) -> tuple[int, tuple[str, int]]:
    """The channel that a demux's or mux's port belongs to, and the container's port it stands for."""
    tag, index = port.key
    split = split_channel_tag(tag)
    assert split is not None, "the contract has let it through"
    return split[0], (split[1], index)
