"""Lifelines: a graph that no caller can use any more does not run on."""

from __future__ import annotations

import sys
import warnings
from typing import Final

from backedge.planning.plan import GraphPlan
from backedge.runtime.drivers import Driver

_NAMED_NODES: Final = 3


class Lifeline:
    """Held by all that can still use one graph, which are its `CalculatorGraph` and its pollers.

    When the last of them is dropped, the run is cancelled if it is still on: calculators are closed, threads end. This
    happens where Python finds out, which may be on any thread, so it waits for no other thread. When the interpreter
    exits nothing is done: the graph's threads do not keep the program alive.

    Args:
        plan: the graph, for the warning.
        driver: what runs it.
    """

    def __init__(self, plan: GraphPlan, driver: Driver) -> None:
        self._plan = plan
        self._driver = driver

    # Not weakref.finalize, whose arguments would have to be alive: they hold the application's callbacks, which often
    # hold the graph.
    def __del__(self) -> None:
        if sys.is_finalizing() or not self._driver.run.is_active:
            return
        try:
            warnings.warn(
                f"{_describe(self._plan)} was dropped while it was running, and is cancelled; "
                "call close(), or use it in a with statement",
                ResourceWarning,
                stacklevel=2,
                source=self,
            )
        finally:
            self._driver.abandon()


def _describe(plan: GraphPlan) -> str:
    """Describe a graph by its file, or if it has none by its nodes."""
    location = plan.config.location()
    if location is not None and not location.file.startswith("<"):
        return f'graph "{location.file}"'
    names = [f'"{node.name}"' for node in plan.nodes]
    more = ", …" if len(names) > _NAMED_NODES else ""
    return f"a graph of {', '.join(names[:_NAMED_NODES])}{more}"
