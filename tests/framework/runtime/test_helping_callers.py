"""A caller who waits until a graph is idle makes calls that no worker has begun, and may be interrupted meanwhile."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from backedge import CalculatorGraph, GraphError
from backedge.errors import GraphStateError
from backedge.packet import Packet
from tests.do_calculator import Do, forward
from tests.flow import WAIT, P, threads_left
from tests.framework.runtime.interrupts import alarm, can_interrupt
from tests.framework.runtime.two_nodes import CHAIN, life, side_packets

ENOUGH = 1000
"""Packets of which the caller's thread gets one sooner or later: it wins most races against a worker."""


def feed_until(graph: CalculatorGraph, happened: Callable[[], object], *, timeout: float | None = None) -> None:
    """Feed one packet at a time until something has happened, or for long enough to know that it does not."""
    for timestamp in range(ENOUGH):
        graph.add_packet_to_input_stream("a", P(timestamp))
        graph.wait_until_idle(timeout)
        if happened():
            return


def test_a_caller_who_waits_makes_calls() -> None:
    """Calculators and callbacks run on the thread that waits for the graph to be idle, where a worker has not begun."""
    calls: set[threading.Thread] = set()
    callbacks: set[threading.Thread] = set()

    def note(node: Do) -> None:
        calls.add(threading.current_thread())
        forward(node)

    caller = threading.current_thread()
    with CalculatorGraph(CHAIN, num_threads=2) as graph:
        graph.observe_output_stream("c", lambda *_: callbacks.add(threading.current_thread()))
        graph.start_run(side_packets([], process_1=note))
        feed_until(graph, lambda: caller in calls & callbacks)
    assert caller in calls & callbacks


@pytest.mark.parametrize(("threads", "timeout"), [(1, None), (2, WAIT)], ids=["one worker", "a limit"])
def test_a_caller_makes_no_calls(threads: int, timeout: float | None) -> None:
    """Who asks for one worker has all calls on its thread; and who waits for some time gets back in that time."""
    calls: set[threading.Thread] = set()

    def note(node: Do) -> None:
        calls.add(threading.current_thread())
        forward(node)

    with CalculatorGraph(CHAIN, num_threads=threads) as graph:
        graph.start_run(side_packets([], process_1=note))
        feed_until(graph, lambda: False, timeout=timeout)
        assert calls
        assert threading.current_thread() not in calls


def test_a_callback_cannot_wait_on_the_thread_that_helps() -> None:
    """It would wait for its own return, as on a thread of the graph."""
    refused: set[threading.Thread] = set()
    caller = threading.current_thread()

    def wait(_: str, __: Packet[Any]) -> None:
        with pytest.raises(GraphStateError, match="from a callback or a calculator of the graph"):
            graph.wait_until_idle()
        refused.add(threading.current_thread())

    with CalculatorGraph(CHAIN, num_threads=2) as graph:
        graph.observe_output_stream("c", wait)
        graph.start_run(side_packets([]))
        feed_until(graph, lambda: caller in refused)
        graph.wait_until_idle()  # it helps no more, and may wait
    assert caller in refused


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_an_interrupt_reaches_the_caller(error: type[BaseException]) -> None:
    """What ends a program ends it also out of a call that the caller makes for a graph, and the graph with it."""
    caller = threading.current_thread()
    before = set(threading.enumerate())
    log: list[Any] = []

    def interrupt(node: Do) -> None:
        if threading.current_thread() is caller:
            raise error("now")
        forward(node)

    graph = CalculatorGraph(CHAIN, num_threads=2)
    graph.start_run(side_packets(log, process_2=interrupt))
    with pytest.raises(error, match="now"):
        feed_until(graph, lambda: False)
    graph.close()  # the caller has the interrupt, and gets no other error for it
    assert life(log, "first").count("close") == life(log, "second").count("close") == 1
    assert threads_left(before) == []
    with pytest.raises(GraphError, match=f"the run was interrupted by {error.__name__}: now"):
        graph.wait_until_idle()


@can_interrupt
def test_an_interrupt_may_come_at_any_moment() -> None:
    """Wherever it finds the caller who helps, the run ends: no node is left open, no thread stays, nothing hangs."""
    chance = random.Random(3)
    before = set(threading.enumerate())
    graph = CalculatorGraph(CHAIN, num_threads=2)
    interrupted = 0
    with alarm() as interrupt_in:
        for _ in range(150):
            log: list[Any] = []
            with suppress(KeyboardInterrupt):
                graph.start_run(side_packets(log))
                graph.wait_until_idle()
                interrupt_in(chance.uniform(1e-5, 2e-3))
                feed_until(graph, lambda: False)
            interrupted += graph.has_error()
            interrupt_in(0)
            graph.close()
            assert life(log, "first").count("close") == life(log, "second").count("close") == 1
    assert interrupted > 50
    assert threads_left(before) == []


def test_an_interrupt_while_nodes_are_closed_leaves_none_open(threads: int) -> None:
    """The others are closed, too, and their files are complete."""
    log: list[Any] = []

    def interrupt(_: Do) -> None:
        raise KeyboardInterrupt

    graph = CalculatorGraph(CHAIN, num_threads=threads)
    graph.start_run(side_packets(log, close_1=interrupt))
    graph.wait_until_idle()
    with suppress(KeyboardInterrupt, GraphError):
        graph.cancel()
    assert life(log, "first").count("close") == life(log, "second").count("close") == 1
