"""Side packets that nodes make: when they are set, who waits for them, and what outlives a run."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import Calculator, CalculatorGraph, GraphError, Input, Output, SideInput, SideOutput, register
from backedge import timestamp as ts
from backedge.errors import CalculatorError, DeadlockError
from tests.framework.processes import fail
from tests.nodes import Do, P, add, do, end, graph_of, sender, values, watch


@register("behaviours.StreamToSide")
class StreamToSide(Calculator):
    """Makes a side packet of each packet of a stream, of which there must be only one."""

    stream = Input[Any]()
    side = SideOutput[Any]()

    def process(self) -> None:
        self.side.set(self.stream.value)


@register("behaviours.Count")
class Count(Calculator):
    """Makes a side packet of the number of packets, once the stream has ended."""

    stream = Input[Any]()
    side = SideOutput[int]()

    def open(self) -> None:
        self.count = 0

    def process(self) -> None:
        self.count += 1

    def close(self) -> None:
        self.side.set(self.count)


@register("behaviours.Add")
class Add(Calculator):
    """Adds two side packets; without inputs of its own it makes a 1. Notes each time it is opened."""

    left = SideInput[int]("LEFT", optional=True)
    right = SideInput[int]("RIGHT", optional=True)
    opened = SideInput[list[Any]]("OPENED", optional=True)
    total = SideOutput[int]()

    def open(self) -> None:
        if self.opened.connected:
            self.opened.value.append(self.node_name)
        self.total.set(self.left.value + self.right.value if self.left.connected else 1)

    def process(self) -> None:
        raise AssertionError("a node without streams has nothing to process")


@register("behaviours.SideToStream")
class SideToStream(Calculator):
    """Sends its side packet as the only packet of a stream, at PostStream."""

    side = SideInput[Any]()
    stream = Output[Any]()

    def open(self) -> None:
        self.stream.send(self.side.value, ts.POSTSTREAM)
        self.stream.close()

    def process(self) -> None:
        self.stop()


@register("behaviours.Counting")
class Counting(Calculator):
    """A source: 0, increment, 2 · increment, …, ten numbers."""

    increment = SideInput[int]("INCREMENT", optional=True)
    numbers = Output[int]()

    def open(self) -> None:
        self.sent = 0

    def process(self) -> None:
        self.numbers.send(self.sent * self.increment.get(1), self.sent)
        self.sent += 1
        if self.sent == 10:
            self.stop()


@register("behaviours.Model")
class Model(Calculator):
    """Makes something that takes long to make."""

    side = SideOutput[object]()

    def open(self) -> None:
        self.side.set(object())


def node(name: str, ports: str, more: str = "") -> str:
    """A node; its ports as ``input_stream=x output_side_packet=y``."""
    fields = " ".join(f'{field}: "{value}"' for field, value in (port.split("=") for port in ports.split()))
    return f'node {{ calculator: "behaviours.{name}" {fields} {more} }}\n'


TO_SIDE = node("StreamToSide", "input_stream=in output_side_packet=side")
TO_STREAM = node("SideToStream", "input_side_packet=side output_stream=out")


def test_a_side_packet_of_process_is_waited_for(threads: int) -> None:
    """A source that reads a side packet opens when another node's process() has set it; every run anew."""
    with CalculatorGraph(graph_of("in", TO_SIDE, TO_STREAM), num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        for run in range(2):
            graph.start_run()
            graph.wait_until_idle()
            assert len(seen) == run
            graph.add_packet_to_input_stream("in", P(0, run))
            end(graph)
    assert seen == [P(ts.POSTSTREAM, 0), P(ts.POSTSTREAM, 1)]


def test_a_source_of_a_late_side_packet_runs_to_its_end(threads: int) -> None:
    """Once its side packet is there a source produces everything, although the graph was at rest before."""
    text = graph_of("in", TO_SIDE, node("Counting", "input_side_packet=INCREMENT:side output_stream=numbers"))
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "numbers", bounds=False)["numbers"]
        graph.start_run()
        graph.wait_until_idle()
        graph.add_packet_to_input_stream("in", P(0, 7))
        graph.close_input_stream("in")
        graph.wait_until_done()
    assert values(seen) == list(range(0, 70, 7))


def test_a_side_packet_is_set_once_a_run(threads: int) -> None:
    """A second packet that would set it again is an error."""
    graph = CalculatorGraph(graph_of("in", TO_SIDE), num_threads=threads)
    graph.start_run()
    add(graph, "in", 0)
    with pytest.raises(CalculatorError, match="already set"):
        add(graph, "in", 1)
    graph.close()


def test_a_lower_layer_that_waits_for_a_higher_one(threads: int) -> None:
    """A source whose side packet comes from behind a source of a higher layer never opens: a deadlock, and told so."""
    text = graph_of(
        "",
        node("Counting", "output_stream=a", "source_layer: 0"),
        node("Counting", "output_stream=b", "source_layer: 1"),
        do("b", "first", "PROCESS:only_first"),
        node("StreamToSide", "input_stream=first output_side_packet=side"),
        node("Counting", "input_side_packet=INCREMENT:side output_stream=c", "source_layer: 0"),
    )

    def only_first(node: Do) -> None:
        if not node.outputs[0].is_closed:
            node.outputs[0].forward(node.inputs[0])
            node.outputs[0].close()

    graph = CalculatorGraph(text, num_threads=threads)
    seen = watch(graph, "a", "b", bounds=False)
    graph.start_run({"only_first": only_first})
    with pytest.raises(DeadlockError, match="source_layer"):
        graph.wait_until_done()
    assert values(seen["a"]) == list(range(10))
    assert seen["b"] == []


def test_nodes_of_side_packets_only(threads: int) -> None:
    """Nodes without streams make side packets of each other's, in whatever order the config names them."""
    text = graph_of(
        "",
        node("SideToStream", "input_side_packet=three output_stream=out"),
        node("Add", "input_side_packet=LEFT:two input_side_packet=RIGHT:one_more output_side_packet=three"),
        node("Add", "input_side_packet=LEFT:one input_side_packet=RIGHT:another output_side_packet=two"),
        *(node("Add", f"output_side_packet={name}") for name in ("one", "another", "one_more")),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run()
        graph.wait_until_done()
        assert graph.get_output_side_packet("two") == 2
    assert seen == [P(ts.POSTSTREAM, 3)]


def test_a_side_packet_of_close(threads: int) -> None:
    """A side packet that sums a run up is there as soon as the graph is at rest, also for other nodes."""
    text = graph_of("in", node("Count", "input_stream=in output_side_packet=side"), TO_STREAM)
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        for run in range(1, 3):
            graph.start_run()
            for timestamp in range(100 * run):
                graph.add_packet_to_input_stream("in", P(timestamp))
            with pytest.raises(GraphError, match="has not been set"):
                graph.get_output_side_packet("side")
            graph.close_input_stream("in")
            graph.wait_until_idle()
            assert graph.get_output_side_packet("side") == 100 * run
            graph.wait_until_done()
            assert graph.get_output_side_packet("side") == 100 * run
    assert seen == [P(ts.POSTSTREAM, 100), P(ts.POSTSTREAM, 200)]


def test_what_depends_on_side_packets_only_is_made_once(threads: int) -> None:
    """A node without streams is opened again only in a run that gives it other side packets."""
    text = graph_of(
        "",
        node(
            "Add",
            "input_side_packet=LEFT:l input_side_packet=RIGHT:r input_side_packet=OPENED:log output_side_packet=side",
        ),
        TO_STREAM,
    )
    opened: list[str] = []
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        for left, right in ((1, 2), (1, 2), (1, 3), (1, 3), (1, 2)):
            graph.start_run({"l": left, "r": right, "log": opened})
            graph.wait_until_done()
            assert graph.get_output_side_packet("side") == left + right
    assert values(seen) == [3, 3, 4, 4, 3]
    assert len(opened) == 3


def test_every_run_gets_the_same_object(threads: int) -> None:
    """What a node without streams has made in the first run is what all runs get, and no copy of it."""
    text = graph_of("", node("Model", "output_side_packet=side"), TO_STREAM)
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        for _ in range(3):
            graph.start_run()
            graph.wait_until_done()
            assert graph.get_output_side_packet("side") is seen[0].value
    assert len(seen) == 3
    assert all(packet.value is seen[0].value for packet in seen)


def test_what_was_made_survives_a_failed_run(threads: int) -> None:
    """A run that fails elsewhere is no reason to make a side packet anew."""
    text = graph_of(
        "",
        node("Add", "input_side_packet=OPENED:log output_side_packet=side"),
        TO_STREAM,
        do("", "x", "PROCESS:process"),
    )
    opened: list[str] = []
    graph = CalculatorGraph(text, num_threads=threads)
    for process in (sender([]), fail, sender([])):
        side_packets = {"log": opened, "process": process}
        if process is fail:
            with pytest.raises(CalculatorError):  # noqa: PT012 - in which call varies
                graph.start_run(side_packets)
                graph.wait_until_done()
            graph.close()
        else:
            graph.start_run(side_packets)
            graph.wait_until_done()
            assert graph.get_output_side_packet("side") == 1
    assert len(opened) == 1


def test_a_side_packet_can_be_asked_for_while_the_graph_runs(threads: int) -> None:
    """What a node has set in open() is there as soon as the graph is at rest, and not before the run."""
    with CalculatorGraph(
        graph_of("in", node("Add", "output_side_packet=one"), do("in", "out")), num_threads=threads
    ) as graph:
        with pytest.raises(GraphError, match="has not been set"):
            graph.get_output_side_packet("one")
        graph.start_run()
        graph.wait_until_idle()
        assert graph.get_output_side_packet("one") == 1
        with pytest.raises(GraphError, match='no side packet "unknown"'):
            graph.get_output_side_packet("unknown")
