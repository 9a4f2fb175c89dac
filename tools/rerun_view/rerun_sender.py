"""`--rerun`: the streams of a run in Rerun's viewer, or in its file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

import click
import numpy as np

from backedge.errors import ResourceError
from backedge.file_checks import require_folder_for
from backedge.formats.image import Pixels
from backedge.packet import Packet
from backedge.planning.plan import GraphPlan
from backedge.timestamp import MAX, POSTSTREAM
from backedge.tools.rerun_view.entities import Shapes, load_rerun
from backedge.tools.rerun_view.gate_states import GateStates, gates_of
from backedge.tools.running.dumps import is_rerun_file
from backedge.tools.running.graph_streams import may_carry_pictures
from backedge.tools.running.run_watcher import WatchedRun

VIEWER: Final = "viewer"
TIMELINE: Final = "mediapipe"
"""Rerun's time line of the streams' timestamps."""

_LATEST: Final = (2**63 - 1) // 1000
"""The last timestamp that Rerun's nanoseconds can say."""


class RerunSender:
    """Sends a graph's input and output streams to Rerun, and for each gate whether it let through.

    Args:
        target: a file (``.rrd``), `VIEWER` for a viewer of its own, or the address of one (``rerun+http://…``).
        plan: the graph.

    Raises:
        click.UsageError: the target is none of these.
        DependencyError: the library is not installed.
    """

    def __init__(self, target: str, plan: GraphPlan) -> None:
        if not (is_rerun_file(target) or target == VIEWER or "://" in target):
            raise click.UsageError(f'--rerun: "{target}" is neither a file (.rrd), nor "{VIEWER}", nor an address')
        self._rr = load_rerun()
        self._shapes = Shapes(self._rr)
        self._target = target
        streams = dict.fromkeys([*plan.graph_inputs, *plan.graph_outputs])
        self._streams = [name for name in streams if name in plan.stream_types]
        pictures = [name for name in plan.graph_inputs if may_carry_pictures(plan.stream_types.get(name, None))]
        self._picture = pictures[0] if pictures else ""
        self._size = (1, 1)
        self._gates = list(gates_of(plan))
        self._sink: Any = None

    @contextmanager
    def watch(self, run: WatchedRun) -> Iterator[None]:
        """Send one run."""
        self._sink = self._rr.RecordingStream("backedge")
        self._open()
        for stream in self._streams:
            run.graph.observe_output_stream(stream, self._send, observe_timestamp_bounds=True)
        for gate in self._gates:
            GateStates(partial(self._tell_gate, gate.name)).watch(run.graph, gate)
        try:
            yield
        finally:
            self._sink.flush()
            self._sink.disconnect()
        if is_rerun_file(self._target):
            if not Path(self._target).exists():
                raise ResourceError(f"{self._target}: was removed while it was written; what was written is lost")
            run.summary.files.append(self._target)

    def _open(self) -> None:
        if is_rerun_file(self._target):
            require_folder_for(Path(self._target))
            self._sink.save(self._target)
        elif self._target == VIEWER:
            self._sink.spawn()
        else:
            self._sink.connect_grpc(self._target)

    def _send(self, stream: str, packet: Packet[Any]) -> None:
        if isinstance(packet.value, Pixels):
            self._size = (packet.value.width, packet.value.height)
        path = f"{self._picture}/{stream}" if self._picture and stream != self._picture else stream
        shapes = {"": self._rr.Clear(recursive=True)} if packet.is_empty else self._shapes.of(packet.value, self._size)
        for part, shape in shapes.items():
            self._log(f"{path}/{part}" if part else path, shape, packet.timestamp)

    def _tell_gate(self, node: str, timestamp: int, is_open: bool) -> None:
        self._log(f"gates/{node}", self._rr.Scalars([float(is_open)]), timestamp)

    def _log(self, path: str, shape: Any, timestamp: int) -> None:
        """Send one thing; a special timestamp's is there all the time, but for PostStream's, which is there last."""
        is_ordinary = abs(timestamp) <= _LATEST
        if is_ordinary:
            self._sink.set_time(TIMELINE, duration=np.timedelta64(timestamp, "us"))
        elif timestamp in (MAX, POSTSTREAM) and isinstance(shape, self._rr.Clear):
            return  # the end of the streams, which the last results survive
        self._sink.log(path, shape, static=not is_ordinary and timestamp < 0)
