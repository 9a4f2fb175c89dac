"""The words by which a trace that was written is read again."""

from __future__ import annotations

from typing import Final

from backedge.profiling import trace

GRAPH: Final = "backedge_graph"
"""Name of the event that holds the `GraphOutline`; viewers pass over metadata that they do not know."""

PROCESS: Final[trace.Phase] = "process"
"""The category of the calls that most of a trace is about."""

FED, PACKET, QUEUE, DROP, THROTTLE = "fed", "packet", "queue", "drop", "throttle"
"""Categories of other events."""

PHASES: Final = {event: phase for phase, event in trace.PHASES.items()}
"""The category of each kind of call."""


def queue_name(node: str, stream: str) -> str:
    """The name of the counter of a queue."""
    return f"queue {stream} before {node}"
