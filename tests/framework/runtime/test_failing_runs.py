"""While a run fails: who is told, when, and what may still be called."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from backedge import Calculator, CalculatorGraph, GraphError, Output, register
from backedge.errors import CalculatorError
from backedge.runtime.poller import OutputStreamPoller
from tests.framework.processes import fail
from tests.nodes import WAIT, Do, P, do, graph_of


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
    """Closing inputs is no error, whatever has failed; whoever waits for the run is told."""
    with failing() as run:
        run.graph.close_input_stream("a")
        run.graph.close_all_packet_sources()


def test_packets_are_refused_after_a_failure() -> None:
    """Feeding a graph that has failed says so."""
    with failing() as run, pytest.raises(CalculatorError):
        run.graph.add_packet_to_input_stream("a", P(1))


def test_a_poller_is_woken_by_a_failure() -> None:
    """Whoever waits for a packet of a failed run waits no longer."""
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
            assert str(caught.value) == (
                "<graph>:1:8: test.CannotBeMade (node 'test.CannotBeMade') failed in __init__(): OSError: no camera"
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
