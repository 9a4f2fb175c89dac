"""The base of all consumers' ends of a stream, which take packets and timestamp bounds in order."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from backedge.errors import StreamError, TimestampBoundError, TimestampOrderError
from backedge.packet import Packet
from backedge.timestamp import DONE, NEAR, POSTSTREAM, PRESTREAM, describe, is_allowed_in_stream, next_allowed

if TYPE_CHECKING:
    from backedge.streams.limits import QueueLimit


class Consumer(ABC):
    """One consumer's end of a stream.

    The producer calls `take` with packets and `raise_bound` with timestamp bounds. A consumer says in these two what
    it does with them, and asks `admit` and `advance` whether they come in order.

    Args:
        name: name of the stream in the expanded graph.
        reader: who reads it, for messages: the node's name.
        limit: the limit of the consumer's queue, None if it has no queue or no limit.

    Attributes:
        bound: no packet before this timestamp can arrive any more.
        closed: the consumer takes nothing more; packets that still arrive are dropped.
        checks_order: whether packets have to come in order of their timestamps (the barrier policy does not care).
        added: how many packets ever arrived.
    """

    __slots__ = ("added", "bound", "checks_order", "closed", "limit", "name", "reader")

    def __init__(self, name: str, reader: str, limit: QueueLimit | None = None) -> None:
        self.name = name
        self.reader = reader
        self.limit = limit
        self.checks_order = True
        self.reset()

    def reset(self) -> None:
        """Go back to the state before a run."""
        self.bound = PRESTREAM
        self.closed = False
        self.added = 0

    @abstractmethod
    def take(self, packets: Sequence[Packet[Any]]) -> None:
        """Take packets, at least one.

        Raises:
            StreamError: a timestamp lies before the bound or is not allowed in a stream.
        """

    def take_ordinary(self, packet: Packet[Any], timestamp: int, following: int) -> None:
        """Take one packet with an ordinary timestamp: by far the most frequent case, which a consumer may speed up.

        Args:
            packet: the packet.
            timestamp: its timestamp, at least `MIN` and less than `MAX`.
            following: the next timestamp.

        Raises:
            StreamError: the timestamp lies before the bound.
        """
        self.take((packet,))

    @abstractmethod
    def raise_bound(self, bound: int) -> None:
        """Take the producer's promise that nothing before `bound` will come.

        Raises:
            TimestampBoundError: an earlier promise went further.
        """

    def set_header(self, header: Packet[Any]) -> None:
        """Take the stream's header, an empty packet if it has none: the producer is open."""

    def close(self) -> None:
        """Take nothing more."""
        self.bound = DONE
        self.closed = True

    def admit(self, packets: Sequence[Packet[Any]]) -> None:
        """Move the bound behind packets that are about to be taken.

        Raises:
            StreamError: a timestamp lies before the bound or is not allowed in a stream.
        """
        bound = self.bound
        # One chained comparison covers every ordinary packet; what is special or wrong takes the slow way.
        for packet in packets:
            timestamp = packet[1]
            if -NEAR < timestamp < NEAR and bound <= timestamp:
                bound = timestamp + 1
            else:
                place = next(index for index, sent in enumerate(packets) if sent is packet)
                last = packets[place - 1][1] if place else None
                bound = self._bound_after_special(timestamp, bound, last)
        self.bound = bound
        self.added += len(packets)

    def advance(self, bound: int) -> bool:
        """Move the bound up to one that the producer promises; tells whether that moves it.

        Raises:
            TimestampBoundError: an earlier promise went further.
        """
        if self.closed or bound == self.bound:
            return False
        if bound < self.bound and self.checks_order:
            raise TimestampBoundError(
                f'stream "{self.name}" into node "{self.reader}": the timestamp bound was set to {describe(bound)}, '
                f"but it is {describe(self.bound)} already and can only grow"
            )
        if bound < self.bound:
            return False
        self.bound = bound
        return True

    def _bound_after_special(self, timestamp: int, bound: int, last: int | None) -> int:
        """The bound after a packet that is not an ordinary one behind those before it.

        Args:
            timestamp: the packet's.
            bound: the bound before it.
            last: the timestamp of the packet before it that comes with it; None if it is the first of them.
        """
        if not is_allowed_in_stream(timestamp):
            raise StreamError(
                f'stream "{self.name}": a packet with timestamp {describe(timestamp)} cannot be in a stream; '
                "give it one, e.g. packet.at(timestamp)"
            )
        if self.checks_order:
            if timestamp == POSTSTREAM and (self.added or last is not None):
                raise TimestampOrderError(
                    f'stream "{self.name}": a packet at PostStream must be the only one of its stream'
                )
            if timestamp < bound:
                raise TimestampOrderError(
                    f'packet timestamp mismatch in stream "{self.name}" into node "{self.reader}": it can take '
                    f"{describe(bound)} or later, but received {describe(timestamp)}",
                    stream=self.name,
                    timestamp=timestamp,
                    last=last,
                )
        return next_allowed(timestamp)
