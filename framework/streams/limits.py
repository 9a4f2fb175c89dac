"""Limits of queues, and throttling: sources wait while a queue downstream of them is full.

A queue is full when it holds `max_queue_size` packets. Everything that feeds it from outside the graph - source nodes
and graph inputs upstream of it - is then held back until it has shrunk. The check comes after a packet is added, so a
queue may grow past its limit by what is under way. Rules: MediaPipe ``CalculatorGraph::UpdateThrottledNodes``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar

from backedge.packet import Packet

DEFAULT_MAX_QUEUE_SIZE: Final = 100
UNLIMITED: Final = -1

Root = TypeVar("Root")


class Throttle:
    """Holds back one source or graph input while queues downstream are full.

    Args:
        on_room: called when no queue downstream is full any more.

    Attributes:
        full: the limits of the full queues downstream.
    """

    __slots__ = ("_on_room", "full")

    def __init__(self, on_room: Callable[[], None]) -> None:
        self.full: set[QueueLimit] = set()
        self._on_room = on_room

    def set_full(self, limit: QueueLimit, *, full: bool) -> None:
        """Note that a queue downstream has become full, or is so no more."""
        if full:
            self.full.add(limit)
        elif limit in self.full:
            self.full.discard(limit)
            if not self.full:
                self._on_room()

    def __bool__(self) -> bool:
        return bool(self.full)


class QueueLimit:
    """The limit of one consumer's queue, which it shares with the consumer.

    Args:
        stream: name of the stream.
        reader: who reads it, for messages: the node's name.
        max_size: the limit; `UNLIMITED` for none.
        throttles: what is held back while the queue is full.
        grows: whether the limit gives way where nothing else could move.
        queue: the queue; None for a new one.
        on_change: called with whether the queue is full, when that has changed; None for nothing.

    Attributes:
        queue: the queue.
        is_full: whether it has reached its limit.
    """

    __slots__ = (
        "_configured_size",
        "_on_change",
        "_throttles",
        "grows",
        "is_full",
        "max_size",
        "queue",
        "reader",
        "stream",
    )

    def __init__(
        self,
        stream: str,
        reader: str,
        max_size: int,
        throttles: Iterable[Throttle] = (),
        *,
        grows: bool = True,
        queue: deque[Packet[Any]] | None = None,
        on_change: Callable[[bool], None] | None = None,
    ) -> None:
        self.stream = stream
        self.reader = reader
        self.grows = grows
        self.queue: deque[Packet[Any]] = deque() if queue is None else queue
        self.is_full = False
        self.max_size = self._configured_size = max_size
        self._throttles = tuple(throttles)
        self._on_change = on_change

    def reset(self) -> None:
        """Go back to the configured limit, before a run; the queue has been emptied."""
        self.max_size = self._configured_size
        self.update()

    def expect(self, count: int) -> None:
        """Look whether the queue is full once `count` packets more are in it."""
        if not self.is_full and 0 <= self.max_size <= len(self.queue) + count:
            self._set_full(True)

    def update(self) -> None:
        """Look anew whether the queue is full."""
        self._set_full(0 <= self.max_size <= len(self.queue))

    def set_size(self, max_size: int) -> None:
        """Change the limit, for the present run and those to come."""
        self.max_size = self._configured_size = max_size
        self.update()

    def grow(self) -> None:
        """Let one more packet in: nothing else can move while the queue is full."""
        self.max_size = len(self.queue) + 1
        self.update()

    def lift(self) -> None:
        """Hold nothing back any more: the consumer takes no more packets."""
        self._set_full(False)

    def _set_full(self, full: bool) -> None:
        changed = full != self.is_full
        self.is_full = full
        if changed and self._on_change is not None:
            self._on_change(full)
        for throttle in self._throttles:
            throttle.set_full(self, full=full)


def find_roots(
    flows: Iterable[tuple[Sequence[str], Sequence[str]]], roots: Mapping[str, Root]
) -> dict[str, frozenset[Root]]:
    """Find what feeds each stream from outside the graph.

    Args:
        flows: for each node in topological order, the names of its input streams and of its output streams. Back edges
            come from later nodes and so count for nothing.
        roots: what stands for each stream that a source or graph input produces, such as its throttle.
    """
    upstream: dict[str, frozenset[Root]] = {name: frozenset((root,)) for name, root in roots.items()}
    for inputs, outputs in flows:
        above = frozenset().union(*(upstream.get(name, frozenset()) for name in inputs))
        for name in outputs:
            upstream.setdefault(name, above)
    return upstream
