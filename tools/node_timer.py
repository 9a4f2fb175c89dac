"""How long each node's calls of `process` take, measured with the engine's tracer hook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter_ns
from typing import Final

from backedge.planning.plan import NodePlan

_NANOSECONDS: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class NodeTime:
    """One node's share of a run.

    Attributes:
        node: its name in the expanded graph.
        calls: how often `process` was called.
        seconds: how long all the calls took together.
    """

    node: str
    calls: int
    seconds: float


class NodeTimer:
    """A tracer that adds up the time of each node: ``CalculatorGraph(config, tracer=NodeTimer())``.

    Of `open` and `close` nothing is counted; loading a model in `open` would hide what a frame costs.
    """

    def __init__(self) -> None:
        # A cell for every wrapped call: instances of one node on several threads never add to the same number.
        self._cells: defaultdict[str, list[list[int]]] = defaultdict(list)

    def wrap(self, node: NodePlan, call: Callable[[], None]) -> Callable[[], None]:
        """See `backedge.runtime.tracing.Tracer`."""
        if call.__name__ != "process":
            return call
        cell = [0, 0]
        self._cells[node.name].append(cell)

        def timed() -> None:
            start = perf_counter_ns()
            try:
                call()
            finally:
                cell[0] += 1
                cell[1] += perf_counter_ns() - start

        return timed

    def times(self) -> list[NodeTime]:
        """What was measured so far, the most expensive node first."""
        times = [
            NodeTime(name, sum(cell[0] for cell in cells), sum(cell[1] for cell in cells) / _NANOSECONDS)
            for name, cells in self._cells.items()
        ]
        return sorted(times, key=lambda time: time.seconds, reverse=True)
