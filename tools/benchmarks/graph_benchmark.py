"""The time that a user's graph takes for a frame, alone or beside another version of it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Any, Final

import click
from rich.table import Table

from backedge.errors import BackedgeError
from backedge.planning import build_graph
from backedge.tools.benchmarks.case_report import TIMES, number, ratio
from backedge.tools.benchmarks.cases import MS_A_FRAME, Effort, Interpreter
from backedge.tools.benchmarks.comparison import Comparison, Spread, compare, to_json
from backedge.tools.benchmarks.machine import describe_machine
from backedge.tools.benchmarks.side import USER_GRAPH, Side, Task
from backedge.tools.benchmarks.turn_case import take_turns
from backedge.tools.benchmarks.workshop import Workshop, open_workshop
from backedge.tools.console import print_json, progress_bar, stdout
from backedge.tools.running.frame_sources import DEMO
from backedge.tools.running.inputs import choose_streams, read_inputs
from backedge.tools.running.node_times import NodeTime, times_table
from backedge.tools.running.side_packet_values import read_side_packets

_logger: Final = logging.getLogger(__name__)

_TURNS: Final = 20
_FRAMES: Final = 5
_WARM_UP: Final = 10
_PROFILED: Final = 60


@dataclass(frozen=True)
class Version:
    """A graph, and how it is set up.

    Attributes:
        graph: its file.
        options: options to set, by ``NODE.FIELD``.
        threads: number of worker threads, None for what the graph says.
        interpreter: which runs it.
    """

    graph: Path
    options: Mapping[str, str] = field(default_factory=dict)
    threads: int | None = None
    interpreter: Interpreter = field(default_factory=lambda: Interpreter("this", sys.executable))


@dataclass(frozen=True)
class GraphRequest:
    """What both versions of a graph are given.

    Attributes:
        inputs: where pictures come from: ``FILE``, or ``NAME=FILE`` words; none for a synthetic hand.
        side: ``NAME=VALUE`` words.
        calculators: modules to import.
        subgraphs: folders of graphs.
        effort: how much is measured.
    """

    inputs: Sequence[str] = ()
    side: Sequence[str] = ()
    calculators: Sequence[str] = ()
    subgraphs: Sequence[str] = ()
    effort: Effort = field(default_factory=Effort)


@dataclass(frozen=True)
class GraphReport:
    """What came of it.

    Attributes:
        versions: the graphs; one or two.
        comparison: times for a frame, in milliseconds.
        peak_memory: of each version's process, in bytes.
        nodes: of each version, the time of each node, from frames that do not count otherwise: a profiler costs time.
        profiled: the number of these frames.
    """

    versions: Sequence[Version]
    comparison: Comparison
    peak_memory: Sequence[int]
    nodes: Sequence[list[NodeTime]]
    profiled: int


def bench_graphs(versions: Sequence[Version], request: GraphRequest) -> GraphReport:
    """Measure a graph, or two in turns.

    Raises:
        click.UsageError: the request does not fit a graph.
        BackedgeError: a graph is wrong, or failed.
    """
    turns, frames = request.effort.turns or _TURNS, request.effort.frames or _FRAMES
    with open_workshop() as workshop, ExitStack() as running:
        tasks = [_task(version, request, workshop) for version in versions]
        sides = [
            running.enter_context(Side(f'graph "{version.graph}"', version.interpreter.python, task))
            for version, task in zip(versions, tasks, strict=True)
        ]
        with progress_bar("turns") as advance:
            made, memory = take_turns(sides, MS_A_FRAME, turns, frames, _WARM_UP, advance)
        nodes = [[NodeTime(*time) for time in side.nodes(0, _PROFILED)] for side in sides]
    return GraphReport(versions, compare(made, fmean), memory, nodes, _PROFILED)


def _task(version: Version, request: GraphRequest, workshop: Workshop) -> Task:
    plan = build_graph(version.graph, options=version.options)
    read_side_packets(request.side, plan)  # what is wrong with them is told here
    try:
        fed, read = choose_streams(read_inputs(request.inputs or [DEMO], plan), plan)
    except click.UsageError as error:
        raise click.UsageError(f"{version.graph}: {error.message}") from error
    if read or not fed:
        raise BackedgeError(
            f"{version.graph}: bench feeds pictures, and the graph has no input stream of pictures; "
            "`graph_runner run --times` tells where the time goes in a graph that reads its input itself"
        )
    fields: dict[str, Any] = {
        "graph": str(version.graph),
        "options": dict(version.options),
        "threads": version.threads,
        "side": list(request.side),
        "calculators": list(request.calculators),
        "subgraphs": list(request.subgraphs),
        "clips": {
            stream: (workshop.hands(1) if source == DEMO else workshop.clip(source)).arguments
            for stream, source in fed.items()
        },
    }
    return Task(USER_GRAPH, fields)


def print_graph_report(report: GraphReport, *, as_json: bool) -> None:
    """Print it on stdout."""
    if as_json:
        print_json(_plain(report))
        return
    console = stdout()
    console.print(_summary(report))
    if report.comparison.ratio:
        console.print(_verdict(report.comparison), soft_wrap=True)
    for version, nodes in zip(report.versions, report.nodes, strict=True):
        table = times_table(nodes, report.profiled)
        table.title = f"Time per node: {version.graph.name}, with the profiler"
        console.print()
        console.print(table)


def _columns(report: GraphReport) -> list[tuple[str, Spread, int]]:
    spreads = [report.comparison.ours, *filter(None, [report.comparison.theirs])]
    names = ["this", "other"][: len(spreads)]
    return list(zip(names, spreads, report.peak_memory, strict=True))


def _summary(report: GraphReport) -> Table:
    table = Table(title="Time for a frame, one at a time", title_justify="left", show_header=len(report.versions) > 1)
    table.add_column("", style="bold")
    columns = _columns(report)
    for name, _, _ in columns:
        table.add_column(name, justify="right")
    table.add_row("graph", *(version.graph.name for version in report.versions))
    if any(version.options for version in report.versions):
        table.add_row(
            "set", *("\n".join(f"{key}={value}" for key, value in each.options.items()) for each in report.versions)
        )
    table.add_row("median", *(f"{number(spread.median)} ms" for _, spread, _ in columns))
    table.add_row(
        "half of the frames", *(f"{number(spread.lower)} to {number(spread.upper)} ms" for _, spread, _ in columns)
    )
    table.add_row("mean", *(f"{number(spread.mean)} ms" for _, spread, _ in columns))
    table.add_row("frames a second", *(number(1e3 / spread.mean) for _, spread, _ in columns))
    table.add_row("peak memory", *(f"{memory / 1e6:.0f} MB" for _, _, memory in columns))
    return table


def _verdict(found: Comparison) -> str:
    assert found.ratio is not None
    assert found.faster is not None
    assert found.same_results is not None
    processor = "" if found.processor_ratio is None else f"; of processor time {found.processor_ratio:.2f}{TIMES}"
    same = "" if found.same_results == 1 else f"; they gave as many packets in {found.same_results:.0%} of turns only"
    return (
        f"this takes {ratio(found.ratio)} of the other's time, and less in {found.faster:.0%} of turns{processor}{same}"
    )


def _plain(report: GraphReport) -> dict[str, Any]:
    return {
        "machine": describe_machine(),
        "unit": MS_A_FRAME.name,
        **to_json(report.comparison),
        "versions": [
            {
                "graph": str(version.graph),
                "options": dict(version.options),
                "threads": version.threads,
                "python": version.interpreter.python,
                "peak_memory": memory,
                "frames_a_second": 1e3 / spread.mean,
                "nodes": [
                    {"node": time.node, "calls": time.calls, "ms_a_frame": 1e3 * time.seconds / report.profiled}
                    for time in nodes
                ],
            }
            for version, nodes, (_, spread, memory) in zip(report.versions, report.nodes, _columns(report), strict=True)
        ],
    }
