"""The queue behind a poller: packets wait in it until the application takes them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from backedge.packet import Packet
from backedge.streams.consumer import Consumer
from backedge.streams.limits import QueueLimit
from backedge.timestamp import DONE, UNSTARTED, previous_allowed


class PolledQueue(Consumer):
    """A consumer's end of a stream whose packets the application takes one by one.

    Args:
        limit: the limit of the queue, and the queue itself; it never grows.
        observe_timestamp_bounds: also keep an empty packet where the stream is merely settled further.
        after: called whenever the stream has moved.

    Attributes:
        queue: the packets that wait, which only the thread that is at work for the graph touches.
        given: the packets that are the application's, and that any of its threads may take.
    """

    __slots__ = ("_after", "_bounds", "_limit", "_reported", "given", "queue")

    def __init__(self, limit: QueueLimit, *, observe_timestamp_bounds: bool, after: Callable[[], None]) -> None:
        self._after = after
        self._bounds = observe_timestamp_bounds
        self._limit = limit
        self.queue = limit.queue
        self.given: deque[Packet[Any]] = deque()
        super().__init__(limit.stream, limit.reader, limit)

    def reset(self) -> None:
        super().reset()
        self.queue.clear()
        self.given.clear()
        self._limit.reset()
        self._reported = UNSTARTED

    def take(self, packets: Sequence[Packet[Any]]) -> None:
        if not self.closed:
            self._limit.expect(len(packets))
            self.admit(packets)
            self.queue.extend(packets)
        self._reported = packets[-1][1]
        self._after()

    def raise_bound(self, bound: int) -> None:
        self.advance(bound)
        settled = previous_allowed(bound)
        if self._bounds and bound < DONE and settled > self._reported:
            self._reported = settled
            # Bounds follow each other faster than they are taken: only the last one is of interest.
            if self.queue and self.queue[-1].is_empty:
                self.queue.pop()
            self.queue.append(Packet.empty(settled))
        self._after()

    def give(self) -> None:
        """Give the oldest packet that waits, if there is one, to the application."""
        if self.queue:
            self.given.append(self.queue.popleft())
        if self._limit.is_full:
            self._limit.update()

    def close(self) -> None:
        super().close()
        self.queue.clear()
        self.given.clear()
        self._limit.lift()
