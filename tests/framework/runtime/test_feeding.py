"""Feeding a graph that cannot keep up, waiting for it, and stopping it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from backedge import Calculator, CalculatorGraph, GraphError, Input, Output, register
from backedge import timestamp as ts
from backedge.errors import (
    GraphStateError,
    PacketTypeError,
    StreamError,
    TimestampBoundError,
    TimestampOrderError,
)
from backedge.packet import Packet
from tests.do_calculator import Do, forward
from tests.flow import B, P, add, end, settle, values, watch
from tests.graph_text import do, graph_of, input_policy


def test_slow_and_fast_feeding(threads: int) -> None:
    """Packets come out in order, whether the feeder waits for each one or just goes on."""
    with CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads) as graph:
        seen = watch(graph, "b", bounds=False)["b"]
        graph.start_run()
        for timestamp in range(100):
            graph.add_packet_to_input_stream("a", P(timestamp))
            graph.wait_for_observed_output()
        assert values(seen) == list(range(100))
        for timestamp in range(100, 200):
            graph.add_packet_to_input_stream("a", P(timestamp))
        graph.close_input_stream("a")
        graph.wait_until_done()
    assert values(seen) == list(range(200))


def test_step_by_step(threads: int) -> None:
    """wait_until_idle() returns when everything that was fed has come out."""
    with CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads) as graph:
        seen = watch(graph, "b", bounds=False)["b"]
        graph.start_run()
        for timestamp in range(100):
            add(graph, "a", timestamp)
            assert len(seen) == timestamp + 1


def test_feeding_a_graph_that_fails(threads: int) -> None:
    """Feeding goes on until it raises the failure; waiting for the end raises it again."""

    def fail_at_9(node: Do) -> None:
        if node.timestamp == 9:
            raise ValueError("meant to fail")
        forward(node)

    graph = CalculatorGraph(graph_of("a", do("a", "b", "PROCESS:fail_at_9")), num_threads=threads)
    graph.start_run({"fail_at_9": fail_at_9})
    with pytest.raises(GraphError, match="meant to fail"):  # noqa: PT012 - which add meets the failure depends
        for timestamp in range(100_000):
            graph.add_packet_to_input_stream("a", P(timestamp))
    assert graph.has_error()
    with pytest.raises(GraphError, match="meant to fail"):
        graph.wait_until_done()


@register("test.TypedEntrance")
class TypedEntrance(Calculator):
    """Takes whole numbers."""

    number = Input[int]()
    double = Output[int]()

    def process(self) -> None:
        self.double.send(2 * self.number.value)


PASS = graph_of("a b", do("a b", "c d"))


@pytest.mark.parametrize(
    "call",
    [
        lambda graph: graph.add_packet_to_input_stream("a", P(1)),
        lambda graph: graph.set_input_stream_timestamp_bound("a", 1),
    ],
)
def test_feeding_needs_a_run(threads: int, call: Any) -> None:
    """A graph refuses packets before start_run() and after the end of a run."""
    with CalculatorGraph(PASS, num_threads=threads) as graph:
        for _ in range(2):
            with pytest.raises(GraphStateError, match=r"^the graph is not running; call start_run\(\) first$"):
                call(graph)
            graph.start_run()
            end(graph)


def test_unknown_input_streams() -> None:
    """Every call that names a graph input says what there is."""
    with CalculatorGraph(graph_of("image", do("image", "out"))) as graph:
        graph.start_run()
        calls: list[Callable[[], None]] = [
            lambda: graph.add_packet_to_input_stream("imag", P(1)),
            lambda: graph.set_input_stream_timestamp_bound("imag", 1),
            lambda: graph.close_input_stream("imag"),
        ]
        for call in calls:
            with pytest.raises(GraphError, match=r'^there is no graph input stream "imag"; did you mean "image"[?]$'):
                call()
        with pytest.raises(GraphError, match=r'^there is no graph input stream "out"; there are: image$'):
            graph.add_packet_to_input_stream("out", P(1))


def test_values_can_be_fed_with_a_timestamp(threads: int) -> None:
    """A plain value and a timestamp are as good as a packet; the timestamp beats the packet's own."""
    with CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads) as graph:
        seen = watch(graph, "b", bounds=False)
        graph.start_run()
        graph.add_packet_to_input_stream("a", "x", 1)
        graph.add_packet_to_input_stream("a", P(1, "y"), timestamp=2)
        graph.add_packet_to_input_stream("a", None, 3)
        end(graph)
    assert seen["b"] == [P(1, "x"), P(2, "y"), Packet(None, 3)]


@pytest.mark.parametrize("packet", [P(10), P(4), P(ts.PRESTREAM)])
def test_timestamps_that_go_back_end_the_run(threads: int, packet: Packet[Any]) -> None:
    """A timestamp that goes back is an error of the call and ends the run, as in MediaPipe, on any executor."""
    with CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads) as graph:
        seen = watch(graph, "b", bounds=False)
        graph.start_run()
        add(graph, "a", 10)
        message = (
            'graph input stream "a": timestamps must increase: the next one can be 11 at the earliest, '
            f"but the packet has {ts.describe(packet.timestamp)}"
        )
        for late in (packet, P(12)):
            with pytest.raises(TimestampOrderError, match=f"^{re.escape(message)}$"):
                graph.add_packet_to_input_stream("a", late)
        for wait in (graph.wait_until_idle, graph.wait_until_done):
            with pytest.raises(TimestampOrderError, match="must increase"):
                wait()
        graph.start_run()
        add(graph, "a", 1)
    assert seen["b"] == [P(10, "a"), P(1, "a")]


@pytest.mark.parametrize("packet", [Packet(1), Packet(1, ts.UNSTARTED), Packet(1, ts.DONE)])
def test_packets_that_no_stream_can_carry_are_refused(threads: int, packet: Packet[Any]) -> None:
    """A packet without a timestamp is an error of the call, on any executor, and the run goes on."""
    with CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads) as graph:
        seen = watch(graph, "b", bounds=False)
        graph.start_run()
        graph.add_packet_to_input_stream("a", P(10))
        with pytest.raises(StreamError, match=r'^graph input stream "a": the packet has no timestamp'):
            graph.add_packet_to_input_stream("a", packet)
        graph.add_packet_to_input_stream("a", P(11))
        end(graph)
    assert values(seen["b"]) == [10, 11]


def test_a_bound_is_a_promise(threads: int) -> None:
    """A graph input takes the same bound again, and refuses a packet before it."""
    with CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads) as graph:
        seen = watch(graph, "b")
        graph.start_run()
        settle(graph, "a", 19)
        settle(graph, "a", 19)
        add(graph, "a", 20)
        graph.set_input_stream_timestamp_bound("a", 30)
        with pytest.raises(TimestampOrderError, match=r"can be 30 at the earliest, but the packet has 29"):
            graph.add_packet_to_input_stream("a", P(29))
    assert seen["b"] == [B(19), P(20, "a"), B(29)]


@pytest.mark.parametrize(
    "lower",
    [
        lambda graph: graph.set_input_stream_timestamp_bound("a", 10),
        lambda graph: graph.add_packet_to_input_stream("a", B(9)),
    ],
)
def test_promises_cannot_be_taken_back(threads: int, lower: Any) -> None:
    """A lower promise than before ends the run, as in MediaPipe."""
    with CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads) as graph:
        graph.start_run()
        settle(graph, "a", 10)
        for call in (lower, lambda graph: graph.wait_until_idle()):
            with pytest.raises(TimestampBoundError) as caught:
                call(graph)
            assert str(caught.value) == (
                'graph input stream "a": a bound cannot go back: 11 or later has been promised, but now 10'
            )


def test_whoever_has_closed_minds_no_timestamps(threads: int) -> None:
    """An input stream takes and drops whatever comes once all nodes that read it have closed."""
    early_close = input_policy("EarlyClose")
    with CalculatorGraph(graph_of("a b", do("a b", "c d", more=early_close)), num_threads=threads) as graph:
        seen = watch(graph, "c")
        graph.start_run()
        graph.close_input_stream("b")
        graph.wait_until_idle()
        for late in (P(2), P(1), B(0)):
            graph.add_packet_to_input_stream("a", late)
        end(graph)
        assert not graph.has_error()
    assert seen["c"] == []


def test_an_empty_packet_is_a_promise(threads: int) -> None:
    """An empty packet settles its stream through its timestamp, and no calculator gets to see it."""
    log: list[Any] = []
    with CalculatorGraph(graph_of("a", do("a", "b", "LOG:log")), num_threads=threads) as graph:
        seen = watch(graph, "a", "b")
        graph.start_run({"log": log})
        graph.add_packet_to_input_stream("a", B(4))
        end(graph)
    assert seen == {"a": [B(4)], "b": [B(4)]}
    assert [phase for _, phase, _ in log] == ["open", "close"]


def test_poststream_stands_alone(threads: int) -> None:
    """A packet at PostStream after another one ends the run with an error."""
    graph = CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads)
    graph.start_run()
    add(graph, "a", 1)
    with pytest.raises(StreamError, match='stream "a": a packet at PostStream must be the only one of its stream'):
        add(graph, "a", ts.POSTSTREAM)


def test_types_are_checked_at_the_entrance(threads: int) -> None:
    """A value of the wrong type is an error of the call that feeds it, and ends the run, as in MediaPipe."""
    text = graph_of("n", do("n", "p", calculator="test.TypedEntrance"))
    with CalculatorGraph(text, num_threads=threads) as graph:
        graph.start_run()
        graph.add_packet_to_input_stream("n", 3, 5)
        graph.add_packet_to_input_stream("n", B(8))
        graph.wait_until_idle()
        with pytest.raises(PacketTypeError) as caught:
            graph.add_packet_to_input_stream("n", "three", 9)
        assert str(caught.value) == "graph input stream \"n\" carries int, but the packet at 9 holds str 'three'"
        assert isinstance(caught.value, TypeError)
        with pytest.raises(PacketTypeError):
            graph.add_packet_to_input_stream("n", 3, 10)


def test_a_closed_input_takes_nothing(threads: int) -> None:
    """Closing an input again does nothing; feeding it ends the run while a node still reads it, as in MediaPipe."""
    with CalculatorGraph(PASS, num_threads=threads) as graph:
        graph.start_run()
        graph.close_input_stream("a")
        graph.close_input_stream("a")
        add(graph, "b", 1)
        calls: list[Callable[[], None]] = [lambda: graph.add_packet_to_input_stream("a", P(2)), graph.wait_until_idle]
        for call in calls:
            with pytest.raises(TimestampOrderError) as caught:
                call()
            assert str(caught.value) == 'graph input stream "a" is closed, but is given a packet at 2'


def test_a_closed_input_without_readers_takes_nothing(threads: int) -> None:
    """Feeding a closed input that no node reads any more is refused, and the run goes on."""
    with CalculatorGraph(graph_of("a b", do("a", "c"), do("b", "d")), num_threads=threads) as graph:
        seen = watch(graph, "d", bounds=False)
        graph.start_run()
        graph.close_input_stream("a")
        graph.wait_until_idle()
        with pytest.raises(StreamError, match=r'^graph input stream "a" is closed, but is given a packet at 2$'):
            graph.add_packet_to_input_stream("a", P(2))
        add(graph, "b", 1)
        end(graph)
    assert seen["d"] == [P(1, "b")]


@pytest.mark.parametrize("timestamp", [0.5, "3"])
def test_what_is_fed_has_an_int_as_timestamp(threads: int, timestamp: Any) -> None:
    """Seconds, or text, are refused in words; the run goes on."""
    with CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads) as graph:
        graph.start_run()
        wanted = 'graph input stream "a": a timestamp is an int, in microseconds; found '
        with pytest.raises(StreamError, match=wanted):
            graph.add_packet_to_input_stream("a", 1, timestamp)
        with pytest.raises(StreamError, match=wanted):
            graph.set_input_stream_timestamp_bound("a", timestamp)
        add(graph, "a", 1)
        end(graph)


def test_graph_inputs_go_by_their_names(threads: int) -> None:
    """A graph input that has a tag as well is fed, ended and observed by its name."""
    text = (
        'input_stream: "VIDEO:frames" input_stream: "plain"'
        'node { calculator: "PassThroughCalculator" input_stream: "FIRST:frames" input_stream: "plain"'
        ' output_stream: "FIRST:out" output_stream: "other" }'
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "frames", "out", bounds=False)
        graph.start_run()
        graph.close_input_stream("plain")
        for timestamp in range(5):
            graph.add_packet_to_input_stream("frames", P(timestamp))
        end(graph)
    assert seen["frames"] == seen["out"] == [P(timestamp) for timestamp in range(5)]
