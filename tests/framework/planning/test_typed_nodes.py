"""Calculators whose ports have types, and those that take any."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import Calculator, CalculatorGraph, GraphError, Input, Inputs, Output, Outputs, register
from backedge import timestamp as ts
from tests.do_calculator import Do
from tests.flow import P, end, values, watch
from tests.graph_text import do, graph_of


@register("behaviours.Whole")
class Whole(Calculator):
    """Passes whole numbers on."""

    number = Input[int]("IN")
    same = Output[int]("OUT")

    def process(self) -> None:
        self.same.send(self.number.value)


@register("behaviours.Numbers")
class Numbers(Calculator):
    """Takes whole numbers."""

    number = Input[int]("IN")

    def process(self) -> None:
        """Nothing to do."""


@register("behaviours.Words")
class Words(Calculator):
    """Takes text."""

    word = Input[str]("IN")

    def process(self) -> None:
        """Nothing to do."""


@register("behaviours.Same")
class Same(Calculator):
    """Passes anything on, stream by stream."""

    data = Inputs[Any]("DATA")
    same = Outputs[Any]("DATA", same_as=data)

    def process(self) -> None:
        for source, target in zip(self.data, self.same, strict=True):
            target.forward(source)


@register("behaviours.Odd")
class Odd(Calculator):
    """Drops what is at even timestamps."""

    data = Input[Any]("IN")
    same = Output[Any]("OUT", same_as=data)

    def process(self) -> None:
        if self.timestamp % 2:
            self.same.forward(self.data)


@register("behaviours.Real")
class Real(Calculator):
    """Makes real numbers of whole ones, and passes real ones on."""

    number = Input[int | float]("IN")
    real = Output[float]("OUT")

    def process(self) -> None:
        self.real.send(float(self.number.value))


def test_any_type_becomes_that_of_the_reader(threads: int) -> None:
    """A node that takes anything is as good a neighbour for a typed node as one of its own type."""
    text = graph_of(
        "in",
        do("DATA:in", "DATA:any", calculator="behaviours.Same"),
        do("IN:any", "OUT:out", calculator="behaviours.Whole"),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        assert set(graph.plan.stream_types.values()) == {int}
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run()
        graph.add_packet_to_input_stream("in", P(1, 10))
        end(graph)
    assert seen == [P(1, 10)]


def test_several_ports_of_one_tag(threads: int) -> None:
    """Each port of a group has the type of what it is connected to, and goes its own way."""
    text = graph_of(
        "in0 in1",
        do("DATA:0:in0 DATA:1:in1", "DATA:0:any0 DATA:1:any1", calculator="behaviours.Same"),
        do("IN:any0", "OUT:out0", calculator="behaviours.Whole"),
        do("IN:any1", "OUT:out1", calculator="behaviours.Whole"),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "out0", "out1", bounds=False)
        graph.start_run()
        for timestamp, numbers in ((1, (10, 5)), (2, (15, 7))):
            for index, number in enumerate(numbers):
                graph.add_packet_to_input_stream(f"in{index}", P(timestamp, number))
        end(graph)
    assert {name: values(packets) for name, packets in seen.items()} == {"out0": [10, 15], "out1": [5, 7]}


def test_one_of_several_types(threads: int) -> None:
    """A stream of whole or real numbers carries both, one after the other."""
    text = graph_of("in", do("IN:in", "OUT:out", calculator="behaviours.Real"))
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run()
        graph.add_packet_to_input_stream("in", P(1, 10))
        graph.add_packet_to_input_stream("in", P(2, 5.0))
        end(graph)
    assert seen == [P(1, 10.0), P(2, 5.0)]
    assert {type(value) for value in values(seen)} == {float}


def test_what_is_dropped_is_known_further_down(threads: int) -> None:
    """A calculator that says nothing of timestamps settles its output by dropping a packet, and so does the next."""
    text = graph_of(
        "a b",
        do("IN:a", "OUT:a2", calculator="behaviours.Odd"),
        do("IN:a2", "OUT:a3", calculator="behaviours.Whole"),
        do("a3 b", "out", "PROCESS:tell"),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run({"tell": lambda node: node.outputs[0].send([port.get() for port in node.inputs])})
        graph.add_packet_to_input_stream("a", P(2, 10))
        graph.wait_until_idle()
        assert seen == []
        graph.add_packet_to_input_stream("b", P(2, 10))
        graph.wait_until_idle()
        assert seen == [P(2, [None, 10])]


@pytest.mark.parametrize(("reader", "fits"), [("Numbers", 0), ("Words", "")])
@pytest.mark.parametrize("value", [0, ""], ids=["whole", "word"])
def test_what_a_source_of_anything_sends(threads: int, reader: str, fits: Any, value: Any) -> None:
    """The engine checks the packets of a source that may send anything for the reader's type, at PostStream too."""

    def send(node: Do) -> None:
        node.outputs[0].send(value, ts.POSTSTREAM)
        node.stop()

    def run() -> None:
        graph.start_run({"send": send})
        graph.wait_until_done()

    graph = CalculatorGraph(
        graph_of("", do("", "a", "PROCESS:send"), do("IN:a", calculator=f"behaviours.{reader}")), num_threads=threads
    )
    if value == fits:
        run()
    else:
        with pytest.raises(GraphError, match='output stream "a" carries'):
            run()
    graph.close()
