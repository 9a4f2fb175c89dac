"""The consumer's end of a stream that a node reads: a queue of packets and the bound behind it."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Sequence
from typing import Any, Protocol

from backedge.authoring.conversions import Conversion
from backedge.packet import EMPTY, Packet
from backedge.streams.consumer import Consumer
from backedge.streams.limits import UNLIMITED, QueueLimit
from backedge.timestamp import next_allowed, previous_allowed

_new_packet = tuple.__new__


class Reader(Protocol):
    """The processor of the packets of an `InputStream`: a node."""

    @property
    def name(self) -> str:
        """Its name, for messages."""

    def check(self) -> None:
        """See whether there is something to process: the queue was empty and has a packet now, or its bound has risen.

        While the queue holds packets, what comes behind them changes nothing for the reader.
        """

    def packet_added(self) -> None:
        """Look at the queues; called after every packet, if the reader asked for that."""

    def header_came(self) -> None:
        """Note that the stream's header is known, which is when the producer has been opened."""


class ReadyMask:
    """The nodes of a graph that have something to process, as a bit mask by node id.

    Attributes:
        bits: the mask.
    """

    __slots__ = ("bits",)

    def __init__(self) -> None:
        self.bits = 0


class LongQueues:
    """The queues without a limit that have grown as long as those with one may be.

    Args:
        max_size: how long that is; `UNLIMITED` if no queue of the graph has a limit.

    Attributes:
        length: how long that is, never reached if no queue has a limit.
        streams: the streams whose queues have reached that length, each added by itself.
    """

    __slots__ = ("length", "streams")

    def __init__(self, max_size: int) -> None:
        # A queue that gets its first packet is not looked at, for speed.
        self.length = sys.maxsize if max_size < 0 else max(max_size, 2)
        self.streams: dict[InputStream, None] = {}


class InputStream(Consumer):
    """The packets of one stream that one node has not processed yet, and the bound behind them.

    Args:
        name: name of the stream in the expanded graph.
        reader: the node.
        back_edge: whether this edge closes a cycle; its header is not waited for.
        limit: the limit of the queue, None for none.
        watched: whether the reader wants to see every packet that comes, not only the first in an empty queue.
        long_queues: where a queue without a limit says that it has become long; None where it need not.
        conversion: what `backedge.streams.converting_input` makes of each packet; None for nothing.
        queue: holds the packets, where there is no limit that has the queue; None for a new one.

    Attributes:
        queue: packets that arrived and were not processed, oldest first.
        reader_node: the node.
        header: the stream's header packet, empty if it has none.
    """

    __slots__ = (
        "_check",
        "_conversion",
        "_long",
        "_long_queues",
        "_watched",
        "back_edge",
        "header",
        "queue",
        "reader_node",
    )

    def __init__(  # noqa: PLR0913 - what decides on a queue, all by name
        self,
        name: str,
        reader: Reader,
        *,
        back_edge: bool = False,
        limit: QueueLimit | None = None,
        watched: bool = False,
        long_queues: LongQueues | None = None,
        conversion: Conversion | None = None,
        queue: deque[Packet[Any]] | None = None,
    ) -> None:
        self._conversion = conversion
        own: deque[Packet[Any]] = deque() if queue is None else queue
        self.queue: deque[Packet[Any]] = limit.queue if limit is not None else own
        self._long_queues = long_queues or LongQueues(UNLIMITED)
        self._long = self._long_queues.length
        self.reader_node = reader
        self._check = reader.check  # held, not looked up for every packet and bound
        self._watched = watched
        self.back_edge = back_edge
        super().__init__(name, reader.name, limit)

    def reset(self) -> None:
        super().reset()
        self.queue.clear()
        self.header: Packet[Any] = Packet.empty()
        if self.limit is not None:
            self.limit.reset()

    def set_header(self, header: Packet[Any]) -> None:
        self.header = header
        if not self.back_edge:
            self.reader_node.header_came()

    def take(self, packets: Sequence[Packet[Any]]) -> None:
        if self.closed:
            return
        queue = self.queue
        before = len(queue)
        limit = self.limit
        if limit is not None:
            # Full comes first: the reader, who is called below, may take the packet out again.
            limit.expect(len(packets))
        self.admit(packets)
        queue.extend(packets)
        if not before:
            self._check()
        if before < self._long <= len(queue):
            self._long_queues.streams[self] = None
        if limit is not None and limit.is_full:
            limit.update()
        if self._watched:
            self.reader_node.packet_added()

    def take_ordinary(self, packet: Packet[Any], timestamp: int, following: int) -> None:
        queue, limit = self.queue, self.limit
        # An empty queue that one packet does not fill: what take() comes down to, without its questions.
        is_plain = not queue and timestamp >= self.bound and not (self.closed or self._watched)
        if is_plain and (limit is None or not (limit.is_full or 0 <= limit.max_size <= 1)):
            self.bound = following
            self.added += 1
            queue.append(packet)
            self._check()
        else:
            self.take((packet,))

    def raise_bound(self, bound: int) -> None:
        if bound > self.bound:
            # What advance() does with a bound that grows, without the call: bounds are as frequent as packets.
            self.bound = bound
            # Behind a queued packet a bound is invisible to the reader.
            if not self.queue:
                self._check()
        else:
            self.advance(bound)

    @property
    def is_passable(self) -> bool:
        """Whether one packet that meets an empty queue need not pass through it."""
        limit = self.limit
        return self._conversion is None and not self._watched and (limit is None or not 0 <= limit.max_size <= 1)

    def pop_at(self, timestamp: int) -> Packet[Any]:
        """The packet at `timestamp`, or an empty one stamped with the time the stream is settled through.

        Packets before `timestamp` are dropped, and none at or before it can be added afterwards.
        """
        if self.bound <= timestamp:
            self.bound = next_allowed(timestamp)
        queue = self.queue
        while queue and queue[0][1] < timestamp:
            del queue[0]
        packet = queue.popleft() if queue and queue[0][1] == timestamp else None
        self.note_taken()
        return self.settled() if packet is None else packet

    def pop_head(self) -> Packet[Any]:
        """The oldest packet, whatever its timestamp, or an empty one as from `pop_at`."""
        packet = self.queue.popleft() if self.queue else self.settled()
        self.note_taken()
        return packet

    def mark_ready(self, bit: int) -> None:
        """Take note that a packet is all there is to being ready for the reader, whose bit this is; 0 if it is not.

        A queue that may set the bit itself then does so instead of calling the reader.
        """

    def settled(self) -> Packet[Any]:
        """An empty packet stamped with the time the stream is settled through."""
        timestamp = previous_allowed(self.queue[0][1] if self.queue else self.bound)
        return _new_packet(Packet, (EMPTY, timestamp))

    def erase_before(self, timestamp: int) -> None:
        """Drop every packet before `timestamp`."""
        queue = self.queue
        while queue and queue[0][1] < timestamp:
            del queue[0]  # not popleft(): those who watch the queue tell one from the other
        self.note_taken()

    def note_taken(self) -> None:
        """Look anew whether the queue is full, after packets were taken out; a queue without a limit never is."""
        if self.limit is not None and self.limit.is_full:
            self.limit.update()

    def close(self) -> None:
        super().close()
        self.queue.clear()
        if self.limit is not None:
            self.limit.lift()


class UnlimitedInputStream(InputStream):
    """A queue without a limit whose reader need not see every packet: the fast case.

    Args:
        name: name of the stream in the expanded graph.
        reader: the node.
        ready: the mask of the nodes that are ready.
        long_queues: where the queue says that it has become long.
        back_edge: whether this edge closes a cycle.
        conversion: as for `InputStream`.
        queue: as for `InputStream`.
    """

    __slots__ = ("_ready", "_ready_bit")

    def __init__(
        self,
        name: str,
        reader: Reader,
        ready: ReadyMask,
        *,
        long_queues: LongQueues | None = None,
        back_edge: bool = False,
        conversion: Conversion | None = None,
        queue: deque[Packet[Any]] | None = None,
    ) -> None:
        self._ready = ready
        super().__init__(name, reader, back_edge=back_edge, long_queues=long_queues, conversion=conversion, queue=queue)

    def reset(self) -> None:
        super().reset()
        self._ready_bit = 0

    def mark_ready(self, bit: int) -> None:
        # The call would be a twentieth of all that a packet costs a node.
        self._ready_bit = bit

    def take_ordinary(self, packet: Packet[Any], timestamp: int, following: int) -> None:
        if timestamp < self.bound or self.closed:
            self.take((packet,))
            return
        self.bound = following
        self.added += 1
        queue = self.queue
        if queue:
            queue.append(packet)
            if len(queue) == self._long:
                self._long_queues.streams[self] = None
        else:
            queue.append(packet)
            if self._ready_bit:
                self._ready.bits |= self._ready_bit
            else:
                self._check()


class LookAheadInputStream(InputStream):
    """A queue whose reader looks behind the first packet, and is called for everything that comes."""

    __slots__ = ()

    def take(self, packets: Sequence[Packet[Any]]) -> None:
        was_empty = not self.queue
        super().take(packets)
        if not was_empty:
            self._check()

    def raise_bound(self, bound: int) -> None:
        moves = bound > self.bound
        super().raise_bound(bound)
        if moves and self.queue:
            self._check()
