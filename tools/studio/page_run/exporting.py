"""The last seconds of a run as a recording, which `graph_runner replay` feeds again."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from pathlib import Path
from typing import Final

from backedge.errors import ResourceError
from backedge.recording.known_types import KnownTypes
from backedge.recording.recorder import write_recording
from backedge.timestamp import is_range_value
from backedge.tools.running.graph_streams import image_type
from backedge.tools.studio.page_run.live_graph import LiveGraph
from backedge.tools.studio.page_run.run_history import RunHistory
from backedge.tools.studio.protocol import Exported

_JPEG_QUALITY: Final = 95
"""Of pictures, which as PNG would take ten times as long as the run did."""


def export_history(history: RunHistory, graph: LiveGraph, watched: Collection[str], folder: Path) -> Exported:
    """Write what is in memory of a run: all streams that can be recorded, but of inner pictures those that are watched.

    Args:
        history: the packets.
        graph: the graph that they are of.
        watched: the streams that the page watches.
        folder: where to write.

    Raises:
        ResourceError: there is nothing, or it cannot be written.
    """
    plan = graph.plan
    known = KnownTypes.of(plan)
    named = {*plan.graph_inputs, *plan.graph_outputs, *watched}
    streams = {
        name
        for name, value_type in plan.stream_types.items()
        if not known.refusal(value_type) and (name in named or image_type(value_type) is None)
    }
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
    write_recording(path, plan, sorted(streams), packets, side_packets=graph.side_packets, jpeg_quality=_JPEG_QUALITY)
    return Exported(path=f"exports/{name}", name=name, size=path.stat().st_size)
