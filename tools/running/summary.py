"""The summary of a run: counted while it runs, printed when it has ended."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import click

from backedge import CalculatorGraph
from backedge.tools.console import stderr, stdout
from backedge.tools.running.node_times import NodeTime, times_table
from backedge.tools.running.rates import StreamRate
from backedge.tools.tracing.graph_outline import LIMITERS


@dataclass
class Summary:
    """The summary of a run.

    Attributes:
        graph: the graph's file.
        frames: pictures that went in; None for a graph that takes none.
        skipped: pictures that could not be read.
        dropped: pictures that flow limiters in the graph kept from being worked on.
        seconds: how long it took from the first picture until every file was closed; not the loading of models.
        packets: packets by stream, of the graph's output streams and those that were dumped.
        files: what was written.
        unwritten: files that no packet came for, and that are not there, or as they were.
        signal: number of the signal that ended it, such as Ctrl-C's; 0 for none.
        node_times: how long each node took, if that was asked for.
        rates: how often packets of streams passed, if that was asked for.
    """

    graph: Path
    frames: int | None = None
    skipped: int = 0
    dropped: int = 0
    seconds: float = 0.0
    packets: dict[str, int] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    unwritten: list[str] = field(default_factory=list)
    signal: int = 0
    node_times: list[NodeTime] = field(default_factory=list)
    rates: dict[str, StreamRate] = field(default_factory=dict)

    @property
    def interrupted(self) -> bool:
        """True if a signal ended it."""
        return self.signal != 0

    @property
    def fps(self) -> float | None:
        """Pictures a second; None for a graph that takes none."""
        if self.frames is None:
            return None
        return self.frames / self.seconds if self.seconds else 0.0

    def print(self, *, as_json: bool, to_stderr: bool = False, quiet: bool = False) -> None:
        """Print it on stdout, or on stderr; where it is to be `quiet`, only what was asked for: JSON, or times."""
        if as_json:
            fps = None if self.fps is None else round(self.fps, 2)
            rounded = {"seconds": round(self.seconds, 3), "fps": fps}
            result = {**asdict(self), "graph": str(self.graph), "interrupted": self.interrupted, **rounded}
            click.echo(json.dumps(result, indent=2), err=to_stderr)
            return
        for name, value in () if quiet else self._rows():
            click.echo(f"{name:<8} {value}", err=to_stderr)
        if self.node_times:
            (stderr() if to_stderr else stdout()).print(times_table(self.node_times, self.frames))

    def _rows(self) -> Iterable[tuple[str, str]]:
        interrupted = " (interrupted)" if self.interrupted else ""
        if self.fps is None:
            yield "ended", f"after {self.seconds:.2f} s{interrupted}"
        else:
            yield "frames", f"{self.frames}{interrupted} in {self.seconds:.2f} s, {self.fps:.1f} a second"
        if self.skipped:
            yield "skipped", f"{self.skipped} could not be read"
        if self.dropped:
            yield "dropped", f"{self.dropped} while the graph was busy"
        for stream, count in self.packets.items():
            yield "packets", f"{count:>6} {stream}"
        for stream, rate in self.rates.items():
            yield "rate", f"{stream}: {rate}"
        for file in self.files:
            yield "written", file
        for file in self.unwritten:
            yield "nothing", f"came to be written to {file}"


class PacketCounter:
    """Counts the packets of streams of one graph while it runs.

    Attributes:
        listeners: functions to call with the new count, by stream.
    """

    def __init__(self, graph: CalculatorGraph) -> None:
        self.listeners: dict[str, Callable[[int], None]] = {}
        self._graph = graph
        self._counts: dict[str, int] = {}

    def watch(self, *streams: str) -> None:
        """Count these streams, too; before the run starts."""
        for stream in streams:
            if stream not in self._counts:
                self._counts[stream] = 0
                self._graph.observe_output_stream(stream, self._count)

    def watch_flow_limiters(self) -> list[tuple[str, str]]:
        """Count what goes into each flow limiter and what it lets through; the names of these two streams."""
        limited = [
            (node.contract.inputs["", 0].name, node.contract.outputs["", 0].name)
            for node in self._graph.plan.nodes
            if node.registration.canonical in LIMITERS
        ]
        for pair in limited:
            self.watch(*pair)
        return limited

    def __getitem__(self, stream: str) -> int:
        return self._counts[stream]

    def _count(self, stream: str, _packet: Any) -> None:
        self._counts[stream] += 1
        if stream in self.listeners:
            self.listeners[stream](self._counts[stream])
