"""ImmediateMuxCalculator."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import CalculatorGraph
from backedge.errors import ConfigError
from backedge.packet import Packet
from backedge.testing import feed, run_node
from tests.calculators.core.nodes import Run
from tests.flow import B, P, end, watch
from tests.graph_text import do, graph_of

IMMEDIATE = """
node {
  calculator: "ImmediateMuxCalculator"
  input_stream: "x"
  input_stream: "y"
  output_stream: "mixed"
  output_stream: "count"
  input_stream_handler { input_stream_handler: "ImmediateInputStreamHandler" }
  node_options { [type.googleapis.com/mediapipe.ImmediateMuxCalculatorOptions] { %s } }
}
"""


def mix(threads: int, options: str, steps: list[tuple[str, Packet[Any]]]) -> list[Packet[Any]]:
    """Return the output, bounds included, of inputs that get these packets and bounds one after the other."""
    with CalculatorGraph(graph_of("x y", IMMEDIATE % options), num_threads=threads) as graph:
        seen = watch(graph, "mixed")["mixed"]
        graph.start_run()
        for stream, packet in steps:
            feed(graph, {stream: [packet]})
        end(graph)
    return seen


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([("x", 10000), ("x", 20000), ("y", 30000), ("y", 40000)], [10000, 20000, 30000, 40000]),
        ([("x", 10000), ("x", 30000), ("y", 20000), ("y", 40000)], [10000, 30000, 40000]),
        ([("x", 10000), ("x", 40000), ("y", 20000), ("y", 30000)], [10000, 40000]),
    ],
    ids=["in order", "one late", "two late"],
)
def test_what_is_late_is_dropped(threads: int, steps: list[tuple[str, int]], expected: list[int]) -> None:
    """A packet that is older than one that has passed does not pass."""
    seen = mix(threads, "", [(stream, P(timestamp)) for stream, timestamp in steps])
    assert [packet for packet in seen if not packet.is_empty] == [P(timestamp) for timestamp in expected]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([("x", P(10000)), ("x", B(19999))], [P(10000), B(19999)]),
        ([("x", P(10000)), ("y", B(19999)), ("x", P(15000))], [P(10000), B(19999)]),
        ([("x", P(10000)), ("y", B(19999)), ("x", B(19999)), ("y", B(29999))], [P(10000), B(19999), B(29999)]),
        (
            [("x", P(10000)), ("y", B(14999)), ("x", P(15000)), ("x", B(15999))],
            [P(10000), B(14999), P(15000), B(15999)],
        ),
    ],
    ids=["one input", "packet behind a bound", "bound twice", "packet at a bound"],
)
def test_bounds_count_as_packets_do(threads: int, steps: list[tuple[str, Any]], expected: list[Packet[Any]]) -> None:
    """With process_timestamp_bounds, what one input settles is settled, and what the other has for it is dropped."""
    assert mix(threads, "process_timestamp_bounds: true", steps) == expected


def test_bounds_of_a_single_input(run: Run) -> None:
    """With one input the output has exactly its packets and bounds."""
    node = (IMMEDIATE % "process_timestamp_bounds: true").replace('input_stream: "y"', "")
    packets = [P(10000), B(19999)]
    assert run(node, {"x": packets}).with_bounds("mixed") == packets


def test_workers_that_finish_in_any_order(threads: int) -> None:
    """Behind a demultiplexer the results pass as they come, save those that newer ones have overtaken."""
    demux = do("all", "OUTPUT:0:to_x OUTPUT:1:to_y", calculator="RoundRobinDemuxCalculator")
    with CalculatorGraph(graph_of("all x y", demux, IMMEDIATE % ""), num_threads=threads) as graph:
        given = watch(graph, "to_x", "to_y", bounds=False)
        seen = watch(graph, "mixed", bounds=False)["mixed"]
        graph.start_run()
        feed(graph, {"all": [P(timestamp) for timestamp in (10000, 20000, 30000, 40000, 50000)]})
        assert given == {"to_x": [P(10000), P(30000), P(50000)], "to_y": [P(20000), P(40000)]}
        for stream, timestamp in (("y", 20000), ("x", 10000), ("x", 30000), ("x", 50000), ("y", 40000)):
            feed(graph, {stream: [P(timestamp)]})
        end(graph)
    assert seen == [P(20000), P(30000), P(50000)]


def test_every_packet_is_counted(threads: int) -> None:
    """The second output tells of each packet, of one that is dropped right behind the one before."""
    with CalculatorGraph(graph_of("x y", IMMEDIATE % ""), num_threads=threads) as graph:
        seen = watch(graph, "count", bounds=False)["count"]
        graph.start_run()
        for stream, timestamp in (("x", 10), ("x", 30), ("y", 20), ("y", 40)):
            feed(graph, {stream: [P(timestamp)]})
        end(graph)
    assert seen == [P(10, True), P(30, True), P(31, True), P(40, True)]


def test_there_are_two_outputs_at_most() -> None:
    """There is no third output."""
    with pytest.raises(ConfigError, match="it has one or two output streams"):
        run_node((IMMEDIATE % "").replace('"count"', '"count" output_stream: "more"'))
