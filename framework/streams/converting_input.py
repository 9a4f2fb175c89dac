"""Input streams of nodes that take another type than the stream carries: each packet is converted as it arrives.

So the queue, and whatever input policy or worker takes packets out of it, holds what the node takes, and streams that
need no conversion have no code for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backedge.authoring.conversions import Conversion
from backedge.errors import PacketTypeError
from backedge.packet import Packet
from backedge.streams.input_stream import (
    InputStream,
    LongQueues,
    LookAheadInputStream,
    Reader,
    ReadyMask,
    UnlimitedInputStream,
)
from backedge.streams.limits import QueueLimit


class ConvertingInputStream(InputStream):
    """An `InputStream` of converted packets.

    Args:
        name: as for `InputStream`, as are the others.
        reader: the node.
        conversion: makes of each value what the node takes.
        back_edge: whether this edge closes a cycle.
        limit: the limit of the queue, None for none.
        watched: whether the reader wants to see every packet that comes.
        long_queues: where a queue without a limit says that it has become long.
    """

    __slots__ = ("_conversion",)

    def __init__(
        self,
        name: str,
        reader: Reader,
        conversion: Conversion,
        *,
        back_edge: bool = False,
        limit: QueueLimit | None = None,
        watched: bool = False,
        long_queues: LongQueues | None = None,
    ) -> None:
        self._conversion = conversion
        super().__init__(name, reader, back_edge=back_edge, limit=limit, watched=watched, long_queues=long_queues)

    def take(self, packets: Sequence[Packet[Any]]) -> None:
        super().take([convert_packet(packet, self._conversion, self) for packet in packets])


class ConvertingLookAheadInputStream(ConvertingInputStream, LookAheadInputStream):
    """A `LookAheadInputStream` of converted packets."""

    __slots__ = ()


class ConvertingUnlimitedInputStream(UnlimitedInputStream):
    """An `UnlimitedInputStream` of converted packets.

    Args:
        name: as for `UnlimitedInputStream`, as are the others.
        reader: the node.
        ready: the mask of the nodes that are ready.
        conversion: makes of each value what the node takes.
        long_queues: where the queue says that it has become long.
        back_edge: whether this edge closes a cycle.
    """

    __slots__ = ("_conversion",)

    def __init__(
        self,
        name: str,
        reader: Reader,
        ready: ReadyMask,
        conversion: Conversion,
        *,
        long_queues: LongQueues | None = None,
        back_edge: bool = False,
    ) -> None:
        self._conversion = conversion
        super().__init__(name, reader, ready, long_queues=long_queues, back_edge=back_edge)

    def take(self, packets: Sequence[Packet[Any]]) -> None:
        # Those that take_ordinary() hands on are left as they are: a value that the node takes is not converted.
        super().take([convert_packet(packet, self._conversion, self) for packet in packets])

    def take_ordinary(self, packet: Packet[Any], timestamp: int, following: int) -> None:
        super().take_ordinary(convert_packet(packet, self._conversion, self), timestamp, following)


def convert_packet(packet: Packet[Any], conversion: Conversion, stream: InputStream) -> Packet[Any]:
    """Return `packet` with its value as the reader of `stream` takes it.

    Raises:
        PacketTypeError: the value cannot be converted; names the stream and the reader.
    """
    value, timestamp = packet
    try:
        made = conversion(value)
    except PacketTypeError as error:
        raise PacketTypeError(f'stream "{stream.name}" into node "{stream.reader}", {conversion}: {error}') from error
    return packet if made is value else Packet(made, timestamp)
