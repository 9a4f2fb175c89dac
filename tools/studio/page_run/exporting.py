"""The last seconds of a run as a recording, which `graph_runner replay` feeds again."""

from __future__ import annotations

import secrets
from pathlib import Path

from backedge.errors import ResourceError
from backedge.planning.plan import GraphPlan
from backedge.recording.known_types import KnownTypes
from backedge.recording.recorder import write_recording
from backedge.timestamp import is_range_value
from backedge.tools.studio.page_run.run_history import RunHistory
from backedge.tools.studio.protocol import Exported


def export_history(history: RunHistory, plan: GraphPlan, folder: Path) -> Exported:
    """Write what is in memory of a run: all streams that can be recorded.

    Args:
        history: the packets.
        plan: the graph that they are of.
        folder: where to write.

    Raises:
        ResourceError: there is nothing, or it cannot be written.
    """
    known = KnownTypes.of(plan)
    streams = [name for name, value_type in plan.stream_types.items() if not known.refusal(value_type)]
    packets = [
        (stream, packet)
        for stream, packet in history.packets()
        if stream in streams and is_range_value(packet.timestamp)
    ]
    if not packets:
        raise ResourceError("there is nothing to export yet: let the graph run for a moment")
    first, last = history.span
    name = f"{plan.config.type or 'graph'}-{first // 1000}-{last // 1000}ms-{secrets.token_hex(4)}.mcap"
    path = folder / name
    write_recording(path, plan, streams, packets)
    return Exported(path=f"exports/{name}", name=name, size=path.stat().st_size)
