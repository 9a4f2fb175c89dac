"""Options that change while a graph runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from backedge import Calculator, CalculatorGraph, Input, Output, register
from backedge.errors import CalculatorError, GraphError, GraphStateError


@dataclass(frozen=True)
class FactorOptions:
    """Options of a calculator that multiplies."""

    factor: float = 2.0
    offset: float = 0.0


@register("test.LiveFactor")
class LiveFactor(Calculator):
    """Multiplies; the factor may change, the offset is taken when it is opened."""

    number = Input[float]("X")
    product = Output[float]("Y")
    options: FactorOptions
    live_options = ("factor",)

    def open(self) -> None:
        self._offset = self.options.offset

    def options_changed(self) -> None:
        if self.options.factor < 0:
            raise ValueError("negative")

    def process(self) -> None:
        self.product.send(self.number.value * self.options.factor + self._offset)


NODE = 'node { name: "factor" calculator: "test.LiveFactor" input_stream: "X:x" output_stream: "Y:y" }'


def running(threads: int = 0, more: str = "") -> tuple[CalculatorGraph, list[float]]:
    """A graph that runs, and what comes out of it."""
    graph = CalculatorGraph(f'input_stream: "x" {NODE[:-1]} {more} }}', num_threads=threads)
    found: list[float] = []
    graph.observe_output_stream("y", lambda _, packet: found.append(packet.value))
    graph.start_run()
    return graph, found


def options_of(graph: CalculatorGraph) -> Any:
    """The options that the graph was built with."""
    return graph.plan.nodes[0].contract.options


@pytest.mark.parametrize(("threads", "more"), [(0, ""), (2, ""), (2, "max_in_flight: 3")])
def test_a_live_option_counts_from_the_next_call_on(threads: int, more: str) -> None:
    """The calculator stays the one it is, with all its instances, and has the new value."""
    graph, found = running(threads, more)
    with graph:
        for timestamp in range(4):
            graph.add_packet_to_input_stream("x", 1.0, timestamp)
        graph.wait_until_idle()
        graph.set_live_options("factor", replace(options_of(graph), factor=5.0))
        for timestamp in range(4, 8):
            graph.add_packet_to_input_stream("x", 1.0, timestamp)
    assert found == [2.0] * 4 + [5.0] * 4


def test_the_next_run_begins_with_the_plan() -> None:
    """What was set for one run does not stay for another."""
    graph, found = running()
    graph.set_live_options("factor", replace(options_of(graph), factor=5.0))
    graph.close()
    with graph:
        graph.start_run()
        graph.add_packet_to_input_stream("x", 1.0, 0)
    assert found == [2.0]


def test_what_cannot_be_taken_is_refused() -> None:
    """Other fields, other classes and other nodes are refused, and the run goes on."""
    graph, found = running()
    with graph:
        with pytest.raises(GraphError, match=r"takes another offset only when it is opened"):
            graph.set_live_options("factor", replace(options_of(graph), offset=1.0))
        with pytest.raises(GraphError, match="are FactorOptions, found"):
            graph.set_live_options("factor", {"factor": 1.0})
        with pytest.raises(GraphError, match='there is no node "fcator"; did you mean "factor"'):
            graph.set_live_options("fcator", options_of(graph))
        graph.add_packet_to_input_stream("x", 1.0, 0)
    assert found == [2.0]
    with pytest.raises(GraphStateError, match="not running"):
        graph.set_live_options("factor", options_of(graph))


def test_a_calculator_that_refuses_them_ends_the_run() -> None:
    """What the calculator raises is its node's error, as from any of its calls."""
    graph, _ = running()
    with pytest.raises(CalculatorError, match="negative") as caught, graph:
        graph.set_live_options("factor", replace(options_of(graph), factor=-1.0))
    assert caught.value.node == "factor"
