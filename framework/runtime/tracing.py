"""The hook for tracers: objects that watch the calls of every calculator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from backedge.planning.plan import NodePlan


class Tracer(Protocol):
    """Wraps calculators' calls when a run starts; a graph without a tracer calls them directly."""

    def wrap(self, node: NodePlan, call: Callable[[], None]) -> Callable[[], None]:
        """What to call instead of `call`, which is a bound `open`, `process` or `close` of the node's calculator."""
        ...
