"""backedge.testing: what authors of calculators test with."""

from __future__ import annotations

import pytest

from backedge import Calculator, CalculatorGraph, Input, Output, Packet, calculator, register
from backedge.errors import ConfigError, GraphError, TimestampOrderError
from backedge.testing import collect, feed, run_node


@calculator
def HalveCalculator(x: float) -> float | None:
    """Half of every number, nothing for negative ones."""
    if x > 1e6:
        raise ValueError("too large")
    return x / 2 if x >= 0 else None


@register("test.HeaderCalculator")
class HeaderCalculator(Calculator):
    """Sends the header of its input, for every packet."""

    x = Input[str]()
    y = Output[str]()

    def process(self) -> None:
        self.y.send(self.x.header.value)


HALVE = 'node { calculator: "HalveCalculator" input_stream: "X:x" output_stream: "y" }'
AGAIN = 'node { calculator: "HalveCalculator" input_stream: "X:y" output_stream: "z" }'


def test_packets_values_and_bounds(threads: int) -> None:
    """Outputs can be had as packets, as values, and with the timestamps at which there was nothing."""
    packets = {"x": [Packet(4.0, 10), Packet.empty(20), Packet(-1.0, 25), Packet(6.0, 30)]}
    outputs = run_node(HALVE, packets, num_threads=threads)
    assert outputs["y"] == [Packet(2.0, 10), Packet(3.0, 30)]
    assert outputs.values("y") == [2.0, 3.0]
    assert outputs.with_bounds("y") == [Packet(2.0, 10), Packet.empty(20), Packet.empty(25), Packet(3.0, 30)]


def test_plain_values_are_numbered(threads: int) -> None:
    """Values that are not packets get the timestamps 0, 1, 2, …."""
    assert run_node(HALVE, {"x": [8.0, 6.0]}, num_threads=threads)["y"] == [Packet(4.0, 0), Packet(3.0, 1)]


def test_connected_nodes(threads: int) -> None:
    """Several nodes are fed the streams that none of them produces, and all their outputs are seen."""
    outputs = run_node(AGAIN + HALVE, {"x": [8.0]}, num_threads=threads)
    assert (outputs.values("y"), outputs.values("z")) == ([4.0], [2.0])


def test_streams_are_fed_in_step(threads: int) -> None:
    """Packets of all streams go in by timestamp, whatever the order in which they are given."""
    node = 'node { calculator: "MergeCalculator" input_stream: "a" input_stream: "b" output_stream: "seen" }'
    outputs = run_node(node, {"a": [Packet("a3", 3), Packet("a5", 5)], "b": [Packet("b4", 4)]}, num_threads=threads)
    assert outputs.values("seen") == ["a3", "b4", "a5"]


@pytest.mark.parametrize("late", [Packet("a4", 4), Packet("a5 again", 5), Packet.empty(3)])
def test_order_within_a_stream_is_left_alone(threads: int, late: Packet[str]) -> None:
    """A packet or a bound that comes too late is fed too late, so that a test can see it refused."""
    node = 'node { calculator: "MergeCalculator" input_stream: "a" input_stream: "b" output_stream: "seen" }'
    seen: list[str] = []
    graph = CalculatorGraph(f'input_stream: "a" input_stream: "b" {node}', num_threads=threads)
    graph.observe_output_stream("seen", lambda _, packet: seen.append(packet.value))
    graph.start_run()
    with pytest.raises(TimestampOrderError):
        feed(graph, {"a": [Packet("a5", 5), late], "b": [Packet("b4", 4), Packet("b9", 9)]})
    assert seen == ["b4"]


def test_headers(threads: int) -> None:
    """The streams that are fed can have headers."""
    node = 'node { calculator: "test.HeaderCalculator" input_stream: "x" output_stream: "y" }'
    assert run_node(node, {"x": ["a"]}, stream_headers={"x": "header"}, num_threads=threads).values("y") == ["header"]


def test_packets_left_at_the_end(threads: int) -> None:
    """Packets that were left unprocessed are an error, which says what they waited for."""
    loop = """node { calculator: "MergeCalculator" input_stream: "a" input_stream: "back"
        input_stream_info { tag_index: ":1" back_edge: true } output_stream: "back" }"""
    with pytest.raises(GraphError, match=r'not everything was processed:\n.*"back".*PreviousLoopbackCalculator'):
        run_node(loop, {"a": ["x"]}, num_threads=threads)


def test_node_that_was_never_opened(threads: int) -> None:
    """A node whose side packet was not set is an error, which names both."""
    nodes = """
        node { calculator: "StreamToSidePacketCalculator" input_stream: "a" output_side_packet: "s" }
        node { calculator: "SidePacketToStreamCalculator" input_side_packet: "s" output_stream: "AT_POSTSTREAM:y" }"""
    with pytest.raises(GraphError, match=r'"SidePacketToStreamCalculator" is not open: side packets "s" have not been'):
        run_node(nodes, num_threads=threads)


def test_side_packets() -> None:
    """Output side packets that were set are returned; those that were not set are left out."""
    node = 'node { calculator: "StreamToSidePacketCalculator" input_stream: "a" output_side_packet: "s" }'
    assert run_node(node, {"a": ["x"]}).side_packets == {"s": "x"}
    assert run_node(node).side_packets == {}


def test_sources_run_to_their_end(threads: int) -> None:
    """A node without inputs is run until it stops."""
    node = 'node { calculator: "CountingSourceCalculator" input_side_packet: "MAX_COUNT:n" output_stream: "y" }'
    assert run_node(node, side_packets={"n": 3}, num_threads=threads).values("y") == [0, 1, 2]


def test_errors_are_raised(threads: int) -> None:
    """A config that cannot be built and a calculator that fails are raised, naming place and node."""
    with pytest.raises(ConfigError, match=r"<node>:1:8: error: HalveCalculator .* needs"):
        run_node('node { calculator: "HalveCalculator" output_stream: "y" }')
    with pytest.raises(GraphError, match="ValueError: too large"):
        run_node(HALVE, {"x": [2e6]}, num_threads=threads)


def test_graph_that_one_runs_oneself() -> None:
    """`collect` and `feed` do the same for a graph in the test's own hands."""
    graph = CalculatorGraph(f'input_stream: "x" {HALVE}')
    outputs = collect(graph, "x", "y")
    with graph:
        graph.start_run()
        feed(graph, {"x": [2.0]})
        assert outputs["y"] == [Packet(1.0, 0)]
        feed(graph, {"x": [Packet(8.0, 5)]})
    assert outputs.values("x") == [2.0, 8.0]
    assert outputs.values("y") == [1.0, 4.0]
    with pytest.raises(GraphError, match='there is no stream "w"'):
        collect(graph, "w")
