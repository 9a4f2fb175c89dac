"""The table of nodes that a terminal shows while a graph runs."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from time import perf_counter
from typing import Any, Final

from rich.table import Table

from backedge.packet import Packet
from backedge.planning.plan import NodePlan
from backedge.tools.console import stderr
from backedge.tools.running.additions import PREFIX
from backedge.tools.running.run_watcher import WatchedRun
from backedge.tools.tracing.graph_outline import GraphOutline, limited_streams

_RECENT: Final = 256
"""The last calls, whose times are told."""

_WINDOW: Final = 1.0
"""Seconds over which it is told how busy a node is."""

_OTHER_LINES: Final = 8
"""Lines of the terminal that the rows leave free."""

_BUSY: Final = 0.5
"""The share of the time that a node must be at work for all others to wait for it."""


@dataclass(slots=True)
class _Node:
    """What is known of a node.

    Attributes:
        calls: calls of `process` that have ended.
        seconds: how long they took.
        recent: how long the last ones took, in seconds.
        begun: when the call began that is being made, None if none is.
    """

    calls: int = 0
    seconds: float = 0.0
    recent: deque[float] = field(default_factory=lambda: deque(maxlen=_RECENT))
    begun: float | None = None

    def busy_until(self, now: float) -> float:
        """How long it has worked by now, in seconds."""
        begun = self.begun  # another thread may end the call
        return self.seconds + (now - begun if begun is not None else 0.0)


class NodeTable:
    """Calls, times, queues and drops of each node, the busiest first; a renderable of rich.

    A call costs some tenths of a microsecond more.

    Args:
        clock: tells seconds.

    Attributes:
        tracer: times the calls; itself.
        queue_watch: follows the queues; itself.
    """

    def __init__(self, clock: Callable[[], float] = perf_counter) -> None:
        self.tracer = self
        self.queue_watch = self
        self._clock = clock
        self._forget()

    def _forget(self) -> None:
        self._nodes: dict[str, _Node] = {}
        self._lengths: dict[tuple[str, str], int] = {}
        self._dropped: Counter[str] = Counter()
        self._limiters: dict[str, list[tuple[str, str]]] = {}
        self._passed: Counter[str] = Counter()
        self._before: deque[tuple[float, dict[str, float]]] = deque()

    @contextmanager
    def watch(self, run: WatchedRun) -> Iterator[None]:
        """Watch one run."""
        self._forget()
        for node in GraphOutline.of_plan(run.graph.plan).nodes:
            if limits := limited_streams(node):
                self._limiters[node.name] = list(limits.items())
        for pairs in self._limiters.values():
            for stream in {name for pair in pairs for name in pair}:
                run.graph.observe_output_stream(stream, self._count)
        yield

    def _count(self, stream: str, _packet: Packet[Any]) -> None:
        self._passed[stream] += 1

    def wrap(self, node: NodePlan, call: Callable[[], None]) -> Callable[[], None]:
        """Time the calls of `process`; what the runner itself adds to the graph is not told."""
        if call.__name__ != "process" or node.name.startswith(PREFIX):
            return call
        known = self._nodes.setdefault(node.name, _Node())
        clock = self._clock

        @wraps(call)
        def timed() -> None:
            known.begun = start = clock()
            try:
                call()
            finally:
                took = clock() - start
                known.begun = None
                known.calls += 1
                known.seconds += took
                known.recent.append(took)

        return timed

    def queue_changed(self, node: str, stream: str, length: int) -> None:
        """Note how many packets wait."""
        self._lengths[node, stream] = length

    def packet_dropped(self, node: str, stream: str, timestamp: int) -> None:
        """Count it."""
        self._dropped[node] += 1

    def queue_filled(self, node: str, stream: str, *, full: bool) -> None:
        """Do nothing: the length says it."""

    # showing

    def __rich__(self) -> Table:
        now = self._clock()
        busy = self._busy(now)
        table = Table(box=None, pad_edge=False)
        table.add_column("node", no_wrap=True, overflow="ellipsis")
        for heading in ("calls", "mean ms", "p95 ms", "busy", "queue", "dropped"):
            table.add_column(heading, justify="right")
        waiting: Counter[str] = Counter()
        for (node, _), length in list(self._lengths.items()):
            waiting[node] += length
        slowest = max(busy, key=lambda name: busy[name], default="")
        rows = sorted(self._nodes, key=lambda name: self._nodes[name].seconds, reverse=True)
        for name in rows[: max(stderr().height - _OTHER_LINES, 1)]:
            awaited = name == slowest and busy[name] >= _BUSY
            table.add_row(*self._row(name, busy[name], waiting[name]), style="bold yellow" if awaited else None)
        if busy.get(slowest, 0.0) >= _BUSY:
            table.caption = f"all wait for {slowest}"
            table.caption_justify = "left"
        return table

    def _row(self, name: str, busy: float, waiting: int) -> Iterator[str]:
        node = self._nodes[name]
        recent = sorted(node.recent.copy())  # another thread may add to it
        yield name
        yield str(node.calls)
        yield f"{1000 * node.seconds / node.calls:.2f}" if node.calls else ""
        yield f"{1000 * recent[int(0.95 * (len(recent) - 1))]:.2f}" if recent else ""
        yield f"{busy:.0%}"
        yield str(waiting or "")
        yield str(self._drops(name) or "")

    def _drops(self, name: str) -> int:
        limited = sum(self._passed[before] - self._passed[after] for before, after in self._limiters.get(name, ()))
        return self._dropped[name] + limited

    def _busy(self, now: float) -> dict[str, float]:
        """The share of the last second that each node was at work; more than 1 where several threads are."""
        worked = {name: node.busy_until(now) for name, node in self._nodes.items()}
        self._before.append((now, worked))
        while len(self._before) > 1 and self._before[1][0] <= now - _WINDOW:
            self._before.popleft()
        since, earlier = self._before[0]
        passed = now - since
        return {name: (time - earlier.get(name, 0.0)) / passed if passed else 0.0 for name, time in worked.items()}
