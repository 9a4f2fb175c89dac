"""When packets were made, so that those who use them know how long they were under way."""

from __future__ import annotations

from typing import Final, NamedTuple

from backedge.profiling.call import StreamPacket

_REMEMBERED: Final = 400
"""Packets of a stream that are remembered; MediaPipe's number."""


class Origin(NamedTuple):
    """Where a packet comes from, in microseconds.

    Attributes:
        made: when the call that sent it ended.
        began: when the oldest packet that it goes back to was fed, or the source's call that made that one began.
    """

    made: int
    began: int


class PacketOrigins:
    """The origins of each stream's recent packets."""

    def __init__(self) -> None:
        self._streams: dict[str, dict[int, Origin]] = {}

    def put(self, packet: StreamPacket, origin: Origin) -> None:
        """Remember a packet, and forget the oldest of its stream if there are too many."""
        packets = self._streams.setdefault(packet.stream, {})
        packets[packet.timestamp] = origin
        if len(packets) > _REMEMBERED:
            del packets[next(iter(packets))]

    def get(self, packet: StreamPacket) -> Origin | None:
        """The origin of a packet; None if it is too long ago."""
        return self._streams.get(packet.stream, {}).get(packet.timestamp)
