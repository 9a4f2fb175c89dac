"""The consumer's end of a stream: a queue of packets and the bound behind it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from backedge.errors import StreamError, TimestampBoundError, TimestampOrderError
from backedge.packet import EMPTY, Packet
from backedge.timestamp import (
    DONE,
    MAX,
    MIN,
    POSTSTREAM,
    PRESTREAM,
    describe,
    is_allowed_in_stream,
    next_allowed,
    previous_allowed,
)

if TYPE_CHECKING:
    from backedge.runtime.scheduler import Scheduler

_new_packet = tuple.__new__


def _ignore() -> None:
    """Stands in for the callbacks of `InputStream` until the consumer is wired up."""


class InputStream:
    """What one consumer has not processed yet of one stream.

    Attributes:
        name: name of the stream in the expanded graph.
        consumer: who reads it, for messages: the node's name.
        queue: packets that arrived and were not processed, oldest first.
        bound: no packet before this timestamp can arrive any more.
        closed: the consumer takes nothing more; packets that still arrive are dropped.
        on_packet: called when the queue was empty and has a packet now.
        ready_bit: bit to set in the scheduler's ready mask instead of calling `on_packet`: a twentieth of all that a
            packet costs a node; 0 where the call is needed.
        scheduler: whose mask that is.
        on_bound: called when the bound has risen and the queue is empty.
        checks_order: whether packets have to come in order of their timestamps (the barrier policy does not care).
        header: the stream's header packet, empty if it has none.
        on_header: called when the header is known, which is when the producer has been opened.
        is_full: whether the queue has reached a limit; see `backedge.runtime.throttling`.
        back_edge: whether this edge closes a cycle; its header is not waited for.
        added: how many packets ever arrived.
    """

    __slots__ = (
        "added",
        "back_edge",
        "bound",
        "checks_order",
        "closed",
        "consumer",
        "header",
        "is_full",
        "name",
        "on_bound",
        "on_header",
        "on_packet",
        "queue",
        "ready_bit",
        "scheduler",
    )

    scheduler: Scheduler

    def __init__(self, name: str, consumer: str, *, back_edge: bool = False) -> None:
        self.name = name
        self.consumer = consumer
        self.back_edge = back_edge
        self.queue: deque[Packet[Any]] = deque()
        self.on_packet: Callable[[], None] = _ignore
        self.on_bound: Callable[[], None] = _ignore
        self.on_header: Callable[[], None] = _ignore
        self.checks_order = True
        self.reset()

    def reset(self) -> None:
        """Back to the state before a run."""
        self.queue.clear()
        self.bound = PRESTREAM
        self.closed = False
        self.ready_bit = 0
        self.is_full = False
        self.added = 0
        self.header: Packet[Any] = Packet.empty()

    def set_header(self, header: Packet[Any]) -> None:
        """The producer is open, and this is the header of its stream."""
        self.header = header
        if not self.back_edge:
            self.on_header()

    def add(self, packets: Sequence[Packet[Any]]) -> None:
        """Take packets from the producer.

        Raises:
            StreamError: a timestamp lies before the bound or is not allowed in a stream.
        """
        if self.closed:
            return
        queue = self.queue
        was_empty = not queue
        bound = self.bound
        # One chained comparison covers every ordinary packet; what is special or wrong takes the slow way.
        for packet in packets:
            timestamp = packet[1]
            if MIN <= timestamp < MAX and bound <= timestamp:
                bound = timestamp + 1
            else:
                is_first = not self.added and packet is packets[0]
                bound = self._bound_after_special(timestamp, bound, is_first=is_first)
            queue.append(packet)
        self.bound = bound
        self.added += len(packets)
        if was_empty:
            self.on_packet()

    def accept(self, packet: Packet[Any], timestamp: int, following: int) -> None:
        """Take one packet whose timestamp is known to be an ordinary one: `add` without its questions.

        Args:
            packet: the packet.
            timestamp: its timestamp.
            following: the next timestamp.
        """
        if timestamp < self.bound or self.closed:
            self.add((packet,))
            return
        self.bound = following
        self.added += 1
        queue = self.queue
        if queue:
            queue.append(packet)
        else:
            queue.append(packet)
            if self.ready_bit:
                self.scheduler.ready |= self.ready_bit
            else:
                self.on_packet()

    def raise_bound(self, bound: int) -> None:
        """Take the producer's promise that nothing before `bound` will come.

        Raises:
            TimestampBoundError: an earlier promise went further.
        """
        if self.closed or bound == self.bound:
            return
        if bound < self.bound and self.checks_order:
            raise TimestampBoundError(
                f'stream "{self.name}" into node "{self.consumer}": the timestamp bound was set to {describe(bound)}, '
                f"but it is {describe(self.bound)} already and can only grow"
            )
        if bound > self.bound:
            self.bound = bound
            # Behind a queued packet a bound is invisible to the consumer.
            if not self.queue:
                self.on_bound()

    def pop_at(self, timestamp: int) -> Packet[Any]:
        """The packet at `timestamp`, or an empty one stamped with the time the stream is settled through.

        Packets before `timestamp` are dropped, and none at or before it can be added afterwards.
        """
        if self.bound <= timestamp:
            self.bound = next_allowed(timestamp)
        queue = self.queue
        packet = None
        while queue and queue[0][1] <= timestamp:
            packet = queue.popleft()
        if self.is_full:
            self.update_full()
        if packet is not None and packet[1] == timestamp:
            return packet
        return self.settled()

    def pop_head(self) -> Packet[Any]:
        """The oldest packet, whatever its timestamp, or an empty one as from `pop_at`."""
        packet = self.queue.popleft() if self.queue else self.settled()
        if self.is_full:
            self.update_full()
        return packet

    def settled(self) -> Packet[Any]:
        """An empty packet stamped with the time the stream is settled through."""
        timestamp = previous_allowed(self.queue[0][1] if self.queue else self.bound)
        return _new_packet(Packet, (EMPTY, timestamp))

    def erase_before(self, timestamp: int) -> None:
        """Drop every packet before `timestamp`."""
        queue = self.queue
        while queue and queue[0][1] < timestamp:
            queue.popleft()
        if self.is_full:
            self.update_full()

    def update_full(self) -> None:
        """Look anew whether the queue is full, after it has shrunk; a queue without a limit never is."""

    def close(self) -> None:
        """Take nothing more."""
        self.bound = DONE
        self.closed = True
        self.queue.clear()

    def _bound_after_special(self, timestamp: int, bound: int, *, is_first: bool) -> int:
        if not is_allowed_in_stream(timestamp):
            raise StreamError(
                f'stream "{self.name}": a packet with timestamp {describe(timestamp)} cannot be in a stream; '
                "give it one, e.g. packet.at(timestamp)"
            )
        if self.checks_order:
            if timestamp == POSTSTREAM and not is_first:
                raise TimestampOrderError(
                    f'stream "{self.name}": a packet at PostStream must be the only one of its stream'
                )
            if timestamp < bound:
                raise TimestampOrderError(
                    f'packet timestamp mismatch in stream "{self.name}" into node "{self.consumer}": it can take '
                    f"{describe(bound)} or later, but received {describe(timestamp)}; "
                    "were packets sent out of order, or is an immediate input policy upstream?"
                )
        return next_allowed(timestamp)
