"""Watched queues: a graph that is built with a watch has queues that tell of every change; all others cost nothing."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Any, Protocol, SupportsIndex

from backedge.packet import Packet


class QueueWatch(Protocol):
    """Is told what happens to the queues before a graph's nodes; on one thread at a time, that of the engine."""

    def queue_changed(self, node: str, stream: str, length: int) -> None:
        """Note that the queue of `stream` before `node` holds `length` packets now."""

    def packet_dropped(self, node: str, stream: str, timestamp: int) -> None:
        """Note that a packet has left the queue, and `node` will not get it."""

    def queue_filled(self, node: str, stream: str, *, full: bool) -> None:
        """Note that the queue has reached its limit and holds back what feeds it, or does so no more."""


class WatchedQueue(deque[Packet[Any]]):
    """The queue of an input stream, which tells a watch of every change.

    Streams take out what a node gets with `popleft`, and delete what it does not get.

    Args:
        watch: is told.
        node: who reads the queue.
        stream: the stream.
    """

    def __init__(self, watch: QueueWatch, node: str, stream: str) -> None:
        super().__init__()
        self._watch = watch
        self._node = node
        self._stream = stream

    def append(self, packet: Packet[Any], /) -> None:
        super().append(packet)
        self._tell()

    def appendleft(self, packet: Packet[Any], /) -> None:
        super().appendleft(packet)
        self._tell()

    def extend(self, packets: Iterable[Packet[Any]], /) -> None:
        super().extend(packets)
        self._tell()

    def popleft(self) -> Packet[Any]:
        packet = super().popleft()
        self._tell()
        return packet

    def __delitem__(self, index: SupportsIndex | slice, /) -> None:
        assert not isinstance(index, slice), "no deque takes one"
        dropped = self[index]
        super().__delitem__(index)
        self._watch.packet_dropped(self._node, self._stream, dropped.timestamp)
        self._tell()

    def clear(self) -> None:
        """Drop everything: the node is closed."""
        dropped = tuple(self)
        super().clear()
        for packet in dropped:
            self._watch.packet_dropped(self._node, self._stream, packet.timestamp)
        if dropped:
            self._tell()

    def tell_full(self, full: bool) -> None:
        """Tell that the queue has reached its limit, or has room again."""
        self._watch.queue_filled(self._node, self._stream, full=full)

    def _tell(self) -> None:
        self._watch.queue_changed(self._node, self._stream, len(self))
