"""`graph_runner trace`: what a trace says, as tables or as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from rich.table import Table

from backedge.tools.console import print_json, stdout
from backedge.tools.tracing.analysis import (
    GateFigures,
    Latency,
    NodeFigures,
    QueueFigures,
    Spread,
    beginnings,
    gate_figures,
    latencies,
    node_figures,
    queue_figures,
)
from backedge.tools.tracing.critical_path import CriticalPath, critical_path, frame_latencies, typical_frame
from backedge.tools.tracing.trace_files import read_trace
from backedge.tools.tracing.traced_run import Moment, TracedRun

_SHOWN_SHARE = 0.005
"""Nodes that take less than this share of the time are put together in one row."""


@dataclass(frozen=True, slots=True)
class TraceReport:
    """What a trace says.

    Attributes:
        trace: the file.
        seconds: how long the run took.
        is_cut_off: whether the trace ends in the middle.
        fed: packets that were fed.
        frames: timestamps at which something was fed, or came from a source.
        nodes: the nodes, the most expensive one first.
        latencies: the graph's outputs.
        path: the critical path of one frame; None if no frame reached an output.
        gates: the gates.
        queues: the queues that packets waited in.
    """

    trace: str
    seconds: float
    is_cut_off: bool
    fed: int
    frames: int
    nodes: list[NodeFigures]
    latencies: list[Latency]
    path: CriticalPath | None
    gates: list[GateFigures]
    queues: list[QueueFigures]


def report_trace(path: Path, frame: Moment | None = None) -> TraceReport:
    """Sum up a trace.

    Args:
        path: the file.
        frame: the timestamp whose critical path is told; by default that of a frame with the median latency.

    Raises:
        ResourceError: the file cannot be read, or is no trace.
        click.UsageError: no packet of a graph output has that timestamp.
    """
    run = read_trace(path)
    begun = beginnings(run)
    return TraceReport(
        str(path),
        run.seconds,
        run.is_cut_off,
        len(run.fed),
        len(begun),
        node_figures(run),
        latencies(run, begun),
        _path(run, begun, frame),
        gate_figures(run),
        queue_figures(run),
    )


def _path(run: TracedRun, begun: Mapping[Moment, float], frame: Moment | None) -> CriticalPath | None:
    found = frame_latencies(run, begun)
    chosen = typical_frame(found) if frame is None else frame
    path = None if chosen is None else critical_path(run, chosen, found)
    if frame is not None and path is None:
        raise click.UsageError(
            f"--frame {frame}: no output of the graph has a packet at that timestamp; it is in microseconds, and the "
            f"outputs are: {', '.join(run.outline.outputs) or 'none'}"
        )
    return path


def print_report(report: TraceReport, *, as_json: bool) -> None:
    """Print it on stdout."""
    if as_json:
        print_json(asdict(report))
        return
    cut = ", cut off: the run was killed" if report.is_cut_off else ""
    click.echo(f"{report.trace}: {report.seconds:.2f} s, {report.fed} packets fed{cut}")
    queues = [queue for queue in report.queues if queue.is_remarkable]
    tables = [
        _node_table(report.nodes),
        *([_latency_table(report.latencies)] if report.latencies else []),
        *([_path_table(report.path)] if report.path else []),
        *([_gate_table(report.gates, report.frames)] if report.gates else []),
        *([_queue_table(queues)] if queues else []),
    ]
    for table in tables:
        click.echo()
        stdout().print(table)


def _gate_table(gates: Sequence[GateFigures], frames: int) -> Table:
    table = _table(f"Gates, of {frames} frames", "gate", "came", "let through")
    table.add_column("to")
    for gate in gates:
        table.add_row(gate.node, str(gate.came), str(gate.passed), ", ".join(gate.guarded))
    return table


def _table(title: str, first: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(first)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _times(spread: Spread | None) -> list[str]:
    if spread is None:
        return [""] * 4
    return [f"{time:.2f}" for time in (spread.mean, spread.p50, spread.p95, spread.longest)]


def _node_table(nodes: Sequence[NodeFigures]) -> Table:
    table = _table("Nodes, in ms a call", "node", "calls", "mean", "p50", "p95", "longest", "share")
    shown = [node for node in nodes if node.share >= _SHOWN_SHARE]
    for node in shown:
        table.add_row(node.node, str(node.calls), *_times(node.time), f"{node.share:.1%}")
    others = len(nodes) - len(shown)
    if others:
        rest = sum(node.share for node in nodes) - sum(node.share for node in shown)
        table.add_row(f"{others} {'other' if others == 1 else 'others'}", "", *_times(None), f"{rest:.1%}", style="dim")
    return table


def _latency_table(found: Sequence[Latency]) -> Table:
    table = _table("From graph input to output, in ms", "output", "packets", "mean", "p50", "p95", "longest")
    for latency in found:
        table.add_row(latency.stream, str(latency.packets), *_times(latency.time))
    return table


def _path_table(path: CriticalPath) -> Table:
    title = f'Critical path at {path.timestamp}: {path.latency:.2f} ms to "{path.stream}"'
    table = _table(title, "node", "ms waited", "ms taken")
    for step in path.steps:
        table.add_row(step.node, f"{step.waited:.2f}", f"{step.took:.2f}")
    return table


def _queue_table(queues: Sequence[QueueFigures]) -> Table:
    table = _table("Queues", "stream before node", "longest", "mean", "left", "dropped", "throttled", "")
    for queue in queues:
        table.add_row(
            f"{queue.stream} before {queue.node}",
            str(queue.longest),
            f"{queue.mean:.1f}",
            *(str(number) if number else "" for number in (queue.left, queue.dropped, queue.throttled)),
            "grew" if queue.grew else "",
            style="yellow" if queue.grew or queue.dropped else None,
        )
    return table
