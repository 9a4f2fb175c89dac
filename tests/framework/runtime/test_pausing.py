"""pause() and resume(): a graph that takes packets and does not process them."""

from __future__ import annotations

import threading

import pytest

from backedge import CalculatorGraph, GraphError
from backedge.errors import (
    GraphStateError,
)
from tests.do_calculator import Do, forward
from tests.flow import WAIT, P, add, end, values, watch
from tests.graph_text import do, do_options, graph_of


def test_a_paused_graph_waits(threads: int) -> None:
    """A paused graph takes packets and does not process them before resume()."""
    with CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads) as graph:
        seen = watch(graph, "b", bounds=False)
        graph.start_run()
        add(graph, "a", 1)
        graph.pause()
        graph.add_packet_to_input_stream("a", P(2))
        if not threads:
            graph.close_all_input_streams()
            with pytest.raises(GraphStateError, match=r"the graph is paused; call resume\(\) first$"):
                graph.wait_until_done()
        assert seen == {"b": [P(1, "a")]}
        graph.resume()
        graph.wait_until_idle()
        assert seen == {"b": [P(1, "a"), P(2)]}


def test_closing_a_paused_graph_finishes_it(threads: int) -> None:
    """close() goes on with what was fed during a pause."""
    with CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads) as graph:
        seen = watch(graph, "b", bounds=False)
        graph.start_run()
        graph.pause()
        graph.add_packet_to_input_stream("a", P(1))
    assert values(seen["b"]) == [1]


def test_cancelling_while_paused(threads: int) -> None:
    """cancel() ends a paused run although a node could run; pausing again changes nothing."""
    graph = CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads)
    graph.start_run()
    graph.pause()
    graph.add_packet_to_input_stream("a", P(1))
    graph.cancel()
    graph.pause()
    with pytest.raises(GraphError, match="cancelled"):
        graph.wait_until_done()


def test_a_run_may_finish_while_paused() -> None:
    """A call that is under way when the graph is paused may be the last; the run ends after resume()."""
    entered, may_leave = threading.Event(), threading.Event()

    def once(node: Do) -> None:
        entered.set()
        assert may_leave.wait(WAIT)
        node.stop()

    with CalculatorGraph(graph_of("", do("", "a", "PROCESS:once")), num_threads=1) as graph:
        graph.start_run({"once": once})
        assert entered.wait(WAIT)
        graph.pause()
        may_leave.set()
        graph.resume()
        graph.wait_until_done()
    assert not graph.has_error()


ARBITRARY = do_options("arbitrary: true")


def test_a_decimated_join_can_be_paused(threads: int) -> None:
    """A join that waits for a branch which drops nearly everything never blocks the feeder, nor pause() after it."""

    def decimate(node: Do) -> None:
        if node.timestamp % 101 == 0:
            forward(node)

    text = graph_of(
        "a",
        "max_queue_size: 1",
        do("a", "few", "PROCESS:decimate", ARBITRARY),
        do("few a", "x y"),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "x", "y", bounds=False)
        graph.start_run({"decimate": decimate})
        for timestamp in range(202):
            graph.add_packet_to_input_stream("a", P(timestamp))
        graph.wait_until_idle()
        assert values(seen["y"]) == list(range(102))
        graph.pause()
        graph.resume()
        end(graph)
    assert values(seen["x"]) == [0, 101]
    assert values(seen["y"]) == list(range(202))
