"""Sources: who produces next, and layer after layer."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from backedge import Calculator, CalculatorGraph, Output, register
from tests.do_calculator import Do, forward, sender
from tests.flow import WAIT, P, values, watch
from tests.graph_text import do, do_options, graph_of


@register("test.Endless")
class Endless(Calculator):
    """A source that never stops by itself, and runs on the graph's own thread."""

    lightweight = True

    number = Output[int]()

    def open(self) -> None:
        self._next = 0

    def process(self) -> None:
        self.number.send(self._next, self._next)
        self._next += 1


def test_a_source_produces_until_it_stops(threads: int) -> None:
    """A source is asked again and again, and the run ends when it stops."""
    with CalculatorGraph(graph_of("", do("", "a", "PROCESS:send"), do("a", "b")), num_threads=threads) as graph:
        seen = watch(graph, "b", bounds=False)
        graph.start_run({"send": sender(P(i) for i in range(50))})
        graph.wait_until_done()
    assert values(seen["b"]) == list(range(50))


def test_sources_wait_for_somebody_who_waits() -> None:
    """A source runs on the caller's thread only while the caller waits for the graph."""
    with CalculatorGraph(graph_of("", do("", "a", "PROCESS:send"))) as graph:
        seen = watch(graph, "a", bounds=False)
        graph.start_run({"send": sender([P(1)])})
        assert seen == {"a": []}
        graph.wait_until_idle()
        assert seen == {"a": [P(1)]}


def test_closing_the_sources_ends_an_endless_one(threads: int) -> None:
    """close_all_packet_sources() from another thread stops a source that would never stop, wherever it runs."""
    running = threading.Event()
    with CalculatorGraph('node { calculator: "test.Endless" output_stream: "n" }', num_threads=threads) as graph:
        graph.observe_output_stream("n", lambda _, packet: running.set() if packet.value == 5 else None)
        graph.start_run()
        waiting = threading.Thread(target=graph.wait_until_done)
        waiting.start()
        assert running.wait(WAIT)
        graph.close_all_packet_sources()
        waiting.join(WAIT)
        assert not waiting.is_alive()


def test_an_endless_source_keeps_nobody_out() -> None:
    """On workers packets reach the graph while a source on the graph's own thread has always something to produce."""
    text = graph_of("x", 'node { calculator: "test.Endless" output_stream: "n" }', do("x", "y"))
    arrived = threading.Event()
    with CalculatorGraph(text, num_threads=1) as graph:
        graph.observe_output_stream("y", lambda *_: arrived.set())
        graph.start_run()
        graph.add_packet_to_input_stream("x", P(1))
        assert arrived.wait(WAIT)


def test_cancelling_ends_an_endless_source(threads: int) -> None:
    """cancel() from another thread ends a run that is busy in a source."""
    running, ended = threading.Event(), list[BaseException]()
    graph = CalculatorGraph('node { calculator: "test.Endless" output_stream: "n" }', num_threads=threads)
    graph.observe_output_stream("n", lambda _, packet: running.set() if packet.value == 5 else None)
    graph.start_run()

    def wait() -> None:
        try:
            graph.wait_until_done()
        except Exception as error:  # noqa: BLE001 - which one is what the test asks
            ended.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    assert running.wait(WAIT)
    graph.cancel()
    waiting.join(WAIT)
    assert [str(error) for error in ended] == ["the run was cancelled"]


POOL = 'type: "ThreadPoolExecutor" options { [mediapipe.ThreadPoolExecutorOptions.ext] { num_threads: 1 } }'


def test_a_source_that_has_ended_is_left_alone(threads: int) -> None:
    """A source that fills a queue and stops is not asked again when the queue has room."""

    def decimate(node: Do) -> None:
        if node.timestamp % 101 == 0:
            forward(node)

    text = graph_of(
        "",
        "max_queue_size: 100",
        do("", "all", "PROCESS:all_at_once"),
        do("", "one_by_one", "PROCESS:one_by_one"),
        do("one_by_one", "few", "PROCESS:decimate", do_options("arbitrary: true")),
        do("all one_by_one few", "x y z"),
    )

    def all_at_once(node: Do) -> None:
        for timestamp in range(300):
            node.outputs[0].send(timestamp, timestamp)
        node.stop()

    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "x", "y", "z", bounds=False)
        one_by_one = sender(P(timestamp) for timestamp in range(300))
        graph.start_run({"all_at_once": all_at_once, "one_by_one": one_by_one, "decimate": decimate})
        graph.wait_until_done()
    assert values(seen["x"]) == values(seen["y"]) == list(range(300))
    assert values(seen["z"]) == [0, 101, 202]


def first(node: Do) -> None:
    """Send a packet in open(), one unit before all others."""
    node.outputs[0].send(0, 0)


def delay(node: Do) -> None:
    """Pass the packet on one unit later."""
    packet = node.inputs[0].packet
    node.outputs[0].send(packet.value, packet.timestamp + 1)


@pytest.mark.parametrize("behind", ["delayed", "delayed numbers"])
def test_a_packet_sent_in_open_may_fill_a_queue(threads: int, behind: str) -> None:
    """A source that is held back before it has run at all gets its turn."""
    outputs = "x y"[: 2 * len(behind.split()) - 1]
    numbers = [P(timestamp, timestamp + 1) for timestamp in range(5)]
    text = graph_of(
        "",
        "max_queue_size: 1",
        do("", "numbers", "PROCESS:send"),
        do("numbers", "delayed", "OPEN:first PROCESS:delay", do_options("offset: 1")),
        do(behind, outputs),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, *outputs.split(), bounds=False)
        graph.start_run({"send": sender(numbers), "first": first, "delay": delay})
        graph.wait_until_done()
    assert seen["x"] == [P(timestamp) for timestamp in range(6)]
    assert seen.get("y", numbers) == numbers


def test_a_slow_sink_gets_everything_of_a_fast_source() -> None:
    """Ending a stream does not take away what its consumer has not processed yet."""
    got: list[int] = []
    all_sent = threading.Event()

    def sink(node: Do) -> None:
        assert all_sent.wait(WAIT)
        got.append(node.inputs[0].value)

    text = graph_of("", do("", "a", "PROCESS:send CLOSE:done"), do("a", "", "PROCESS:sink"))
    with CalculatorGraph(text, num_threads=2) as graph:
        send = sender(P(timestamp) for timestamp in range(10))
        graph.start_run({"send": send, "done": lambda _: all_sent.set(), "sink": sink})
        graph.wait_until_done()
    assert got == list(range(10))


@pytest.mark.parametrize(
    ("executor", "on_the_callers"),
    [('executor { type: "ApplicationThreadExecutor" }', True), (f"executor {{ {POOL} }}", False)],
)
def test_who_runs_a_source(executor: str, on_the_callers: bool) -> None:
    """The application's thread is used if the default executor says so, and not if it is a pool."""
    who: list[int] = []

    def note(node: Do) -> None:
        who.append(threading.get_ident())
        node.stop()

    with CalculatorGraph(graph_of("", executor, do("", "a", "PROCESS:note"))) as graph:
        graph.start_run({"note": note})
        graph.wait_until_done()
    assert (who == [threading.get_ident()]) == on_the_callers


ARBITRARY = do_options("arbitrary: true")


def test_closing_endless_sources(threads: int) -> None:
    """close_all_packet_sources() ends endless sources; packets of open() and close() come out on either side."""
    counter = iter(range(10**9))

    def count(node: Do) -> None:
        number = next(counter)
        node.outputs[0].send(number, number)

    def event(timestamp: int) -> Any:
        return lambda node: node.outputs[-1].send(timestamp, timestamp)

    text = graph_of(
        "input",
        "max_queue_size: 5",
        do("", "count event", "PROCESS:count OPEN:open CLOSE:close"),
        do("count input", "count_out input_out event_out", "OPEN:open CLOSE:close PROCESS:pass_on", ARBITRARY),
    )

    def pass_on(node: Do) -> None:
        for source, target in zip(node.inputs, node.outputs, strict=False):
            target.forward(source)
        if node.inputs[1].get() == 7:
            graph.close_all_packet_sources()

    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "count_out", "input_out", "event", "event_out", bounds=False)
        graph.start_run({"count": count, "open": event(1), "close": event(2), "pass_on": pass_on})
        for timestamp in range(8):
            graph.add_packet_to_input_stream("input", P(timestamp))
        graph.wait_until_done()
    assert not graph.has_error()
    assert values(seen["input_out"]) == list(range(8))
    assert len(seen["count_out"]) >= 8
    assert values(seen["event"]) == [1, 2]
    assert values(seen["event_out"]) == [1, 2]
