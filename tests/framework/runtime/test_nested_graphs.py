"""Calculators that run a graph of their own."""

from __future__ import annotations

import pytest

from backedge import CalculatorGraph
from backedge.errors import CalculatorError
from tests.do_calculator import Do, fail
from tests.flow import P, add, end, watch
from tests.graph_text import do, graph_of

INNER = graph_of("x", do("x", "y", "PROCESS:work"))


def square(node: Do) -> None:
    """Send the square of a number."""
    node.outputs[0].send(node.inputs[0].value ** 2)


@pytest.mark.parametrize("inner_threads", [0, 2])
def test_a_graph_for_each_packet(threads: int, inner_threads: int) -> None:
    """process() may build a graph, feed it the packet, wait for its end, and send on what came out."""

    def run_inside(node: Do) -> None:
        with CalculatorGraph(INNER, num_threads=inner_threads) as inner:
            results = watch(inner, "y", bounds=False)["y"]
            inner.start_run({"work": square})
            inner.add_packet_to_input_stream("x", node.inputs[0].packet)
            inner.close_all_input_streams()
            inner.wait_until_done()
        (result,) = results
        node.outputs[0].send_packet(result)

    with CalculatorGraph(graph_of("a", do("a", "b", "PROCESS:run_inside")), num_threads=threads) as graph:
        seen = watch(graph, "b", bounds=False)["b"]
        graph.start_run({"run_inside": run_inside})
        for timestamp in range(1, 4):
            graph.add_packet_to_input_stream("a", P(timestamp))
        end(graph)
    assert seen == [P(1), P(2, 4), P(3, 9)]


@pytest.mark.parametrize("inner_threads", [0, 2])
def test_a_graph_for_the_whole_run(threads: int, inner_threads: int) -> None:
    """A calculator may hold a graph from open() to close(), and give it packet after packet."""
    inner = CalculatorGraph(INNER, num_threads=inner_threads)
    results = watch(inner, "y", bounds=False)["y"]

    def pass_through(node: Do) -> None:
        inner.add_packet_to_input_stream("x", node.inputs[0].packet)
        inner.wait_until_idle()
        node.outputs[0].send_packet(results[-1])

    calls = {"open": lambda _: inner.start_run({"work": square}), "close": lambda _: inner.close()}
    text = graph_of("a", do("a", "b", "OPEN:open PROCESS:pass_through CLOSE:close"))
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "b", bounds=False)["b"]
        for run in range(2):
            graph.start_run({**calls, "pass_through": pass_through})
            for timestamp in range(1, 4):
                graph.add_packet_to_input_stream("a", P(timestamp))
            end(graph)
            assert seen == results == [P(1), P(2, 4), P(3, 9)] * (run + 1)


@pytest.mark.parametrize("inner_threads", [0, 2])
def test_a_failure_inside(threads: int, inner_threads: int) -> None:
    """An error of the inner graph is one of the calculator that runs it, and names both nodes."""

    def run_inside(node: Do) -> None:
        with CalculatorGraph(INNER, num_threads=inner_threads) as inner:
            inner.start_run({"work": fail})
            inner.add_packet_to_input_stream("x", node.inputs[0].packet)
            inner.wait_until_idle()

    text = graph_of("a", do("a", "b", "PROCESS:run_inside", 'name: "outer"'))
    graph = CalculatorGraph(text, num_threads=threads)
    graph.start_run({"run_inside": run_inside})
    with pytest.raises(CalculatorError, match=r"'outer'\) failed in process\(\) at timestamp 1: .*broken in process"):
        add(graph, "a", 1)
    graph.close()
