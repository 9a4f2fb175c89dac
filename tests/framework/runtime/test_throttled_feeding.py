"""Feeding a graph that cannot keep up: adds that are refused, queues that grow, and deadlocks that are reported."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any

import pytest

from backedge import CalculatorGraph, GraphError
from backedge.errors import DeadlockError, ThrottledError
from backedge.runtime.calculator_graph import AddMode
from tests.do_calculator import Do, forward
from tests.flow import WAIT, P, add, end, values, watch
from tests.graph_text import do, graph_of


class Doorman:
    """Lets calls of `process` in one by one.

    Attributes:
        entered: released by each call that has begun.
        may_leave: taken by each call before it goes on.
    """

    def __init__(self) -> None:
        self.entered = threading.Semaphore(0)
        self.may_leave = threading.Semaphore(0)

    def __call__(self, node: Do) -> None:
        """Pass packets on, once let go."""
        self.entered.release()
        assert self.may_leave.acquire(timeout=WAIT)
        for source, target in zip(node.inputs, node.outputs, strict=True):
            target.forward(source)

    def let_go(self, count: int) -> None:
        """Let so many calls end."""
        self.may_leave.release(count)

    def wait_for_call(self) -> None:
        """Return when one more call has begun."""
        assert self.entered.acquire(timeout=WAIT)


@pytest.mark.parametrize("run_again", [False, True])
def test_adding_only_if_there_is_room(run_again: bool) -> None:
    """A graph in that mode refuses an add while the queue is full, in the first run and the next; no packet is lost."""
    with CalculatorGraph(graph_of("a", "max_queue_size: 1", do("a", "b", "PROCESS:work")), num_threads=2) as graph:
        graph.graph_input_stream_add_mode = AddMode.ADD_IF_NOT_FULL
        seen = watch(graph, "a", "b", bounds=False)
        for _ in range(1 + run_again):
            doorman = Doorman()
            graph.start_run({"work": doorman})
            graph.add_packet_to_input_stream("a", P(0))
            doorman.wait_for_call()
            accepted, refused = 1, 0
            for timestamp in range(1, 20):
                try:
                    graph.add_packet_to_input_stream("a", P(timestamp))
                    accepted += 1
                    wait_for_length(graph, seen["a"], accepted)
                except ThrottledError:
                    refused += 1
            assert (accepted, refused) == (2, 18)
            doorman.let_go(accepted)
            end(graph)
            assert values(seen["b"]) == [0, 1]
            for packets in seen.values():
                packets.clear()


@pytest.mark.parametrize("count", [20, 200])
def test_adding_without_a_pause(count: int) -> None:
    """However fast the caller is, one packet at work and a full queue are all that is let in, and no add waits."""
    with CalculatorGraph(graph_of("a", "max_queue_size: 1", do("a", "b", "PROCESS:work")), num_threads=2) as graph:
        graph.graph_input_stream_add_mode = AddMode.ADD_IF_NOT_FULL
        seen = watch(graph, "b", bounds=False)["b"]
        for _ in range(2):
            doorman = Doorman()
            graph.start_run({"work": doorman})
            accepted: list[int] = []
            for timestamp in range(count):
                with suppress(ThrottledError):
                    graph.add_packet_to_input_stream("a", P(timestamp))
                    accepted.append(timestamp)
            doorman.let_go(count)
            end(graph)
            assert values(seen) == accepted
            assert 1 <= len(accepted) <= 2
            seen.clear()


def wait_for_length(graph: CalculatorGraph, packets: list[Any], length: int) -> None:
    """Return when so many packets were observed."""
    while len(packets) < length:
        graph.wait_for_observed_output()


def test_without_a_limit_there_is_always_room() -> None:
    """With max_queue_size: -1 nothing is refused, however long the queue."""
    with CalculatorGraph(graph_of("a", "max_queue_size: -1", do("a", "b", "PROCESS:work")), num_threads=1) as graph:
        graph.graph_input_stream_add_mode = AddMode.ADD_IF_NOT_FULL
        seen = watch(graph, "b", bounds=False)["b"]
        doorman = Doorman()
        graph.start_run({"work": doorman})
        for timestamp in range(200):
            graph.add_packet_to_input_stream("a", P(timestamp))
        doorman.let_go(200)
        end(graph)
    assert values(seen) == list(range(200))


def test_a_stream_can_have_a_limit_of_its_own() -> None:
    """set_input_stream_max_queue_size() holds one stream back earlier than the others."""
    text = graph_of("a c", "max_queue_size: 100", do("a", "b", "PROCESS:work"), do("c", "d", "PROCESS:busy"))
    with CalculatorGraph(text, num_threads=3) as graph:
        graph.graph_input_stream_add_mode = AddMode.ADD_IF_NOT_FULL
        seen = watch(graph, "a", "b", bounds=False)
        doorman, busy = Doorman(), Doorman()
        graph.set_input_stream_max_queue_size("a", 1)
        graph.start_run({"work": doorman, "busy": busy})
        # While one node is at work the graph is not idle, and no queue is allowed to grow.
        graph.add_packet_to_input_stream("c", P(0))
        busy.wait_for_call()
        graph.add_packet_to_input_stream("a", P(0))
        for timestamp in range(1, 20):
            doorman.wait_for_call()
            graph.add_packet_to_input_stream("a", P(timestamp))
            wait_for_length(graph, seen["a"], timestamp + 1)
            with pytest.raises(ThrottledError):
                graph.add_packet_to_input_stream("a", P(timestamp + 1))
            doorman.let_go(1)
        doorman.let_go(1)
        busy.let_go(1)
        end(graph)
    assert values(seen["b"]) == list(range(20))


JOIN = graph_of("a b", "max_queue_size: 2", do("a b", "c d", "PROCESS:work", 'name: "join"'))


def test_a_deadlock_names_the_stream_and_the_node(threads: int) -> None:
    """A join that is fed on one side only is an error with report_deadlock, once its queue is full."""
    graph = CalculatorGraph(JOIN + "report_deadlock: true", num_threads=threads)
    seen = watch(graph, "c", bounds=False)["c"]
    graph.start_run({"work": forward})
    add(graph, "a", 1)
    with pytest.raises(DeadlockError, match=r'throttling deadlock.*"a".*"join"'):  # noqa: PT012 - in which call varies
        graph.add_packet_to_input_stream("a", P(2))
        graph.add_packet_to_input_stream("a", P(3))
        graph.wait_until_idle()
    with pytest.raises(DeadlockError, match="throttling deadlock"):
        graph.wait_until_done()
    graph.close()
    assert seen == []


def test_two_joins_in_a_deadlock(threads: int) -> None:
    """One error reports all queues that are full at once, and names streams and nodes."""
    text = graph_of(
        "a b",
        "max_queue_size: 1 report_deadlock: true",
        do("a b", "c d", more='name: "upper"'),
        do("c d", "e f", more='name: "middle"'),
        do("a c d e f", "v w x y z", more='name: "lower"'),
    )
    graph = CalculatorGraph(text, num_threads=threads)
    graph.start_run()
    with pytest.raises(GraphError, match=r'deadlock.*"a".*"(upper|lower)"'):
        add(graph, "a", 0)
    graph.close()


def test_a_queue_grows_to_resolve_a_deadlock_and_holds_then() -> None:
    """A starved join's queue grows to what was fed; from then on that is its limit."""
    with CalculatorGraph(JOIN, num_threads=2) as graph:
        seen = watch(graph, "a", "c", bounds=False)
        doorman = Doorman()
        doorman.let_go(10)
        graph.start_run({"work": doorman})
        for timestamp in range(1, 10):
            add(graph, "a", timestamp)
        add(graph, "b", 30)
        assert len(seen["c"]) == 9
        # One more call has been let go; the next one stays, and behind it the queue takes 10.
        for timestamp in range(11, 23):
            graph.add_packet_to_input_stream("a", P(timestamp))
        wait_for_length(graph, seen["a"], 21)
        graph.graph_input_stream_add_mode = AddMode.ADD_IF_NOT_FULL
        with pytest.raises(ThrottledError):
            graph.add_packet_to_input_stream("a", P(23))
        doorman.let_go(12)
        graph.wait_until_idle()
        end(graph)
    assert len(seen["c"]) == 21


@pytest.mark.parametrize("workers", [1, 3])
def test_a_caller_is_not_ahead_of_the_limit(workers: int) -> None:
    """The packet that fills the queue meets the deadlock, however fast the caller is."""
    graph = CalculatorGraph(JOIN + "report_deadlock: true", num_threads=workers)
    graph.start_run({"work": forward})
    graph.add_packet_to_input_stream("a", P(1))
    with pytest.raises(DeadlockError, match="throttling deadlock"):
        graph.add_packet_to_input_stream("a", P(2))
