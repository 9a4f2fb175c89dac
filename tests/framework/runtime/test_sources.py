"""Sources: who produces next, and layer after layer."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from backedge import Calculator, CalculatorGraph, Output, SideOutput, register
from backedge.errors import DeadlockError
from tests.nodes import WAIT, Do, P, do, graph_of, sender, values, watch


@register("test.Silent")
class Silent(Calculator):
    """Declares a side packet and never sets it."""

    side = SideOutput[Any]()


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
    """On the caller's thread a source runs only while somebody waits for the graph."""
    with CalculatorGraph(graph_of("", do("", "a", "PROCESS:send"))) as graph:
        seen = watch(graph, "a", bounds=False)
        graph.start_run({"send": sender([P(1)])})
        assert seen == {"a": []}
        graph.wait_until_idle()
        assert seen == {"a": [P(1)]}


def test_the_source_that_lags_behind_goes_first() -> None:
    """Of several sources the one whose stream is least far runs, and at a tie the first."""
    text = graph_of("", do("", "a", "PROCESS:fast"), do("", "b", "PROCESS:slow"))
    order: list[str] = []
    with CalculatorGraph(text) as graph:
        for stream in "ab":
            graph.observe_output_stream(stream, lambda name, packet: order.append(f"{name}{packet.timestamp}"))
        graph.start_run({"fast": sender([P(0), P(10), P(20)]), "slow": sender([P(1), P(2), P(12), P(21)])})
        graph.wait_until_done()
    assert order == ["a0", "b1", "a10", "b2", "b12", "a20", "b21"]


def test_lower_layers_are_exhausted_first(threads: int) -> None:
    """A source of a higher layer produces only when those below have stopped and the graph is idle."""
    order: list[str] = []
    text = graph_of(
        "",
        do("", "late", "PROCESS:send_late", "source_layer: 1"),
        do("", "early", "PROCESS:send_early"),
        do("early", "", "PROCESS:note_early"),
    )

    def send_late(node: Do) -> None:
        order.append("late")
        node.stop()

    with CalculatorGraph(text, num_threads=threads) as graph:
        graph.start_run(
            {
                "send_early": sender([P(1), P(2)]),
                "note_early": lambda node: order.append(f"early {node.timestamp}"),
                "send_late": send_late,
            }
        )
        graph.wait_until_done()
    assert order == ["early 1", "early 2", "late"]


def test_the_next_layer_waits_for_what_is_under_way() -> None:
    """While a worker is busy with packets of one layer the next layer does not begin."""
    late, released, order = threading.Event(), threading.Event(), list[str]()
    text = graph_of(
        "x",
        do("", "early", "PROCESS:send"),
        do("early", "", "PROCESS:work"),
        do("", "late", "PROCESS:send_late", "source_layer: 1"),
        do("x", "", "PROCESS:release"),
    )

    def work(_: Do) -> None:
        assert released.wait(WAIT)
        order.append("worked")

    def send_late(node: Do) -> None:
        order.append("late")
        late.set()
        node.stop()

    def release(_: Do) -> None:
        order.append("fed")
        released.set()

    with CalculatorGraph(text, num_threads=3) as graph:
        graph.start_run({"send": sender([P(1)]), "work": work, "send_late": send_late, "release": release})
        graph.add_packet_to_input_stream("x", P(1))
        graph.wait_until_idle()
        assert late.is_set()
    assert order == ["fed", "worked", "late"]


def test_a_source_that_cannot_open_does_not_keep_the_graph_going(threads: int) -> None:
    """A source that waits for a side packet which nobody sets is left out when all else is done."""
    text = graph_of(
        "",
        'node { calculator: "test.Silent" output_side_packet: "never" }',
        do("", "a", "PROCESS:never"),
        do("", "b", "PROCESS:send"),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "a", "b", bounds=False)
        graph.start_run({"send": sender([P(1)])})
        graph.wait_until_done()
    assert seen == {"a": [], "b": [P(1)]}


def test_a_lower_layer_that_cannot_open_is_a_deadlock(threads: int) -> None:
    """A source that waits for a lower layer which never opens would wait forever: that is an error."""
    text = graph_of(
        "",
        'node { calculator: "test.Silent" output_side_packet: "never" }',
        do("", "a", "PROCESS:never", 'name: "below"'),
        do("", "b", "PROCESS:send", "source_layer: 1"),
    )
    graph = CalculatorGraph(text, num_threads=threads)
    with pytest.raises(DeadlockError) as caught:  # noqa: PT012 - on workers either call may tell
        graph.start_run({"send": sender([P(1)])})
        graph.wait_until_done()
    assert str(caught.value) == (
        'no source can run: node "below" is in a lower source_layer and has not been opened; '
        "is a side packet missing that a node should have set?"
    )


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
