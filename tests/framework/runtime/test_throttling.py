"""Throttling: full queues hold back what feeds them, and never lock the graph up."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from backedge import AddMode, Calculator, CalculatorGraph, Output, register
from backedge.errors import DeadlockError
from backedge.streams.limits import QueueLimit, Throttle
from tests.do_calculator import Do, sender
from tests.flow import WAIT, P, add, end, values, watch
from tests.graph_text import do, graph_of


def test_a_full_queue_holds_the_source_back() -> None:
    """While a worker is busy a source produces only until the queue in front of it is full."""
    busy, go_on = threading.Event(), threading.Event()
    sent: list[int] = []
    text = graph_of("", "max_queue_size: 2", do("", "a", "PROCESS:send"), do("a", "b", "PROCESS:work"))

    def send(node: Do) -> None:
        if len(sent) == 20:
            node.stop()
        node.outputs[0].send(len(sent), len(sent))
        sent.append(len(sent))

    def work(node: Do) -> None:
        busy.set()
        assert go_on.wait(WAIT)
        node.outputs[0].forward(node.inputs[0])

    with CalculatorGraph(text, num_threads=2) as graph:
        seen = watch(graph, "b", bounds=False)
        graph.observe_output_stream("a", lambda _, packet: full.set() if packet.value == 2 else None)
        full = threading.Event()
        graph.start_run({"send": send, "work": work})
        assert busy.wait(WAIT)
        assert full.wait(WAIT)
        assert len(sent) <= 4  # one with the worker, two in the queue, one under way
        go_on.set()
        graph.wait_until_done()
    assert values(seen["b"]) == list(range(20))


def test_a_full_queue_holds_the_caller_back() -> None:
    """Adding to a graph input waits while a queue behind it is full, and goes on when there is room."""
    busy, go_on, added = threading.Event(), threading.Event(), list[int]()

    def work(node: Do) -> None:
        busy.set()
        assert go_on.wait(WAIT)
        node.outputs[0].forward(node.inputs[0])

    with CalculatorGraph(graph_of("a", "max_queue_size: 1", do("a", "b", "PROCESS:work")), num_threads=1) as graph:
        seen = watch(graph, "b", bounds=False)
        queued = threading.Event()
        graph.observe_output_stream("a", lambda _, packet: queued.set() if packet.timestamp == 1 else None)
        graph.start_run({"work": work})

        def feed() -> None:
            for timestamp in range(10):
                graph.add_packet_to_input_stream("a", P(timestamp))
                added.append(timestamp)

        feeder = threading.Thread(target=feed)
        feeder.start()
        assert busy.wait(WAIT)
        assert queued.wait(WAIT)
        go_on.set()
        feeder.join(WAIT)
        end(graph)
    assert values(seen["b"]) == added == list(range(10))


@pytest.mark.parametrize("limit", ["max_queue_size: 1", "max_queue_size: 3", "max_queue_size: -1", ""])
def test_a_starved_join_does_not_lock_up(threads: int, limit: str) -> None:
    """A full queue grows where throttling alone keeps everything from moving: adding never blocks for good."""
    with CalculatorGraph(graph_of("a b", limit, do("a b", "c d")), num_threads=threads) as graph:
        seen = watch(graph, "c", bounds=False)
        graph.start_run()
        for timestamp in range(8):
            graph.add_packet_to_input_stream("a", P(timestamp))
        graph.close_input_stream("b")
        end(graph)
    assert values(seen["c"]) == list(range(8))


def test_a_deadlock_is_reported_on_request(threads: int) -> None:
    """The starved join is an error with report_deadlock, which names the full queue."""
    text = graph_of("a b", "max_queue_size: 1 report_deadlock: true", do("a b", "c d", more='name: "join"'))
    graph = CalculatorGraph(text, num_threads=threads)
    graph.start_run()
    with pytest.raises(DeadlockError, match='the queue of stream "a" into node "join" is full'):
        add(graph, "a", 1)
    graph.close()


def test_what_is_left_in_the_end_is_no_deadlock(threads: int) -> None:
    """A full queue holds no node back when all inputs are closed."""
    batch = "input_stream_handler { options { [mediapipe.DefaultInputStreamHandlerOptions.ext] { batch_size: 3 } } }"
    stuck = 'input_stream_info { tag_index: ":1" back_edge: true }'
    text = graph_of(
        "a", "max_queue_size: 1 report_deadlock: true", do("a", "b", more=batch), do("b c", "c d", more=stuck)
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        graph.start_run()
        add(graph, "a", 1)
        add(graph, "a", 2)
    assert not graph.has_error()


def test_two_sources_of_unequal_density_do_not_lock_up(threads: int) -> None:
    """A join of a dense and a sparse source gets through with the shortest of queues."""
    text = graph_of(
        "", "max_queue_size: 1", do("", "a", "PROCESS:dense"), do("", "b", "PROCESS:sparse"), do("a b", "c d")
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "c", "d", bounds=False)
        graph.start_run({"dense": sender(P(i) for i in range(30)), "sparse": sender([P(0), P(29)])})
        graph.wait_until_done()
    assert values(seen["c"]) == list(range(30))
    assert values(seen["d"]) == [0, 29]


def test_a_buffer_size_hint_raises_the_limit() -> None:
    """A node's buffer_size_hint counts for every queue if it is more than max_queue_size."""
    text = graph_of("a b", "max_queue_size: 1 report_deadlock: true", do("a b", "c d", more="buffer_size_hint: 3"))
    graph = CalculatorGraph(text)
    graph.start_run()
    add(graph, "a", 1)
    add(graph, "a", 2)
    with pytest.raises(DeadlockError, match=r"is full \(3\)"):
        add(graph, "a", 3)


def test_the_limit_is_reset_for_the_next_run() -> None:
    """A queue that has grown in one run begins the next with its own limit."""
    text = graph_of("a b", "max_queue_size: 2 report_deadlock: true", do("a b", "c d"))
    graph = CalculatorGraph(text)
    for _ in range(2):
        graph.start_run()
        add(graph, "a", 1)
        with pytest.raises(DeadlockError):
            add(graph, "a", 2)
        graph.close()


def test_a_failing_graph_lets_a_waiting_caller_go() -> None:
    """A caller that waits for room when the graph fails gets the failure."""
    failed: list[Any] = []

    def work(_: Do) -> None:
        raise ValueError("broken")

    with CalculatorGraph(graph_of("a", "max_queue_size: 1", do("a", "b", "PROCESS:work")), num_threads=1) as graph:
        graph.start_run({"work": work})
        with pytest.raises(Exception, match="broken"):  # noqa: PT012 - which add meets the failure depends on the workers
            for timestamp in range(1000):
                graph.add_packet_to_input_stream("a", P(timestamp))
                failed.append(timestamp)
            graph.wait_until_idle()


@register("test.NeverEnds")
class NeverEnds(Calculator):
    """A source that always has something, on the graph's own thread."""

    lightweight = True
    outputs = Output[int]()

    def open(self) -> None:
        self.count = 0

    def process(self) -> None:
        self.count += 1
        self.outputs.send(self.count, self.count)


def test_an_endless_source_keeps_nobody_waiting() -> None:
    """A caller that waits for room in a queue is woken, also by a thread that never comes to rest."""
    source = do("", "endless", calculator="test.NeverEnds")
    graph = CalculatorGraph(graph_of("a", "max_queue_size: 1", source, do("a", "b")), num_threads=1)
    graph.start_run()
    for timestamp in range(200):
        graph.add_packet_to_input_stream("a", P(timestamp))
    graph.cancel()


def test_room_is_told_when_the_last_queue_has_some() -> None:
    """Of several full queues, the last that has room again counts."""
    calls: list[int] = []
    throttle = Throttle(lambda: calls.append(len(throttle.full)))
    one, two = (QueueLimit(name, "node", 1) for name in ("one", "two"))
    for limit, full in ((one, True), (two, True), (one, False), (one, False), (two, False), (two, False)):
        throttle.set_full(limit, full=full)
    assert calls == [0]


@pytest.mark.parametrize("calculator", ["test.Do", "PassThroughCalculator"], ids=["worker", "graph's thread"])
def test_nobody_waits_for_calculators_that_wait_for_him(calculator: str) -> None:
    """A full queue does not keep a caller who need not wait for room, however long the graph's own thread is busy."""
    is_called, may_go_on = threading.Event(), threading.Event()

    def wait(*_: object) -> None:
        is_called.set()
        assert may_go_on.wait(WAIT)

    graph = CalculatorGraph(graph_of("a", "max_queue_size: 1", do("a", "b", calculator=calculator)), num_threads=1)
    graph.observe_output_stream("b", wait)
    graph.graph_input_stream_add_mode = AddMode.ADD_IF_NOT_FULL
    graph.start_run()
    graph.add_packet_to_input_stream("a", P(0))
    assert is_called.wait(WAIT)
    graph.add_packet_to_input_stream("a", P(1))
    may_go_on.set()
    end(graph)
