"""`graph_runner trace`: figures of runs whose times are known, and files that are no traces."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path

import pytest

from backedge import CalculatorGraph
from backedge.tools.running.run_watcher import WatchedRun
from backedge.tools.running.summary import Summary
from backedge.tools.tracing.analysis import NodeFigures, Spread
from backedge.tools.tracing.run_tracer import RunTracer
from backedge.tools.tracing.trace_report import TraceReport, report_trace
from tests.framework.profiling.clocked import CHAIN, CLOCK, feed
from tests.tools.command_line import Result
from tests.tools.tracing.trace_rules import read_events, require_valid

Run = Callable[..., Result]

OUTPUT = 'output_stream: "c"\n'
GATED = """
input_stream: "a"
input_stream: "allow"
output_stream: "c"
node { name: "gate" calculator: "GateCalculator" input_stream: "a" input_stream: "ALLOW:allow" output_stream: "b" }
node { name: "behind" calculator: "test.TakesTime" input_stream: "b" output_stream: "c" }
"""


def traced(path: Path, text: str, use: Callable[[CalculatorGraph], None]) -> TraceReport:
    """What is said of the trace of a graph on this thread, by a clock that only calculators move."""
    tracer = RunTracer(path)
    graph = CalculatorGraph(text, queue_watch=tracer)
    graph.profiler.clock = CLOCK
    with tracer.watch(WatchedRun(graph, graph.plan, {}, Summary(path))), graph:
        graph.start_run()
        use(graph)
    require_valid(read_events(path))
    return report_trace(path)


def rounded(figures: NodeFigures) -> Spread | None:
    """The times of a node, to microseconds."""
    return figures.time and Spread(*(round(time, 3) for time in astuple(figures.time)))


def test_nodes_and_latencies_are_those_of_the_clock(tmp_path: Path) -> None:
    """Packets take 10, 20, ... 50 microseconds in each of two nodes."""
    report = traced(tmp_path / "t.json", OUTPUT + CHAIN % "", lambda graph: feed(graph, count=5))
    assert {figures.node: (figures.calls, round(figures.share, 3)) for figures in report.nodes} == {
        "first": (5, 0.5),
        "second": (5, 0.5),
    }
    assert rounded(report.nodes[0]) == Spread(mean=0.03, p50=0.03, p95=0.05, longest=0.05)
    (latency,) = report.latencies
    assert (latency.stream, latency.packets) == ("c", 5)
    assert latency.time is not None
    assert latency.time.p50 == pytest.approx(0.06, abs=0.002)
    assert (report.fed, report.frames, report.is_cut_off) == (5, 5, False)


def test_the_critical_path_goes_from_the_input_to_the_output(tmp_path: Path) -> None:
    """By default of a frame of the median latency, the third here."""
    report = traced(tmp_path / "t.json", OUTPUT + CHAIN % "", lambda graph: feed(graph, count=5))
    assert report.path is not None
    assert (report.path.timestamp, report.path.stream) == (3, "c")
    assert [(step.node, round(step.took, 3)) for step in report.path.steps] == [("first", 0.03), ("second", 0.03)]
    chosen = report_trace(tmp_path / "t.json", frame=5).path
    assert chosen is not None
    assert [round(step.took, 3) for step in chosen.steps] == [0.05, 0.05]


def test_gates_and_queues(tmp_path: Path) -> None:
    """Of four packets two go on; before the decision comes, all of them wait."""

    def use(graph: CalculatorGraph) -> None:
        feed(graph, count=4)
        CLOCK.now += 100
        for timestamp, allowed in ((1, False), (2, True), (3, False), (4, True)):
            graph.add_packet_to_input_stream("allow", allowed, timestamp)

    report = traced(tmp_path / "t.json", GATED, use)
    (gate,) = report.gates
    assert (gate.node, gate.came, gate.passed, gate.guarded) == ("gate", 4, 2, ("behind",))
    assert report.frames == 4
    (waiting,) = [queue for queue in report.queues if queue.is_remarkable]
    assert (waiting.node, waiting.stream, waiting.longest, waiting.left) == ("gate", "a", 4, 0)


def test_a_queue_that_grows_is_told(tmp_path: Path) -> None:
    """And what is left in it at the end its node did not get."""

    def use(graph: CalculatorGraph) -> None:
        for timestamp in range(8):
            graph.add_packet_to_input_stream("a", 1, timestamp)
            graph.add_packet_to_input_stream("allow", True, timestamp) if timestamp < 2 else None
            CLOCK.now += 100
        graph.cancel()

    report = traced(tmp_path / "t.json", GATED, use)
    (waiting,) = [queue for queue in report.queues if queue.is_remarkable]
    assert (waiting.longest, waiting.dropped) == (6, 6)


def test_binary_logs_of_mediapipe_say_the_same(tmp_path: Path, run: Run) -> None:
    """Of nodes, latencies and gates; the same run, traced in both ways."""
    config = f'trace_enabled: true trace_log_path: "{tmp_path}/log_"'
    report = traced(tmp_path / "t.json", OUTPUT + CHAIN % config, lambda graph: feed(graph, count=3))
    logged = report_trace(tmp_path / "log_0.binarypb")
    assert {figures.node: rounded(figures) for figures in logged.nodes} == {
        figures.node: rounded(figures) for figures in report.nodes
    }
    assert [latency.packets for latency in logged.latencies] == [3]
    assert logged.path is not None
    assert report.path is not None
    assert [step.node for step in logged.path.steps] == [step.node for step in report.path.steps]
    assert run("trace", tmp_path / "log_0.binarypb").status == 0


def test_a_trace_of_the_flagship_is_summed_up(run: Run, hand_graph: str, clip: Path, tmp_path: Path) -> None:
    """With one hand that is in sight the palm detector runs on few of the frames."""
    trace = tmp_path / "hand.json"
    sides = ("--side", "model_complexity=0", "--side", "num_hands=1")
    run("run", hand_graph, "-i", clip, *sides, "--trace", trace)
    report = json.loads(run("trace", trace, "--json").stdout)
    calls = {node["node"]: node["calls"] for node in report["nodes"]}
    gate = next(gate for gate in report["gates"] if "PalmDetectionCalculator" in gate["guarded"])
    assert 0 < gate["passed"] == calls["PalmDetectionCalculator"] < report["frames"]
    text = run("trace", trace).stdout
    for title in ("Nodes, in ms a call", "From graph input to output", "Critical path at", "Gates, of 12 frames"):
        assert title in text


@pytest.mark.parametrize("cut", [1, 50, 333])
def test_a_trace_that_is_cut_off_is_read_as_far_as_it_goes(tmp_path: Path, run: Run, cut: int) -> None:
    """And said to be so."""
    path = tmp_path / "t.json"
    traced(path, OUTPUT + CHAIN % "", lambda graph: feed(graph, count=5))
    path.write_bytes(path.read_bytes()[: -2 - cut])
    result = run("trace", path)
    assert result.status == 0, result.stderr
    assert "cut off: the run was killed" in result.stdout


EMPTY_GRAPH = b'{"ph":"M","name":"backedge_graph","args":{"nodes":[],"inputs":[],"outputs":[]}}'


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "expected a trace, found an empty file"),
        (b'{"traceEvents": []}', "is no trace that `graph_runner run --trace` has written"),
        (b'[\n{"ph":"X","name":"a","ts":1}\n]\n', "it does not say which graph it is of"),
        (b"[\n\xff\xfe\n]\n", "line 2 is no event"),
        (b'[\n["X"]\n]\n', "line 2 is no event"),
        (b"[]\n", "it does not say which graph it is of"),
        (b'[\n{"ph":"M","name":"backedge_graph"}\n]\n', "what it says of its graph is not whole"),
        (b'[\n{"ph":"M","name":"backedge_graph","args":{"nodes":[5],"inputs":[],"outputs":[]}}\n]\n', "is not whole"),
        *(
            (b"[\n" + EMPTY_GRAPH + b",\n" + event + b"\n]\n", "lacks what it should say")
            for event in (
                b'{"ph":"X","name":"a","cat":"process","ts":1,"dur":1}',
                b'{"ph":"X","name":"a","cat":"process","ts":1,"args":{"node":"a"}}',
                b'{"ph":"X","name":"a","cat":"process","ts":1,"dur":1,"args":{"node":"a","in":[1]}}',
                b'{"ph":"C","name":"queue a before b","ts":1,"args":{"packets":1}}',
                b'{"ph":"i","name":"a","cat":"drop","ts":1,"args":{}}',
            )
        ),
        (b"\x00\x01\x02", "t.json"),
    ],
)
def test_files_that_are_no_traces_are_refused(run: Run, tmp_path: Path, content: bytes, complaint: str) -> None:
    """With what they lack."""
    (tmp_path / "t.json").write_bytes(content)
    result = run("trace", tmp_path / "t.json")
    assert result.status == 1
    assert complaint in result.stderr
    assert "Traceback" not in result.stderr


def test_a_frame_that_reached_no_output_is_refused(run: Run, tmp_path: Path) -> None:
    """With the outputs that there are."""
    traced(tmp_path / "t.json", OUTPUT + CHAIN % "", lambda graph: feed(graph, count=1))
    result = run("trace", tmp_path / "t.json", "--frame", 77)
    assert result.status == 2
    assert "--frame 77: no output of the graph has a packet at that timestamp" in result.stderr
    assert "outputs are: c" in result.stderr
