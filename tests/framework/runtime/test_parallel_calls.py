"""Nodes whose calls overlap, one behind the other."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from backedge import CalculatorGraph
from tests.do_calculator import Do
from tests.flow import WAIT, P, end, values, watch
from tests.graph_text import do, graph_of

CHAIN = graph_of(
    "a",
    do("a", "b", "PROCESS:plus_one", "max_in_flight: 5"),
    do("b", "c", "PROCESS:plus_one", "max_in_flight: 5"),
    do("c", "", "PROCESS:collect"),
)


def plus_one(node: Do) -> None:
    """Add one; drop every fourth number."""
    if node.timestamp % 4:
        node.outputs[0].send(node.inputs[0].value + 1)


def test_what_is_dropped_leaves_no_gap(threads: int) -> None:
    """Through two such nodes, of which the first drops packets, all others come in order; in every run."""
    with CalculatorGraph(CHAIN, num_threads=threads) as graph:
        collected: list[Any] = []
        for _ in range(2):
            graph.start_run({"plus_one": plus_one, "collect": lambda node: collected.append(node.inputs[0].packet)})
            for timestamp in range(100):
                graph.add_packet_to_input_stream("a", P(timestamp))
            graph.close_input_stream("a")
            graph.wait_until_done()
            assert collected == [P(at, at + 2) for at in range(100) if at % 4]
            collected.clear()


@pytest.mark.parametrize("slow", [0, 1, 2, 3])
def test_whoever_is_slow_the_order_stays(slow: int) -> None:
    """Of each five packets one stays inside until the other four have been there, and still comes in its place."""
    entered = [threading.Semaphore(0) for _ in range(20)]

    def process(node: Do) -> None:
        group, place = divmod(node.timestamp, 5)
        entered[group].release()
        if place == slow:
            for _ in range(5):
                assert entered[group].acquire(timeout=WAIT)
        node.outputs[0].forward(node.inputs[0])

    text = graph_of("a", do("a", "b", "PROCESS:process", "max_in_flight: 5"))
    with CalculatorGraph(text, num_threads=5) as graph:
        seen = watch(graph, "b", bounds=False)["b"]
        graph.start_run({"process": process})
        for timestamp in range(100):
            graph.add_packet_to_input_stream("a", P(timestamp))
        end(graph)
    assert values(seen) == list(range(100))
