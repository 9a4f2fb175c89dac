"""Queues that hold back what feeds them, told to several watchers of one run, and what traces say of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from backedge import CalculatorGraph
from backedge.errors import DeadlockError, ResourceError
from backedge.profiling import CalculatorTrace, GraphProfile, GraphTrace
from backedge.profiling.messages import EventType
from backedge.protos.codec import encode
from backedge.tools.running.node_table import NodeTable
from backedge.tools.running.run_watcher import WatchedRun
from backedge.tools.running.shared_watches import shared_queue_watch, shared_tracer
from backedge.tools.running.summary import Summary
from backedge.tools.tracing import run_tracer
from backedge.tools.tracing.analysis import beginnings, latencies, queue_figures
from backedge.tools.tracing.run_tracer import RunTracer
from backedge.tools.tracing.trace_files import read_trace
from backedge.tools.tracing.trace_report import report_trace
from tests.tools.command_line import Result
from tests.tools.tracing.trace_rules import of_kind, read_events, require_valid

Run = Callable[..., Result]

JOINED = """
input_stream: "a"
input_stream: "late"
max_queue_size: 2
report_deadlock: true
node { name: "join" calculator: "PassThroughCalculator" input_stream: "a" input_stream: "late"
  output_stream: "b" output_stream: "c" }
"""
COUNTING = """
output_stream: "same"
node {
  calculator: "SyntheticHandSource"
  output_stream: "IMAGE:image"
  node_options {
    [type.googleapis.com/backedge.SyntheticHandSourceCalculatorOptions] { width: 32 height: 24 frames: 5 }
  }
}
node { calculator: "PassThroughCalculator" input_stream: "image" output_stream: "same" }
"""


def watched(path: Path, text: str, use: Callable[[CalculatorGraph], None]) -> NodeTable:
    """Run a graph on this thread under a tracer that writes to `path`, and a table of nodes, which is returned."""
    tracer, table = RunTracer(path), NodeTable()
    graph = CalculatorGraph(
        text, tracer=shared_tracer([tracer, table]), queue_watch=shared_queue_watch([tracer, table])
    )
    run = WatchedRun(graph, graph.plan, {}, Summary(path))
    with ExitStack() as stack:
        stack.enter_context(tracer.watch(run))
        stack.enter_context(table.watch(run))
        stack.enter_context(graph)
        graph.start_run()
        use(graph)
    require_valid(read_events(path))
    return table


def fill(graph: CalculatorGraph) -> None:
    """Let packets of one stream wait for the other's, until no more are taken."""
    graph.add_packet_to_input_stream("a", 1, 0)
    with pytest.raises(DeadlockError):
        graph.add_packet_to_input_stream("a", 1, 1)
    graph.cancel()


def test_each_watcher_is_told_of_calls_and_queues(tmp_path: Path, run: Run) -> None:
    """Two that watch one run see what each would see alone: the trace has the full queue, and the table its drops."""
    table = watched(tmp_path / "t.json", JOINED, fill)
    events = read_events(tmp_path / "t.json")
    filled = [event["args"] for event in of_kind(events, "i", cat="throttle")]
    assert filled == [{"node": "join", "stream": "a", "full": full} for full in (True, False)]
    dropped = [event["args"]["timestamp"] for event in of_kind(events, "i", cat="drop")]
    assert len(dropped) == 2
    assert list(table.__rich__().columns[-1].cells) == ["2"]
    report = run("trace", tmp_path / "t.json").stdout
    (row,) = [line for line in report.splitlines() if "a before join" in line]
    longest, _, left, lost, throttled, *_ = (cell.strip() for cell in row.split("│")[2:])
    assert (longest, left, lost, throttled) == ("2", "", "2", "1")


def test_calls_are_timed_by_every_tracer() -> None:
    """A call that one tracer has wrapped is wrapped by the other as well."""
    tables = [NodeTable(), NodeTable()]
    graph = CalculatorGraph(COUNTING, tracer=shared_tracer(tables))
    run = WatchedRun(graph, graph.plan, {}, Summary(Path()))
    with tables[0].watch(run), tables[1].watch(run), graph:
        graph.start_run()
        graph.wait_until_done()
        for table in tables:
            names, calls = (list(column.cells) for column in table.__rich__().columns[:2])
            assert dict(zip(names, calls, strict=True))["PassThroughCalculator"] == "5"


def test_latencies_of_a_graph_that_reads_its_input_itself(tmp_path: Path) -> None:
    """A timestamp begins with the call of the source that sent it."""
    watched(tmp_path / "t.json", COUNTING, lambda graph: graph.wait_until_done())
    traced = read_trace(tmp_path / "t.json")
    begun = beginnings(traced)
    assert len(begun) == 5
    (latency,) = latencies(traced, begun)
    assert (latency.stream, latency.packets) == ("same", 5)


def test_where_packets_came_from_is_forgotten_after_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long run takes no more and more memory: what is read long after it was sent has no arrow."""
    monkeypatch.setattr(run_tracer, "_REMEMBERED", 2)

    def use(graph: CalculatorGraph) -> None:
        for timestamp in range(6):
            graph.add_packet_to_input_stream("a", 1, timestamp)
        for timestamp in range(6):
            graph.add_packet_to_input_stream("late", 1, timestamp)
        graph.close()

    watched(tmp_path / "t.json", JOINED.replace("max_queue_size: 2", "max_queue_size: 9"), use)
    events = read_events(tmp_path / "t.json")
    assert len(of_kind(events, "X", cat="process", name="join")) == 6
    assert len(of_kind(events, "f", name="a")) == 2
    assert len(of_kind(events, "f", name="late")) == 6


def write_profile(path: Path, profile: GraphProfile) -> Path:
    """Write a log as MediaPipe's profiler does."""
    path.write_bytes(encode(profile).SerializeToString())
    return path


def test_a_binary_log_without_its_graph_has_nodes_all_the_same(tmp_path: Path) -> None:
    """Logs of later turns leave the config out; what is in no node of theirs, or no call, is passed over."""
    calls = (
        CalculatorTrace(node_id=0, event_type=EventType.PROCESS, start_time=5, finish_time=9),
        CalculatorTrace(node_id=7, event_type=EventType.PROCESS, start_time=5, finish_time=9),
        CalculatorTrace(node_id=0, event_type=EventType.UNKNOWN, start_time=5),
    )
    trace = GraphTrace(calculator_name=("first", "second"), calculator_trace=calls)
    report = report_trace(write_profile(tmp_path / "log.binarypb", GraphProfile(graph_trace=(trace,))))
    assert {node.node: node.calls for node in report.nodes} == {"first": 1, "second": 0}
    assert report.path is None
    assert queue_figures(read_trace(tmp_path / "log.binarypb")) == []


def test_a_binary_log_without_a_trace_says_what_asks_for_one(tmp_path: Path) -> None:
    """Profiles without traces are of the same type."""
    with pytest.raises(ResourceError, match=r"holds no trace of a graph; profiler_config \{ trace_enabled: true \}"):
        read_trace(write_profile(tmp_path / "log.binarypb", GraphProfile(graph_trace=(GraphTrace(),))))
