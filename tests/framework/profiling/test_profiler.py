"""Profiles: how long calls take, and how long packets are under way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from backedge import CalculatorGraph, ConfigError, GraphError, register
from backedge.config import to_text
from backedge.profiling import CalculatorProfile, EventType, StreamProfile, TimeHistogram
from backedge.profiling.trace import Call, StreamPacket
from tests.framework.profiling.clocked import CLOCK, START, TakesTime, chain, clocked, feed


def histogram(total: int, *count: int) -> TimeHistogram:
    """A histogram of intervals of 15 microseconds."""
    return TimeHistogram(total=total, interval_size_usec=15, num_intervals=len(count), count=count)


INTERVALS = "histogram_interval_size_usec: 15 num_histogram_intervals: 3"


def test_calls_are_timed() -> None:
    """Every node has the times of its calls, those of process in intervals of which the last has no end."""
    graph = chain(f"enable_profiler: true {INTERVALS}")
    with graph:
        graph.start_run()
        feed(graph, count=5)
    profile = graph.profiler.capture()
    assert profile.graph_trace == ()
    assert profile.config is None
    assert profile.calculator_profiles == tuple(
        CalculatorProfile(name=name, open_runtime=7, close_runtime=9, process_runtime=histogram(150, 1, 1, 3))
        for name in ("first", "second")
    )


def test_a_profile_is_of_the_time_since_the_last() -> None:
    """Histograms start anew with each; the times of open and close stay."""
    graph = chain(f"enable_profiler: true {INTERVALS}")
    with graph:
        graph.start_run()
        feed(graph)
        graph.profiler.capture()
        graph.add_packet_to_input_stream("a", 40, 9)
        first, second = graph.profiler.capture().calculator_profiles
        assert first.process_runtime == second.process_runtime == histogram(40, 0, 0, 1)
        assert first.open_runtime == 7
        assert first.close_runtime == 0


def test_packets_are_followed() -> None:
    """Latencies run from when a packet was fed, or was sent by the node before, to where it is used."""
    graph = chain(f"enable_profiler: true enable_stream_latency: true {INTERVALS}")
    with graph:
        graph.start_run()
        feed(graph)
    first, second = graph.profiler.capture().calculator_profiles
    assert first.input_stream_profiles == (StreamProfile(name="a", latency=histogram(0, 2, 0, 0)),)
    assert first.process_input_latency == histogram(0, 2, 0, 0)
    assert first.process_output_latency == histogram(30, 1, 1, 0)
    assert second.input_stream_profiles == (StreamProfile(name="b", latency=histogram(0, 2, 0, 0)),)
    assert second.process_input_latency == histogram(30, 1, 1, 0)
    assert second.process_output_latency == histogram(60, 0, 1, 1)


def test_timestamps_can_be_the_time_of_feeding() -> None:
    """Latencies run from the packets' timestamps where these are Unix time."""
    latency = "enable_stream_latency: true use_packet_timestamp_for_added_packet: true"
    graph = chain(f"enable_profiler: true {latency} {INTERVALS}")
    with graph:
        graph.start_run()
        graph.add_packet_to_input_stream("a", 10, START - 100)
    first, second = graph.profiler.capture().calculator_profiles
    # Both have been opened since, which took 7 microseconds each.
    assert first.process_input_latency == histogram(114, 0, 0, 1)
    assert first.input_stream_profiles[0].latency == histogram(114, 0, 0, 1)
    assert second.process_input_latency == histogram(124, 0, 0, 1)
    assert second.input_stream_profiles[0].latency == histogram(0, 1, 0, 0)


def test_back_edges_are_not_followed() -> None:
    """The latency of a packet from downstream is of no interest, and the profile marks the stream as a back edge."""
    graph = clocked(
        """
        input_stream: "a"
        node {
          name: "loop" calculator: "PreviousLoopbackCalculator" input_stream: "MAIN:a" input_stream: "LOOP:c"
          output_stream: "PREV_LOOP:b" input_stream_info { tag_index: "LOOP" back_edge: true }
        }
        node { calculator: "PassThroughCalculator" input_stream: "a" output_stream: "c" }
        profiler_config { enable_profiler: true enable_stream_latency: true }
        """
    )
    with graph:
        graph.start_run()
        feed(graph)
    (loop,) = (node for node in graph.profiler.capture().calculator_profiles if node.name == "loop")
    back, main = loop.input_stream_profiles
    assert (back.name, back.back_edge, back.latency and back.latency.count) == ("c", True, (0,))
    assert (main.name, main.back_edge, main.latency and main.latency.count) == ("a", False, (2,))


def test_what_a_source_sends_begins_with_its_call() -> None:
    """The time a source takes to make a packet counts for those who use it."""
    graph = clocked(
        """
        node { name: "source" calculator: "test.TakesTimeToo" output_stream: "a" }
        node { name: "sink" calculator: "test.TakesTime" input_stream: "a" output_stream: "b" }
        profiler_config { enable_profiler: true enable_stream_latency: true }
        """
    )
    graph.start_run()
    graph.wait_until_done()
    source, sink = graph.profiler.capture().calculator_profiles
    assert source.process_runtime == TimeHistogram(total=80, count=(4,))
    assert source.process_output_latency == TimeHistogram(total=80, count=(4,))
    assert sink.process_input_latency == TimeHistogram(total=60, count=(3,))
    assert sink.process_output_latency == TimeHistogram(total=75, count=(3,))


def test_calls_that_fail_are_timed() -> None:
    """A call takes time also if it raises."""
    graph = chain("enable_profiler: true")
    graph.start_run()
    with pytest.raises(GraphError, match="too long"):
        graph.add_packet_to_input_stream("a", 5000, 0)
    first, second = graph.profiler.capture().calculator_profiles
    assert first.process_runtime == TimeHistogram(total=5000, count=(1,))
    assert second.process_runtime == TimeHistogram(total=0, count=(0,))


def test_nodes_can_be_left_out() -> None:
    """The profile has only nodes whose whole name the filter matches."""
    graph = chain('enable_profiler: true calculator_filter: "sec.*"')
    with graph:
        graph.start_run()
    assert [node.name for node in graph.profiler.capture().calculator_profiles] == ["second"]


def test_a_filter_must_be_a_pattern() -> None:
    """Building a graph refuses a pattern that is wrong, and names its place."""
    with pytest.raises(ConfigError) as caught:
        chain('enable_profiler: true calculator_filter: "*first"')
    assert str(caught.value) == (
        '<graph>:5:41: error: calculator_filter "*first" is no regular expression: nothing to repeat at position 0'
    )


def test_the_config_names_every_node() -> None:
    """With the config comes the expanded graph, whose nodes bear the names that the profile uses."""
    graph = clocked(
        'input_stream: "a" node { calculator: "PassThroughCalculator" input_stream: "a" output_stream: "b" }'
    )
    config = graph.profiler.capture(with_config=True).config
    assert config is not None
    assert [node.name for node in config.node] == ["PassThroughCalculator"]
    assert 'name: "PassThroughCalculator"' not in graph.text_config
    assert 'name: "PassThroughCalculator"' in to_text(config)


def test_an_idle_profiler_is_not_in_the_way() -> None:
    """Without a profiler_config nothing is measured, and calls are made directly."""
    graph = chain("")
    with graph:
        graph.start_run()
        feed(graph)
        (node, _) = graph._run._nodes
        assert node.process == node.calculator.process
    assert {profile.process_runtime for profile in graph.profiler.capture().calculator_profiles} == {
        TimeHistogram(total=0, count=(0,))
    }


def test_it_can_be_enabled_by_the_program() -> None:
    """A program need not edit a graph to see where its time goes."""
    graph = chain("")
    graph.profiler.enable()
    with graph:
        graph.start_run()
        feed(graph)
    first, _ = graph.profiler.capture().calculator_profiles
    assert first.process_runtime == TimeHistogram(total=30, count=(2,))


def test_the_clock_goes_on_by_itself() -> None:
    """Without another clock times are microseconds of a real one, on several instances and threads too."""
    text = """
    input_stream: "x"
    node { name: "a" calculator: "PassThroughCalculator" input_stream: "x" output_stream: "y" max_in_flight: 3 }
    node { name: "b" calculator: "PassThroughCalculator" input_stream: "y" output_stream: "z" }
    profiler_config { enable_profiler: true enable_stream_latency: true histogram_interval_size_usec: 100000000 }
    """
    with CalculatorGraph(text, num_threads=3) as graph:
        graph.start_run()
        for number in range(200):
            graph.add_packet_to_input_stream("x", number, number)
    for node in graph.profiler.capture().calculator_profiles:
        assert node.process_runtime is not None
        assert node.process_output_latency is not None
        assert node.process_runtime.count == node.process_output_latency.count == (200,)
        assert 0 < node.process_runtime.total <= node.process_output_latency.total


def test_the_clock_of_the_tests_stands() -> None:
    """The clock is moved by calculators alone; else the numbers above would mean nothing."""
    graph = chain("enable_profiler: true")
    with graph:
        graph.start_run()
        before = CLOCK.now
        graph.wait_until_idle()
    assert before == START + 14


def nameless(call: Callable[[Any], None]) -> Callable[[Any], None]:
    """A decorator that does not care for the name of what it decorates."""

    def wrapper(calculator: Any) -> None:
        call(calculator)

    return wrapper


@register("test.Decorated")
class Decorated(TakesTime):
    @nameless
    def process(self) -> None:
        super().process()


def test_a_decorated_process_is_timed() -> None:
    """A decorated method is found by the attribute that holds it, whatever the method calls itself."""
    graph = clocked(
        'input_stream: "a" profiler_config { enable_profiler: true } '
        'node { calculator: "test.Decorated" input_stream: "a" output_stream: "b" }'
    )
    with graph:
        graph.start_run()
        feed(graph, count=2)
    (profile,) = graph.profiler.capture().calculator_profiles
    assert profile.process_runtime is not None
    assert profile.process_runtime.total == 30


def test_a_listener_gets_every_call() -> None:
    """With what it took and sent, although the config asks for nothing."""
    calls: list[Call] = []
    with chain("") as graph:
        graph.profiler.listen(calls.append)
        graph.start_run()
        feed(graph, count=1)
    processed = [call for call in calls if call.event == EventType.PROCESS]
    assert [call.node.name for call in processed if call.node] == ["first", "second"]
    assert processed[0].inputs == (StreamPacket("a", 1),)
    assert processed[0].outputs == (StreamPacket("b", 1),)
    assert processed[0].end - processed[0].start == 10
    assert sum(call.event == EventType.OPEN for call in calls) == 2
    assert sum(call.event == EventType.CLOSE for call in calls) == 2
