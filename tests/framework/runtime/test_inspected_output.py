"""Streams whose calculator promises nothing about what it sends, to readers that want a certain type."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import Calculator, CalculatorGraph, GraphError, Input, Output, register
from tests.flow import P, add, values, watch
from tests.graph_text import do, graph_of


@register("test.TakesNumber")
class TakesNumber(Calculator):
    number = Input[int]()
    same = Output[Any](same_as=number)

    def process(self) -> None:
        self.same.forward(self.number)


GRAPH = graph_of("a", do("a", "b"), do("b", "c", calculator="test.TakesNumber"))


def test_what_readers_want_is_checked(threads: int) -> None:
    """A packet of another type fails where it is sent, and the message names stream, type and timestamp."""
    graph = CalculatorGraph(GRAPH, num_threads=threads)
    seen = watch(graph, "c")
    graph.start_run()
    graph.add_packet_to_input_stream("a", P(1, 5))
    graph.wait_until_idle()
    assert values(seen["c"]) == [5]
    with pytest.raises(GraphError, match=r'output stream "b" carries int to those who read it.* at 2 holds str'):
        add(graph, "a", 2)
    graph.cancel()


def test_nothing_is_checked_that_nobody_wants(threads: int) -> None:
    """Packets of one stream may differ in type if its readers take anything."""
    with CalculatorGraph(graph_of("a", do("a", "b"), do("b", "c")), num_threads=threads) as graph:
        seen = watch(graph, "c")
        graph.start_run()
        for timestamp, value in enumerate((5, "five")):
            graph.add_packet_to_input_stream("a", P(timestamp, value))
        graph.wait_until_idle()
    assert values(seen["c"]) == [5, "five"]


@register("test.SaysNumber")
class SaysNumber(Calculator):
    """Declares to send numbers, and sends what it gets."""

    anything = Input[Any]()
    number = Output[int]("NUMBER")

    def process(self) -> None:
        self.number.send(self.anything.value)


def test_what_calculators_declare_is_checked_on_request(threads: int) -> None:
    """With check_types a value of another type fails where it is sent; without, the engine does not look."""
    text = graph_of("a", do("a", "NUMBER:b", calculator="test.SaysNumber"))
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "b")["b"]
        graph.start_run()
        add(graph, "a", 1)
    assert values(seen) == ["a"]
    graph = CalculatorGraph(text, num_threads=threads, check_types=True)
    graph.start_run()
    graph.add_packet_to_input_stream("a", P(1, 5))
    with pytest.raises(GraphError, match=r'self\.number \(output stream "NUMBER:b"\) carries int, but was sent str'):
        add(graph, "a", 2)
    graph.cancel()
