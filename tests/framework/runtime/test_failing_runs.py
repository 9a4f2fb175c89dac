"""Failing runs: who gets the errors, when, and which calls are still allowed."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from backedge import Calculator, CalculatorGraph, GraphError, Output, register
from backedge.errors import CalculatorError, ObserverError
from backedge.runtime.poller import OutputStreamPoller
from tests.do_calculator import Do, fail, forward, sender
from tests.flow import WAIT, P, add, end, values, watch
from tests.framework.runtime.two_nodes import CHAIN, life, side_packets
from tests.graph_text import do, graph_of


class Failing:
    """A graph in which one node has failed while another is still inside `process`.

    Attributes:
        graph: the graph.
        poller: of the failing node's output.
        told: set when the error callback has been called.
    """

    def __init__(self) -> None:
        self.told = threading.Event()
        self._busy, self._go_on = threading.Event(), threading.Event()
        nodes = do("a", "x", "PROCESS:fail"), do("b", "y", "PROCESS:work")
        self.graph = CalculatorGraph(graph_of("a b", *nodes), num_threads=2)
        self.graph.set_error_callback(lambda _: self.told.set())
        self.poller: OutputStreamPoller = self.graph.output_stream_poller("x")

    def start(self) -> None:
        """Begin, and wait for the failure."""
        self.graph.start_run({"fail": fail, "work": self._work})
        self.graph.add_packet_to_input_stream("b", P(0))
        assert self._busy.wait(WAIT)
        self.graph.add_packet_to_input_stream("a", P(0))
        assert self.told.wait(WAIT)

    def finish(self) -> None:
        """Let the busy node return, which ends the run."""
        self._go_on.set()
        with pytest.raises(CalculatorError):
            self.graph.wait_until_done()

    def _work(self, _: Do) -> None:
        self._busy.set()
        assert self._go_on.wait(WAIT)


@contextmanager
def failing() -> Iterator[Failing]:
    """A graph that has failed and cannot end yet; it ends with the block."""
    run = Failing()
    try:
        run.start()
        yield run
    finally:
        run.finish()


def test_the_callback_is_told_at_once() -> None:
    """The error callback does not wait for nodes that are still busy."""
    with failing() as run:
        assert run.graph.has_error()


def test_inputs_can_be_closed_after_a_failure() -> None:
    """The graph lets its inputs be closed after a failure, and raises the failure when the caller waits for the run."""
    with failing() as run:
        run.graph.close_input_stream("a")
        run.graph.close_all_packet_sources()


def test_packets_are_refused_after_a_failure() -> None:
    """Feeding a graph that has failed says so."""
    with failing() as run, pytest.raises(CalculatorError):
        run.graph.add_packet_to_input_stream("a", P(1))


def test_a_poller_is_woken_by_a_failure() -> None:
    """A failed run wakes the caller that waits at a poller, with the error."""
    with failing() as run, pytest.raises(CalculatorError):
        run.poller.next()


def test_starting_says_nothing_of_workers() -> None:
    """With workers calculators open after start_run() has returned: the next call tells, every time."""
    graph = CalculatorGraph(graph_of("a", do("a", "b", "OPEN:fail")), num_threads=2)
    for _ in range(20):
        graph.start_run({"fail": fail})
        with pytest.raises(CalculatorError):
            graph.wait_until_idle()
        with pytest.raises(CalculatorError):
            graph.wait_until_done()


def test_what_the_callback_raises_is_an_error_of_the_run(threads: int) -> None:
    """A callback that fails hides neither the first error nor its own."""

    def refuse(_: GraphError) -> None:
        raise RuntimeError("not now")

    graph = CalculatorGraph(graph_of("a", do("a", "b", "PROCESS:fail")), num_threads=threads)
    graph.set_error_callback(refuse)
    graph.start_run({"fail": fail})
    with pytest.raises(GraphError) as caught:  # noqa: PT012 - in which call depends on the threads
        graph.add_packet_to_input_stream("a", P(0))
        graph.wait_until_done()
    first, second = str(caught.value).splitlines()[0], str(caught.value).splitlines()[-1]
    assert "failed in process() at timestamp 0" in first
    assert second == "the error callback raised RuntimeError: not now"


@register("test.CannotBeMade")
class CannotBeMade(Calculator):
    """Fails before it is opened."""

    outputs = Output[int]()

    def __init__(self) -> None:
        raise OSError("no camera")

    def process(self) -> None:
        """Nothing to do."""


def test_a_calculator_that_cannot_be_made(threads: int) -> None:
    """The run does not begin, start_run() says why, and the graph can be closed."""
    with CalculatorGraph('node { calculator: "test.CannotBeMade" output_stream: "a" }', num_threads=threads) as graph:
        for _ in range(2):
            with pytest.raises(CalculatorError) as caught:
                graph.start_run()
            assert caught.value.source is not None
            assert str(caught.value) == (
                "<graph>:1:8: test.CannotBeMade (node 'test.CannotBeMade') failed in __init__(): OSError: no camera\n"
                f'    at {__file__}:{caught.value.source.line}, in __init__: raise OSError("no camera")'
            )
            assert caught.value.phase == "__init__"


def test_a_graph_can_run_again_after_it_failed() -> None:
    """A `with` block that is left by a failure ends the run, and the graph is ready for another."""
    graph = CalculatorGraph(graph_of("a", do("a", "b", "PROCESS:work")), num_threads=2)

    def run(work: Callable[[Do], object]) -> None:
        with graph:
            graph.start_run({"work": work})
            graph.add_packet_to_input_stream("a", P(0))
            graph.wait_until_idle()

    with pytest.raises(CalculatorError):
        run(fail)
    calls: list[Do] = []
    run(calls.append)
    assert len(calls) == 1


def test_a_callback_that_fails_is_not_called_again(threads: int) -> None:
    """The graph calls an observer that has failed no more, though the source has packets left."""
    seen: list[Any] = []

    def fail_at_the_sixth(_: str, packet: Any) -> None:
        seen.append(packet)
        if len(seen) >= 6:
            raise ValueError("enough")

    text = graph_of("", do("", "count", "PROCESS:send"), do("count", "mid"), do("mid", "out"))
    graph = CalculatorGraph(text, num_threads=threads)
    graph.observe_output_stream("count", fail_at_the_sixth)
    ends = watch(graph, "out", bounds=False)["out"]
    with pytest.raises(ObserverError, match='observes stream "count" failed at 5: ValueError: enough'):  # noqa: PT012 - in which call varies
        graph.start_run({"send": sender(P(i) for i in range(10))})
        graph.wait_until_done()
    graph.close()
    assert seen == [P(i) for i in range(6)]
    assert values(ends) == list(range(len(ends)))
    assert len(ends) <= 6


@pytest.mark.parametrize("phase", ["open", "process"])
def test_an_error_is_told_without_being_asked_for(threads: int, phase: str) -> None:
    """The callback gets the error, and finds it with the graph already; a caller that waits gets the same one."""
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
    """The error callback gets the error of the failed call, and then each error of a node that fails to close."""
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


def test_everybody_is_closed_although_one_close_fails(threads: int) -> None:
    """The graph closes every node although close() of some fails, and keeps all their errors."""
    log: list[Any] = []
    graph = CalculatorGraph(CHAIN, num_threads=threads)
    graph.start_run(side_packets(log, process_2=fail, close_1=fail, close_2=fail))
    with pytest.raises(GraphError):
        add(graph, "a", 1)
    graph.close()
    assert life(log, "first").count("close") == life(log, "second").count("close") == 1
    text = graph.get_combined_error_message()
    assert text.count("broken in process") == 1
    assert text.count("broken in close") == 2


def test_what_a_failing_call_has_sent_is_dropped(threads: int) -> None:
    """Packets of a call that fails go nowhere, and so does what close() sends after the failure."""

    def send_and_fail(node: Do) -> None:
        forward(node)
        if node.timestamp == 2:
            fail(node)

    graph = CalculatorGraph(CHAIN, num_threads=threads)
    seen = watch(graph, "b", bounds=False)
    closing = side_packets([], process_1=send_and_fail, close_1=lambda node: node.outputs[0].send("late", 99))
    graph.start_run(closing)
    add(graph, "a", 1)
    with pytest.raises(CalculatorError):
        add(graph, "a", 2)
    graph.close()
    assert seen == {"b": [P(1, "a")]}


def test_an_error_nobody_waited_for_is_told_at_the_end() -> None:
    """A failure on a worker is not lost where the with statement ends without another call."""
    graph = CalculatorGraph(CHAIN, num_threads=1)
    with pytest.raises(CalculatorError, match="broken in process"), graph:  # noqa: PT012 - which statement is the point
        graph.start_run(side_packets([], process_1=fail))
        graph.add_packet_to_input_stream("a", P(1))


def test_an_error_that_was_told_is_not_told_again(threads: int) -> None:
    """The graph raises an error that the caller has caught inside the with statement only that once."""
    with CalculatorGraph(CHAIN, num_threads=threads) as graph:
        graph.start_run(side_packets([], process_1=fail))
        with pytest.raises(CalculatorError):
            add(graph, "a", 1)
    assert graph.has_error()


def test_the_message_says_where_when_and_on_what(threads: int, tmp_path: Any) -> None:
    """A failure names file, line and column, calculator, node, timestamp and the inputs it failed on."""
    path = tmp_path / "graph.pbtxt"
    path.write_text(
        'input_stream: "a"\ninput_stream: "b"\n'
        'node { name: "careful" calculator: "test.Do" input_side_packet: "PROCESS:fail"\n'
        '  input_stream: "a" input_stream: "b" }\n'
    )

    def refuse(node: Do) -> None:
        if node.timestamp == 20:
            raise ValueError("no")

    with CalculatorGraph(path, num_threads=threads) as graph:
        graph.start_run({"fail": refuse})
        add(graph, "b", 10)
        add(graph, "b", 30)
        add(graph, "a", 10)
        with pytest.raises(CalculatorError) as caught:
            add(graph, "a", 20)
    assert str(caught.value).splitlines()[:-1] == [
        f"{path}:3:24: test.Do (node 'careful') failed in process() at timestamp 20: ValueError: no",
        "    a = Packet('a' @ 20)",
        "    b = Packet(EMPTY @ 29)",
    ]
    assert isinstance(caught.value.__cause__, ValueError)


def test_errors_do_not_hold_on_to_those_who_asked(threads: int) -> None:
    """However often a failed graph is called, its error does not grow."""
    graph = CalculatorGraph(graph_of("a", do("a", "b", "PROCESS:process")), num_threads=threads)
    graph.start_run({"process": fail})
    with pytest.raises(CalculatorError):
        add(graph, "a", 0)
    lengths = []
    for timestamp in range(3):
        with pytest.raises(CalculatorError) as caught:
            graph.add_packet_to_input_stream("a", P(timestamp))
        lengths.append(len(list(traceback.walk_tb(caught.value.__traceback__))))
    assert len(set(lengths)) == 1
    graph.close()
