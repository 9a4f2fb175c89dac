"""Input streams of nodes that take another type than the stream carries: each packet is converted as it arrives.

So the queue, and whatever input policy or worker takes packets out of it, holds what the node takes, and streams that
need no conversion have no code for it. There is one class for each kind of queue.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backedge.authoring.conversions import Conversion
from backedge.errors import PacketTypeError, caused_by
from backedge.packet import Packet
from backedge.streams.input_stream import InputStream, LookAheadInputStream, UnlimitedInputStream


class ConvertingInputStream(InputStream):
    """An `InputStream` of converted packets."""

    __slots__ = ()

    def take(self, packets: Sequence[Packet[Any]]) -> None:
        super().take(_convert_all(packets, self._conversion, self))

    def take_ordinary(self, packet: Packet[Any], timestamp: int, following: int) -> None:
        self.take((packet,))


class ConvertingLookAheadInputStream(LookAheadInputStream):
    """A `LookAheadInputStream` of converted packets."""

    __slots__ = ()

    def take(self, packets: Sequence[Packet[Any]]) -> None:
        super().take(_convert_all(packets, self._conversion, self))

    def take_ordinary(self, packet: Packet[Any], timestamp: int, following: int) -> None:
        self.take((packet,))


class ConvertingUnlimitedInputStream(UnlimitedInputStream):
    """An `UnlimitedInputStream` of converted packets."""

    __slots__ = ()

    def take(self, packets: Sequence[Packet[Any]]) -> None:
        # Those that take_ordinary() hands on are left as they are: a value that the node takes is not converted.
        super().take(_convert_all(packets, self._conversion, self))

    def take_ordinary(self, packet: Packet[Any], timestamp: int, following: int) -> None:
        (made,) = _convert_all((packet,), self._conversion, self)
        super().take_ordinary(made, timestamp, following)


def _convert_all(
    packets: Sequence[Packet[Any]], conversion: Conversion | None, stream: InputStream
) -> list[Packet[Any]]:
    """Return `packets` with their values as the reader of `stream` takes them.

    Raises:
        PacketTypeError: a value cannot be converted; names the stream and the reader.
    """
    assert conversion is not None
    try:
        return [Packet(conversion(value), timestamp) for value, timestamp in packets]
    except PacketTypeError as error:
        failure = PacketTypeError(f'stream "{stream.name}" into node "{stream.reader}", {conversion}: {error}')
        raise caused_by(failure, error)  # noqa: B904
