"""Errors that a callback is told of, whether or not anybody waits for the graph."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest

from backedge import CalculatorGraph, GraphError
from backedge.errors import CalculatorError
from tests.framework.processes import fail, forward
from tests.nodes import WAIT, P, add, do, end, graph_of


@pytest.mark.parametrize("phase", ["open", "process"])
def test_an_error_is_told_without_being_asked_for(threads: int, phase: str) -> None:
    """The callback gets the error, and finds it with the graph already; whoever waits gets the same one."""
    told: list[tuple[bool, GraphError]] = []
    came = threading.Event()

    def on_error(error: GraphError) -> None:
        told.append((graph.has_error(), error))
        came.set()

    graph = CalculatorGraph(graph_of("a", do("a", "b", f"{phase.upper()}:fail")), num_threads=threads)
    graph.set_error_callback(on_error)
    with suppress(CalculatorError):  # on the caller's thread the failing call is inside one of these
        graph.start_run({"fail": fail})
        graph.add_packet_to_input_stream("a", P(10))
    assert came.wait(WAIT)
    with pytest.raises(CalculatorError, match=f"broken in {phase}") as caught:
        graph.wait_until_idle()
    assert told == [(True, caught.value)]
    graph.close()
    assert len(told) == 1


def test_every_error_is_told(threads: int) -> None:
    """Of a call that fails, and nodes that then fail to close, the callback is told one by one."""
    told: list[GraphError] = []
    graph = CalculatorGraph(
        graph_of("a", do("a", "b", "PROCESS:fail CLOSE:fail"), do("b", "c", "CLOSE:fail")), num_threads=threads
    )
    graph.set_error_callback(told.append)
    graph.start_run({"fail": fail})
    with pytest.raises(GraphError):
        add(graph, "a", 1)
    graph.close()
    assert "\n".join(str(error) for error in told) == graph.get_combined_error_message()
    assert [error.phase for error in told if isinstance(error, CalculatorError)] == ["process", "close", "close"]


def test_a_run_without_errors_tells_nothing(threads: int) -> None:
    """The callback stays for the runs to come, and is called in those that fail only."""
    told: list[GraphError] = []
    graph = CalculatorGraph(graph_of("a", do("a", "b", "PROCESS:process")), num_threads=threads)
    graph.set_error_callback(told.append)
    for count, process in enumerate((forward, fail, forward, fail)):
        graph.start_run({"process": process})
        if process is fail:
            with pytest.raises(CalculatorError):
                add(graph, "a", 1)
            graph.close()
        else:
            add(graph, "a", 1)
            end(graph)
        assert len(told) == (count + 1) // 2
