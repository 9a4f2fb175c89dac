"""The table of nodes that a terminal shows while a graph runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from backedge import Calculator, CalculatorGraph, Input, Output, register
from backedge.tools.running.node_table import NodeTable
from backedge.tools.running.run_watcher import WatchedRun
from backedge.tools.running.summary import Summary
from tests.tools.command_line import COMMAND
from tests.tools.running.test_packet_printer import Run
from tests.tools.tracing.test_run_tracer import LIMITED

NOW = [0.0]


@register("test.Slow")
class SlowCalculator(Calculator):
    """Takes as many seconds as its packets say."""

    a = Input[float]()
    b = Output[float]()

    def process(self) -> None:
        NOW[0] += self.a.value
        self.b.send(self.a.value)


GRAPH = """
input_stream: "a"
input_stream: "late"
node { name: "slow" calculator: "test.Slow" input_stream: "a" output_stream: "b" }
node {
  name: "join" calculator: "PassThroughCalculator"
  input_stream: "b" input_stream: "late" output_stream: "c" output_stream: "d"
}
"""


@contextmanager
def running(table: NodeTable, text: str) -> Iterator[CalculatorGraph]:
    """A graph that runs and is told of in the table."""
    NOW[0] = 0.0
    graph = CalculatorGraph(text, tracer=table.tracer, queue_watch=table.queue_watch)
    with table.watch(WatchedRun(graph, graph.plan, {}, Summary(Path()))), graph:
        graph.start_run()
        yield graph


def shown(table: NodeTable, height: int = 40) -> list[str]:
    """The lines of the table."""
    console = Console(width=100, height=height)
    with console.capture() as capture:
        console.print(table)
    return [line.rstrip() for line in capture.get().splitlines()]


def test_calls_times_and_queues_are_told() -> None:
    """Ten calls of 100 ms; what the join does not get yet waits before it, and all wait for the slow node."""
    table = NodeTable(lambda: NOW[0])
    with running(table, GRAPH) as graph:
        shown(table)
        for timestamp in range(10):
            graph.add_packet_to_input_stream("a", 0.1, timestamp)
        head, slow, join, caption = shown(table)
    assert head.split() == ["node", "calls", "mean", "ms", "p95", "ms", "busy", "queue", "dropped"]
    assert slow.split() == ["slow", "10", "100.00", "100.00", "100%"]
    assert join.split() == ["join", "0", "0%", "10"]
    assert caption.strip() == "all wait for slow"


def test_nobody_waits_for_a_node_that_is_seldom_at_work() -> None:
    """100 ms of a second."""
    table = NodeTable(lambda: NOW[0])
    with running(table, GRAPH) as graph:
        shown(table)
        graph.add_packet_to_input_stream("a", 0.1, 0)
        NOW[0] = 1.0
        lines = shown(table)
    assert lines[1].split()[:5] == ["slow", "1", "100.00", "100.00", "10%"]
    assert not any("wait for" in line for line in lines)


def test_what_limiters_drop_is_told() -> None:
    """Frames that come while one is in flight."""
    limited = LIMITED.replace(
        '"ImagePropertiesCalculator" input_stream: "IMAGE:late" output_stream: "SIZE:size"',
        '"test.Keeps" input_stream: "late" output_stream: "size"',
    )
    table = NodeTable(lambda: NOW[0])

    @register("test.Keeps")
    class KeepsCalculator(Calculator):
        a = Input[Any]()
        b = Output[Any]()
        timestamp_offset = None  # so that nothing says that it is done

        def process(self) -> None:
            pass

    with running(table, limited) as graph:
        for timestamp in range(5):
            graph.add_packet_to_input_stream("image", 1.0, timestamp)
        row = next(line.split() for line in shown(table) if line.startswith("FlowLimiter"))
    assert (row[1], row[-1]) == ("5", "4")


@pytest.mark.parametrize(("options", "expected"), [((), True), (("--no-table",), False), (("-q",), False)])
def test_a_terminal_shows_it(sizes: Path, clip: Path, options: tuple[str, ...], expected: bool) -> None:
    """Above the bar; not with --no-table or -q."""
    terminal = pytest.importorskip("tests.terminal")
    out, told = terminal.on_terminal([*COMMAND, "run", str(sizes), "--input", str(clip), "--json", *options])
    assert '"frames": 12' in out
    assert ("mean ms" in told) is expected
    assert ("frames" in told) is ("-q" not in options)


def test_where_stderr_is_no_terminal_nothing_is_shown(run: Run, sizes: Path, clip: Path) -> None:
    """As before."""
    assert "mean ms" not in run("run", sizes, "-i", clip).stderr


def test_joins_are_told_as_well() -> None:
    """A node whose meetings of packets are counted, as every run of the command line does, has its line."""
    table = NodeTable()
    graph = CalculatorGraph(GRAPH, tracer=table.tracer, count_joins=True)
    with table.watch(WatchedRun(graph, graph.plan, {}, Summary(Path()))), graph:
        graph.start_run()
        graph.add_packet_to_input_stream("a", 0.0, 0)
        graph.add_packet_to_input_stream("late", 0.0, 0)
        graph.close()
        names, calls = (list(column.cells) for column in table.__rich__().columns[:2])
    assert len(graph.joins()) == 1
    assert dict(zip(names, calls, strict=True)) == {"slow": "1", "join": "1"}
