"""Throttling: sources wait while a queue downstream of them is full.

A queue is full when it holds `max_queue_size` packets. Everything that feeds it from outside the graph - source nodes
and graph inputs upstream of it - is then held back until it has shrunk. The check comes after a packet is added, so a
queue may grow past its limit by what is under way. Rules: MediaPipe ``CalculatorGraph::UpdateThrottledNodes``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

from backedge.packet import Packet
from backedge.runtime.input_stream import InputStream

DEFAULT_MAX_QUEUE_SIZE: Final = 100
UNLIMITED: Final = -1


class Throttle:
    """What holds back one source or graph input.

    Attributes:
        full: the full queues downstream of it.
        on_room: called when there are none any more.
    """

    __slots__ = ("full", "on_room")

    def __init__(self) -> None:
        self.full: set[LimitedInputStream] = set()
        self.on_room: Callable[[], None] = _ignore

    def set_full(self, stream: LimitedInputStream, *, full: bool) -> None:
        """Note that a queue downstream has become full, or is so no more."""
        if full:
            self.full.add(stream)
        elif stream in self.full:
            self.full.discard(stream)
            if not self.full:
                self.on_room()

    def __bool__(self) -> bool:
        return bool(self.full)


class LimitedInputStream(InputStream):
    """A consumer's end whose queue has a limit.

    Attributes:
        max_size: the limit; `UNLIMITED` for none.
        grows: whether the limit gives way where nothing else could move.
        throttles: what is held back while the queue is full.
    """

    grows: ClassVar[bool] = True

    __slots__ = ("__weakref__", "_configured_size", "max_size", "throttles")

    def __init__(self, name: str, consumer: str, *, max_size: int, back_edge: bool = False) -> None:
        self._configured_size = max_size
        self.throttles: Sequence[Throttle] = ()
        super().__init__(name, consumer, back_edge=back_edge)

    def reset(self) -> None:
        super().reset()
        self.max_size = self._configured_size
        self.update_full()

    def add(self, packets: Sequence[Packet[Any]]) -> None:
        # Full comes first: taking the packet out again is up to the consumer, whom super() tells about it.
        will_be = len(self.queue) + len(packets)
        if not self.is_full and 0 <= self.max_size <= will_be and not self.closed:
            self._set_full(True)
        super().add(packets)
        if self.is_full:
            self.update_full()

    def accept(self, packet: Packet[Any], timestamp: int, following: int) -> None:
        self.add((packet,))

    def update_full(self) -> None:
        """Look anew whether the queue is full."""
        self._set_full(0 <= self.max_size <= len(self.queue))

    def close(self) -> None:
        super().close()
        self._set_full(False)

    def set_limit(self, max_size: int) -> None:
        """Change the limit, for the present run and those to come."""
        self.max_size = self._configured_size = max_size
        self.update_full()

    def grow(self) -> None:
        """Let one more packet in: nothing else can move while the queue is full."""
        self.max_size = len(self.queue) + 1
        self.update_full()

    def _set_full(self, full: bool) -> None:
        self.is_full = full
        for throttle in self.throttles:
            throttle.set_full(self, full=full)


class WatchedInputStream(LimitedInputStream):
    """A consumer's end whose policy looks at every packet that comes in.

    Attributes:
        on_added: called after packets were added.
    """

    __slots__ = ("on_added",)

    on_added: Callable[[], None]

    def add(self, packets: Sequence[Packet[Any]]) -> None:
        super().add(packets)
        self.on_added()


def _ignore() -> None:
    """Nobody waits for room."""


def set_limits(streams: Iterable[InputStream], max_size: int) -> None:
    """Change the limit of those queues that have one, for the present run and those to come."""
    for stream in streams:
        if isinstance(stream, LimitedInputStream):
            stream.set_limit(max_size)


def find_throttles(
    producers: Sequence[tuple[Sequence[str], Sequence[InputStream]]], roots: Mapping[str, Throttle]
) -> dict[str, frozenset[Throttle]]:
    """What feeds each stream from outside the graph.

    Args:
        producers: for each node in topological order, its output streams and its inputs' consumer ends. Back edges come
            from later nodes and so count for nothing.
        roots: throttle of each stream that a source or graph input produces.
    """
    upstream: dict[str, frozenset[Throttle]] = {name: frozenset((throttle,)) for name, throttle in roots.items()}
    for outputs, inputs in producers:
        above = frozenset().union(*(upstream.get(stream.name, frozenset()) for stream in inputs))
        for name in outputs:
            upstream.setdefault(name, above)
    return upstream
