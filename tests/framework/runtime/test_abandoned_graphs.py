"""A graph that is dropped while it runs is cancelled, with all that it holds."""

from __future__ import annotations

import gc
import logging
import subprocess
import sys
import threading
import warnings
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from backedge import CalculatorGraph
from tests.do_calculator import Do, fail, sender
from tests.flow import WAIT, P, threads_left, values
from tests.graph_text import do, graph_of

LOGGED = graph_of("a", do("a", "b", "CLOSE:close", 'name: "worker"'))
DROPPED = 'a graph of "worker" was dropped while it was running'


class Holder:
    """An application's object that holds a graph whose callback is its own method, as many do."""

    def __init__(self, threads: int) -> None:
        self.seen: list[Any] = []
        self.graph = CalculatorGraph(LOGGED, num_threads=threads)
        self.graph.observe_output_stream("b", self.note)

    def note(self, _: str, packet: Any) -> None:
        self.seen.append(packet)


def test_a_dropped_graph_closes_its_calculators_and_ends_its_threads(threads: int) -> None:
    """The last reference goes: the run is cancelled at once, without a garbage collection."""
    before, closed = set(threading.enumerate()), list[str]()
    graph = CalculatorGraph(LOGGED, num_threads=threads)
    graph.start_run({"close": lambda node: closed.append(node.node_name)})
    graph.add_packet_to_input_stream("a", P(0))
    gc.disable()
    try:
        with pytest.warns(ResourceWarning, match=DROPPED):
            del graph
    finally:
        gc.enable()
    assert threads_left(before) == []
    assert closed == ["worker"]


def test_a_graph_whose_callback_holds_it_is_garbage_all_the_same(threads: int) -> None:
    """While it is idle, a graph's threads do not keep alive what holds the graph."""
    before, closed = set(threading.enumerate()), list[str]()
    holder = Holder(threads)
    alive = weakref.ref(holder)
    holder.graph.start_run({"close": lambda node: closed.append(node.node_name)})
    holder.graph.add_packet_to_input_stream("a", P(0))
    holder.graph.wait_until_idle()
    assert values(holder.seen) == [0]
    with pytest.warns(ResourceWarning, match=DROPPED):  # noqa: PT031 - dropped, and found
        del holder
        gc.collect()
    assert threads_left(before) == []
    assert closed == ["worker"]
    gc.collect()
    assert alive() is None


def test_fifty_dropped_graphs_leave_no_thread() -> None:
    """However many running graphs are dropped, all of their threads end."""
    before = set(threading.enumerate())
    holders = [Holder(threads=2) for _ in range(50)]
    for holder in holders:
        holder.graph.start_run({"close": lambda _: None})
    assert len(threading.enumerate()) == len(before) + 150
    with pytest.warns(ResourceWarning, match=DROPPED):  # noqa: PT031 - dropped, and found
        del holders, holder
        gc.collect()
    assert threads_left(before) == []


def test_a_graph_that_is_at_work_ends_when_its_call_returns() -> None:
    """A worker that is inside process() is waited for by the graph's thread, and not by who drops the graph."""
    before, closed = set(threading.enumerate()), list[str]()
    is_called, may_go_on = threading.Event(), threading.Event()

    def work(_: Do) -> None:
        is_called.set()
        assert may_go_on.wait(WAIT)

    graph = CalculatorGraph(graph_of("a", do("a", "b", "PROCESS:work CLOSE:close")), num_threads=1)
    graph.start_run({"work": work, "close": lambda node: closed.append(node.node_name)})
    graph.add_packet_to_input_stream("a", P(0))
    assert is_called.wait(WAIT)
    with pytest.warns(ResourceWarning, match="was dropped"):
        del graph
    assert closed == []
    may_go_on.set()
    assert threads_left(before) == []
    assert closed == ["test.Do"]


def test_an_endless_source_ends_with_its_graph() -> None:
    """A graph that is never idle is cancelled like any other."""
    before, has_begun = set(threading.enumerate()), threading.Event()
    count = iter(range(10**9))

    def produce(node: Do) -> None:
        number = next(count)
        node.outputs[0].send(number, number)
        has_begun.set()

    graph = CalculatorGraph(graph_of("", do("", "a", "PROCESS:produce")), num_threads=1)
    graph.start_run({"produce": produce})
    assert has_begun.wait(WAIT)
    with pytest.warns(ResourceWarning, match="was dropped"):
        del graph
    assert threads_left(before) == []


def test_a_poller_keeps_its_graph_running(threads: int) -> None:
    """A function may return a poller alone: the run ends when the poller is dropped, too."""
    before = set(threading.enumerate())

    def start() -> Any:
        graph = CalculatorGraph(graph_of("", "max_queue_size: 2", do("", "a", "PROCESS:send")), num_threads=threads)
        poller = graph.output_stream_poller("a", max_queue_size=3)
        graph.start_run({"send": sender(P(i) for i in range(100))})
        return poller

    poller = start()
    assert [poller.next().value for _ in range(10)] == list(range(10))
    with pytest.warns(ResourceWarning, match="was dropped"):
        del poller
    assert threads_left(before) == []


@pytest.mark.parametrize("close", [CalculatorGraph.close, CalculatorGraph.cancel])
def test_a_graph_that_was_closed_is_dropped_in_silence(threads: int, close: Callable[[Any], None]) -> None:
    """No warning for a graph that never ran, or whose run has ended."""
    graph = CalculatorGraph(LOGGED, num_threads=threads)
    del graph
    graph = CalculatorGraph(LOGGED, num_threads=threads)
    graph.start_run({"close": lambda _: None})
    close(graph)
    del graph
    gc.collect()  # a warning here would be an error


def test_what_fails_in_an_abandoned_run_is_logged(threads: int, caplog: pytest.LogCaptureFixture) -> None:
    """There is no caller to raise it to, and the application's callback is not called by a garbage collection."""
    before, told = set(threading.enumerate()), list[Any]()
    graph = CalculatorGraph(LOGGED, num_threads=threads)
    graph.set_error_callback(told.append)
    graph.start_run({"close": fail})
    with pytest.warns(ResourceWarning), caplog.at_level(logging.ERROR):
        del graph
    assert threads_left(before) == []
    assert told == []
    assert "broken in close" in caplog.text


def test_a_warning_that_is_an_error_does_not_keep_the_graph(threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where warnings are errors, the run is cancelled all the same."""
    before, raised = set(threading.enumerate()), list[Any]()
    monkeypatch.setattr(sys, "unraisablehook", lambda error: raised.append(str(error.exc_value)))
    graph = CalculatorGraph(LOGGED, num_threads=threads)
    graph.start_run({"close": lambda _: None})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        del graph
    assert threads_left(before) == []
    assert len(raised) == 1
    assert DROPPED in raised[0]


@pytest.mark.parametrize("threads", [0, 2])
@pytest.mark.parametrize("held", ["graph = start()", "held = start(); held.append(held)"], ids=["global", "in a cycle"])
def test_a_program_that_ends_with_a_running_graph_ends_at_once(threads: int, held: str) -> None:
    """The end of the program neither waits for the graph's threads nor says anything."""
    program = f"""
import threading
from backedge import CalculatorGraph, calculator

@calculator
def Wait(x: int) -> int:
    threading.Event().wait({threads} and None or 0)
    return x

def start():
    graph = CalculatorGraph('input_stream: "x" node {{ calculator: "Wait" input_stream: "X:x" output_stream: "y" }}',
                            num_threads={threads})
    graph.observe_output_stream("y", lambda name, packet: graph)
    graph.start_run()
    graph.add_packet_to_input_stream("x", 1, 1)
    return [graph]

{held}
"""
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, timeout=6 * WAIT, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
