"""Traces: the last calls one by one, and the files they are written to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from backedge import CalculatorGraph, GraphError
from backedge.config.load import load_message
from backedge.profiling import CalculatorTrace, EventType, GraphProfile, GraphTrace, StreamTrace
from backedge.timestamp import DONE, UNSTARTED
from tests.framework.profiling.clocked import START, chain, feed

NO_FILES = "trace_enabled: true trace_log_disabled: true"


def trace_of(graph: CalculatorGraph) -> GraphTrace:
    """The one trace of a profile."""
    (trace,) = graph.profiler.capture().graph_trace
    return trace


def test_every_call_is_traced() -> None:
    """A call has its node, time, thread, and the packets it took and sent; times count from the first."""
    graph = chain(NO_FILES)
    with graph:
        graph.start_run()
        graph.add_packet_to_input_stream("a", 10, 500)
    profile = graph.profiler.capture(with_config=True)
    (trace,) = profile.graph_trace
    assert (trace.base_time, trace.base_timestamp) == (START, 500)
    assert trace.calculator_name == ("first", "second")
    assert trace.stream_name == ("", "a", "b", "c")
    opened, fed, processed, closed = (
        tuple(trace.calculator_trace[:2]),
        trace.calculator_trace[2],
        tuple(trace.calculator_trace[3:5]),
        tuple(trace.calculator_trace[5:]),
    )
    assert opened == tuple(
        CalculatorTrace(
            node_id=node,
            input_timestamp=max(UNSTARTED - 500, -(2**63)),
            event_type=EventType.OPEN,
            start_time=7 * node,
            finish_time=7 * node + 7,
        )
        for node in (0, 1)
    )
    assert fed == CalculatorTrace(
        node_id=-1,
        event_type=EventType.PROCESS,
        start_time=14,
        finish_time=14,
        output_trace=(StreamTrace(stream_id=1),),
    )
    assert processed == tuple(
        CalculatorTrace(
            node_id=node,
            event_type=EventType.PROCESS,
            start_time=14 + 10 * node,
            finish_time=24 + 10 * node,
            input_trace=(StreamTrace(start_time=14 + 10 * node, finish_time=14 + 10 * node, stream_id=node + 1),),
            output_trace=(StreamTrace(stream_id=node + 2),),
        )
        for node in (0, 1)
    )
    assert [(call.node_id, call.event_type, call.input_timestamp) for call in closed] == [
        (node, EventType.CLOSE, DONE - 500) for node in (0, 1)
    ]


def test_a_trace_is_of_the_time_since_the_last() -> None:
    """A profile has the calls since the last one; what stands for 0 stays the same."""
    graph = chain(NO_FILES)
    with graph:
        graph.start_run()
        feed(graph)
        first = trace_of(graph)
        assert len(first.calculator_trace) == 8
        graph.add_packet_to_input_stream("a", 1, 3)
        second = trace_of(graph)
        assert (second.base_time, second.base_timestamp) == (first.base_time, first.base_timestamp) == (START, 1)
        assert [call.start_time for call in second.calculator_trace] == [74, 74, 75]
        assert [call.input_timestamp for call in second.calculator_trace] == [2, 2, 2]


def test_the_last_moments_can_be_left_for_later() -> None:
    """The next profile has what ended within the margin."""
    graph = chain(f"{NO_FILES} trace_log_margin_usec: 15")
    with graph:
        graph.start_run()
        graph.add_packet_to_input_stream("a", 10, 1)
        # It is 34 after the start; the first call of process ended at 24.
        assert [call.finish_time for call in trace_of(graph).calculator_trace] == [7, 14, 14]
        graph.add_packet_to_input_stream("a", 50, 2)
        assert [call.finish_time for call in trace_of(graph).calculator_trace] == [24, 34, 34, 84]


def test_old_calls_are_dropped() -> None:
    """The profiler keeps no more calls than its capacity."""
    graph = chain(f"{NO_FILES} trace_log_capacity: 4")
    with graph:
        graph.start_run()
        feed(graph, count=20)
        assert [call.input_timestamp for call in trace_of(graph).calculator_trace] == [0, 1, 1, 1]


def test_kinds_of_calls_can_be_left_out() -> None:
    """Disabled types of events are not kept."""
    graph = chain(f"{NO_FILES} trace_event_types_disabled: [1, 3]")
    with graph:
        graph.start_run()
        feed(graph)
    assert {call.event_type for call in trace_of(graph).calculator_trace} == {EventType.PROCESS}


def read(path: Path) -> GraphProfile:
    """A trace file."""
    return load_message(GraphProfile, path)


def test_traces_are_written(tmp_path: Path) -> None:
    """The trace is in a file when the run has ended, with the graph."""
    graph = chain(f'trace_enabled: true trace_log_path: "{tmp_path}/t_"')
    with graph:
        graph.start_run()
        feed(graph)
    profile = read(tmp_path / "t_0.binarypb")
    assert profile.config is not None
    assert [node.name for node in profile.config.node] == ["first", "second"]
    (trace,) = profile.graph_trace
    assert trace.calculator_name == ("first", "second")
    assert len(trace.calculator_trace) == 10
    assert [path.name for path in tmp_path.iterdir()] == ["t_0.binarypb"]


def test_traces_are_written_while_the_graph_runs(tmp_path: Path) -> None:
    """A trace has as many profiles to a file, and as many files, as the config says; the oldest is written anew."""
    log = "trace_log_interval_usec: 100 trace_log_interval_count: 2 trace_log_count: 2"
    graph = chain(f'trace_enabled: true trace_log_path: "{tmp_path}/t_" {log}')
    with graph:
        graph.start_run()
        for number in range(1, 5):
            graph.add_packet_to_input_stream("a", 60, number)
        # Opened at 14, and every 120 later: one profile a packet.
        traces = read(tmp_path / "t_0.binarypb").graph_trace, read(tmp_path / "t_1.binarypb").graph_trace
        assert [[trace.calculator_trace[-1].input_timestamp for trace in file] for file in traces] == [[0, 1], [2, 3]]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["t_0.binarypb", "t_1.binarypb"]
    (last,) = read(tmp_path / "t_0.binarypb").graph_trace
    assert {call.event_type for call in last.calculator_trace} == {EventType.CLOSE}


@pytest.mark.skipif(sys.platform == "win32", reason="there are no file size limits on Windows")
def test_a_trace_stays_until_the_next_can_be_read(tmp_path: Path) -> None:
    """What cannot be written leaves what was there."""
    file = tmp_path / "t_0.binarypb"
    file.write_bytes(b"before")
    script = (
        "import resource\n"
        "from backedge import GraphError\n"
        "from tests.framework.profiling.clocked import chain, feed\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        f"graph = chain('trace_enabled: true trace_log_path: \"{tmp_path}/t_\"')\n"
        "graph.start_run()\n"
        "feed(graph)\n"
        "try:\n"
        "    graph.close()\n"
        "except GraphError as error:\n"
        "    print(error)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3]
    )
    assert result.stdout.startswith(f"cannot write trace log {file}: File too large; ")
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    assert file.read_bytes() == b"before"


def test_a_folder_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    """The run does not begin if its trace cannot be written."""
    graph = chain(f'trace_enabled: true trace_log_path: "{tmp_path}/no/t_"')
    with pytest.raises(GraphError) as caught:
        graph.start_run()
    assert str(caught.value) == (
        f"cannot write trace log {tmp_path}/no/t_0.binarypb: No such file or directory; "
        "set trace_log_path to where there is room, or trace_log_disabled: true, in profiler_config"
    )


def test_a_folder_that_goes_away_is_told_at_the_end(tmp_path: Path) -> None:
    """A run goes on without its trace, and says so when it has ended."""
    folder = tmp_path / "traces"
    folder.mkdir()
    graph = chain(f'trace_enabled: true trace_log_path: "{folder}/t_"')
    graph.start_run()
    (folder / "t_0.binarypb").unlink()
    folder.rmdir()
    feed(graph)
    with pytest.raises(GraphError, match="cannot write trace log"):
        graph.close_all_input_streams()
