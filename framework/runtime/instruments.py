"""Instruments: what watches the calls of calculators."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from backedge.access_policy import ALL_ACCESS, AccessPolicy
from backedge.authoring.binding import Binding
from backedge.planning.plan import NodePlan
from backedge.profiling import GraphProfiler
from backedge.profiling.trace import Phase
from backedge.runtime.joins import JoinCounter
from backedge.runtime.mistakes import MistakeFinder
from backedge.runtime.queue_watch import QueueWatch, WatchedQueue


class Tracer(Protocol):
    """Wraps calculators' calls when a run starts; a graph without a tracer calls them directly."""

    def wrap(self, node: NodePlan, call: Callable[[], None]) -> Callable[[], None]:
        """Give what to call in place of `call`, a bound `open`, `process` or `close` of the node's calculator."""
        ...


class Instruments:
    """Everything that watches the calls of one graph's calculators; where nothing does, a call costs no more.

    Args:
        profiler: the graph's.
        tracer: the application's, None for none.
        joins: counts how often the inputs of joins meet, None for not.
        queue_watch: is told what happens to queues, None for nothing.
        checks: whether to look for mistakes of calculators.
        access: what calculators may do outside of the graph.

    Attributes:
        profiler: as given.
        checks: as given.
        services: what calculators may ask the graph for, by class.
    """

    def __init__(
        self,
        profiler: GraphProfiler,
        tracer: Tracer | None,
        joins: JoinCounter | None = None,
        queue_watch: QueueWatch | None = None,
        *,
        checks: bool,
        access: AccessPolicy = ALL_ACCESS,
    ) -> None:
        self.profiler = profiler
        self.checks = checks
        self.services: Mapping[type[Any], Any] = {GraphProfiler: profiler, AccessPolicy: access}
        self._tracer = tracer
        self._joins = joins
        self._queue_watch = queue_watch
        self._mistakes = MistakeFinder() if checks else None

    def start(self) -> None:
        """Begin a new run."""
        self.profiler.start()
        if self._joins:
            self._joins.start()

    def make_queue(self, node: str, stream: str) -> WatchedQueue | None:
        """Make the queue of `stream` before `node`, if somebody watches it."""
        return WatchedQueue(self._queue_watch, node, stream) if self._queue_watch else None

    def wrap(self, node: NodePlan, binding: Binding, phase: Phase) -> Callable[[], None]:
        """Wrap a calculator's `open`, `process` or `close` for those who watch it."""
        call: Callable[[], None] = getattr(binding.calculator, phase)
        if self._mistakes:
            call = self._mistakes.wrap(binding.calculator, call)
        call = self.profiler.wrap(node, binding.calculator, phase, call, binding.inputs, binding.outputs)
        if self._joins and phase == "process":
            call = self._joins.wrap(node, call, binding.inputs)
        return self._tracer.wrap(node, call) if self._tracer else call
