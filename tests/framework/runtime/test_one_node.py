"""One node in a graph of its own, as a calculator's author runs it; and sinks that collect what comes."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from backedge import (
    Calculator,
    CalculatorGraph,
    ConfigError,
    Input,
    Inputs,
    Outputs,
    Packet,
    SideInput,
    SideOutput,
    register,
)
from backedge.testing import run_node
from tests.flow import P, end, watch
from tests.graph_text import do, graph_of


@register("behaviours.Negate")
class Negate(Calculator):
    """Negates two streams and repeats a side packet beside them; joins the headers, and numbers the joint one."""

    first = Input[int]()
    second = Input[int](":1")
    outputs = Outputs[Any]()
    side = SideInput[Any]()
    side_output = SideOutput[Any]("SIDE_OUTPUT", same_as=side)

    def open(self) -> None:
        header = self.first.header.value + self.second.header.value
        for index, output in enumerate(self.outputs):
            output.set_header(Packet(f"{header}{index}"))
        self.side_output.set(self.side.value)

    def process(self) -> None:
        for output, value in zip(self.outputs, (-self.first.value, -self.second.value, self.side.value), strict=True):
            output.send(value)


def test_other_inputs_headers_and_side_packets_in_each_run(threads: int) -> None:
    """A graph that runs again has nothing left of the packets, headers and side packets of the run before."""
    headers: list[Any] = []
    text = graph_of(
        "a b",
        do("a b", "x y z", "side", 'output_side_packet: "SIDE_OUTPUT:same"', "behaviours.Negate"),
        do("x y z", "", "OPEN:look"),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "x", "y", "z", bounds=False)
        for length in range(3):
            side_packets = {"side": 10 + length, "look": lambda node: headers.append([p.header for p in node.inputs])}
            graph.start_run(side_packets, {"a": f"run{length}", "b": "header"})
            for timestamp in range(length):
                graph.add_packet_to_input_stream("a", P(timestamp))
                graph.add_packet_to_input_stream("b", P(timestamp, 2 * timestamp))
            end(graph)
            assert graph.get_output_side_packet("same") == 10 + length
            assert headers.pop() == [Packet(f"run{length}header{index}") for index in range(3)]
            assert seen == {
                "x": [P(timestamp, -timestamp) for timestamp in range(length)],
                "y": [P(timestamp, -2 * timestamp) for timestamp in range(length)],
                "z": [P(timestamp, 10 + length) for timestamp in range(length)],
            }
            for packets in seen.values():
                packets.clear()


@register("behaviours.SumByTag")
class SumByTag(Calculator):
    """For each tag among its inputs, the sum of the numbers that are there."""

    numbers = Inputs[int]("*")
    sums = Outputs[int]("*")

    def process(self) -> None:
        sums: dict[str, int] = defaultdict(int)
        for port in self.numbers:
            sums[port.key[0]] += port.get(0)
        for output in self.sums:
            output.send(sums[output.key[0]])


def test_ports_by_tag_and_by_position(threads: int) -> None:
    """Tags with indexes, tags without, and ports without tags are all fed and read by the names of their streams."""
    node = do("A:0:a0 A:1:a1 A:2:a2 B:b none0 none1", "A:a B:b2 c", calculator="behaviours.SumByTag")
    feed: dict[str, list[Packet[int]]] = {f"a{i}": [P(at, 10 * at + i) for at in range(5)] for i in range(3)}
    feed["b"] = [P(at, 100) for at in range(5)]
    feed |= {f"none{i}": [P(at) for at in range(i, 5, 2)] for i in range(2)}
    outputs = run_node(node, feed, num_threads=threads)
    assert outputs["a"] == [P(at, 30 * at + 3) for at in range(5)]
    assert outputs["b2"] == [P(at, 100) for at in range(5)]
    assert outputs["c"] == [P(at) for at in range(5)]


def test_an_index_that_is_taken() -> None:
    """A tag without an index is index 0, which another port of the tag may have already."""
    node = do("A:0:a0 A:a1 A:2:a2", "A:a", calculator="behaviours.SumByTag")
    with pytest.raises(ConfigError, match='tag "A" index 0 already has the name "a0" but is given the name "a1"'):
        run_node(node, {})


def test_a_sink_of_several_streams(threads: int) -> None:
    """A sink is called once for each timestamp, with what each stream has there, be it nothing."""
    sums: list[int] = []
    with CalculatorGraph(graph_of("foo bar", do("foo bar", "", "PROCESS:add_up")), num_threads=threads) as graph:
        graph.start_run({"add_up": lambda node: sums.append(sum(port.get(0) for port in node.inputs))})
        for timestamp, foo, bar in ((1, 10, 5), (2, 7, None), (3, 4, 5)):
            graph.add_packet_to_input_stream("foo", P(timestamp, foo))
            if bar is not None:
                graph.add_packet_to_input_stream("bar", P(timestamp, bar))
        end(graph)
    assert sums == [15, 7, 9]


def test_a_sink_of_a_graph_input(threads: int) -> None:
    """A graph without nodes can be fed too, and what goes in is seen."""
    with CalculatorGraph(graph_of("a"), num_threads=threads) as graph:
        seen = watch(graph, "a", bounds=False)["a"]
        graph.start_run()
        for timestamp in range(10):
            graph.add_packet_to_input_stream("a", P(timestamp))
            graph.wait_until_idle()
            assert seen == [P(at) for at in range(timestamp + 1)]
        graph.close_input_stream("a")
        graph.wait_until_done()
    assert len(seen) == 10
