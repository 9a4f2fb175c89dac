"""The last seconds of a run, in memory: what every stream carried, to scrub through and to export."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Iterable
from typing import Any, Final

from backedge.formats import Tensor
from backedge.formats.image import Pixels
from backedge.packet import Packet
from backedge.timestamp import is_range_value

SPAN: Final = 10_000_000
"""Microseconds that are kept."""

_MOST_BYTES: Final = 512 * 2**20
"""Bytes of pictures and arrays that are kept; of large pictures these are fewer seconds."""

_LARGE: Final = 4096
"""Bytes from which on a value is counted."""


class RunHistory:
    """Keeps packets for a while; they are shared with the graph, not copied.

    Args:
        most_bytes: of pictures and arrays; when there are more, the oldest go.
    """

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._lock = threading.Lock()
        self._packets: deque[tuple[str, Packet[Any]]] = deque()
        self._users: Counter[int] = Counter()
        self._bytes = 0
        self._most_bytes = most_bytes
        self._last = 0

    def note(self, stream: str, packet: Packet[Any]) -> None:
        """Keep a packet; an observer of streams."""
        with self._lock:
            self._packets.append((stream, packet))
            size = _size(packet.value)
            if size:
                key = id(packet.value)
                self._users[key] += 1
                self._bytes += size if self._users[key] == 1 else 0
            if is_range_value(packet.timestamp) and packet.timestamp > self._last:
                self._last = packet.timestamp
                self._drop_old()

    def _drop_old(self) -> None:
        while len(self._packets) > 1:
            _, packet = self._packets[0]
            if packet.timestamp >= self._last - SPAN and self._bytes <= self._most_bytes:
                return
            self._packets.popleft()
            if size := _size(packet.value):
                key = id(packet.value)
                self._users[key] -= 1
                if not self._users[key]:
                    del self._users[key]
                    self._bytes -= size

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._packets.clear()
            self._users.clear()
            self._bytes = self._last = 0

    @property
    def span(self) -> tuple[int, int]:
        """The first and the last timestamp that are there."""
        with self._lock:
            first = next((packet.timestamp for _, packet in self._packets if is_range_value(packet.timestamp)), 0)
            return min(first, self._last), self._last

    def at(self, timestamp: int, streams: Iterable[str]) -> dict[str, Packet[Any]]:
        """The packets of some streams that were the newest at a timestamp."""
        wanted = set(streams)
        found: dict[str, Packet[Any]] = {}
        with self._lock:
            for stream, packet in reversed(self._packets):
                if stream in wanted and packet.timestamp <= timestamp:
                    found[stream] = packet
                    wanted.remove(stream)
                    if not wanted:
                        break
        return found

    def packets(self) -> list[tuple[str, Packet[Any]]]:
        """All packets that are there, in the order in which they came."""
        with self._lock:
            return list(self._packets)


def _size(value: Any) -> int:
    """Bytes of a picture or array that are worth counting, else 0."""
    data = value.data if isinstance(value, Pixels | Tensor) else value
    size = getattr(data, "nbytes", 0)
    return size if isinstance(size, int) and size >= _LARGE else 0
