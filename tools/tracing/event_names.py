"""The words by which a trace that was written is read again."""

from __future__ import annotations

from typing import Final

from backedge.profiling import EventType

GRAPH: Final = "backedge_graph"
"""Name of the event that holds the `GraphOutline`; viewers pass over metadata that they do not know."""

OPEN, PROCESS, CLOSE = "open", "process", "close"
"""Categories of calls."""

FED, PACKET, QUEUE, DROP, THROTTLE = "fed", "packet", "queue", "drop", "throttle"
"""Categories of other events."""

PHASES: Final = {EventType.OPEN: OPEN, EventType.PROCESS: PROCESS, EventType.CLOSE: CLOSE}
"""The category of each kind of call."""


def queue_name(node: str, stream: str) -> str:
    """The name of the counter of a queue."""
    return f"queue {stream} before {node}"
