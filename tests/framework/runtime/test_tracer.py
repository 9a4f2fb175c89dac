"""Tracers: programs that watch the calls of calculators."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from backedge import CalculatorGraph
from backedge.planning.plan import NodePlan
from tests.flow import add, end
from tests.graph_text import do, graph_of


class Names:
    """A tracer that notes every call."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []

    def wrap(self, node: NodePlan, call: Callable[[], None]) -> Callable[[], None]:
        """Note the call and make it."""
        name = call.__name__

        def noted() -> None:
            self.calls.append((node.name, name))
            call()

        return noted


@pytest.mark.parametrize("profiler", ["", "profiler_config { enable_profiler: true }"])
def test_every_call_is_seen(threads: int, profiler: str) -> None:
    """A tracer sees open, process and close of every node, with or without the profiler."""
    tracer = Names()
    with CalculatorGraph(graph_of("a", do("a", "b"), profiler), num_threads=threads, tracer=tracer) as graph:
        graph.start_run()
        add(graph, "a", 1)
        add(graph, "a", 2)
        end(graph)
    assert tracer.calls == [("test.Do", phase) for phase in ("open", "process", "process", "close")]
