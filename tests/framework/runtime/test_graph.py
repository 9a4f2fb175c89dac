"""CalculatorGraph: what may be called when, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import CalculatorGraph, GraphError
from backedge.errors import (
    CalculatorError,
    GraphStateError,
)
from tests.do_calculator import Do
from tests.flow import P, add, watch
from tests.framework.runtime.two_nodes import CHAIN, life, side_packets
from tests.graph_text import do, graph_of

PASS = graph_of("a b", do("a b", "c d"))


def test_a_graph_runs_once_at_a_time(threads: int) -> None:
    """A second start_run() is refused while the first run goes on."""
    with CalculatorGraph(PASS, num_threads=threads) as graph:
        graph.start_run()
        with pytest.raises(GraphStateError, match=r"^the graph is running already; call wait_until_done"):
            graph.start_run()


def test_waiting_for_the_end_needs_an_end() -> None:
    """A wait on the caller's thread with open inputs is an error: it could not end, as nothing else can close them."""
    with CalculatorGraph(PASS) as graph:
        graph.start_run()
        graph.close_input_stream("a")
        with pytest.raises(
            GraphStateError, match='wait forever: graph input streams "b" are open; call close_all_packet'
        ):
            graph.wait_until_done()


def test_closing_twice_is_nothing(threads: int) -> None:
    """close() of a graph that has ended, or was never started, does nothing."""
    graph = CalculatorGraph(PASS, num_threads=threads)
    graph.close()
    graph.start_run()
    graph.close()
    graph.close()
    graph.wait_until_done()
    graph.wait_until_idle()
    assert not graph.has_error()
    assert graph.get_combined_error_message() == ""


def test_the_text_of_a_graph_can_be_read_back() -> None:
    """text_config and binary_config are the expanded graph, with canonical names and in order."""
    graph = CalculatorGraph(graph_of("a", do("b", "c"), do("a", "b")))
    again = CalculatorGraph(graph.text_config)
    assert [node.name for node in graph.plan.nodes] == [node.name for node in again.plan.nodes]
    assert [node.contract.outputs[("", 0)].name for node in again.plan.nodes] == ["b", "c"]
    assert CalculatorGraph(graph.binary_config).text_config == again.text_config


def interrupt(_: Do) -> None:
    """Do what Ctrl-C does."""
    raise KeyboardInterrupt


def test_ctrl_c_closes_everybody() -> None:
    """KeyboardInterrupt inside process() reaches the caller after every node was closed."""
    log: list[Any] = []
    graph = CalculatorGraph(CHAIN)
    graph.start_run(side_packets(log, process_2=interrupt))
    with pytest.raises(KeyboardInterrupt):
        add(graph, "a", 1)
    assert life(log, "first").count("close") == life(log, "second").count("close") == 1


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_a_worker_that_is_told_to_exit_ends_the_run(error: type[BaseException]) -> None:
    """An exception that would end a worker's thread ends the run instead, as an error of the node."""

    def leave(_: Do) -> None:
        raise error("now")

    graph = CalculatorGraph(CHAIN, num_threads=1)
    graph.start_run(side_packets([], process_2=leave))
    with pytest.raises(CalculatorError, match=rf"node 'second'\) failed in process\(\) .*: {error.__name__}: now"):
        add(graph, "a", 1)


def test_leaving_the_context_with_an_error_closes_everybody(threads: int) -> None:
    """An exception in the body of the with statement comes out as it is, after every node was closed."""
    log: list[Any] = []
    with pytest.raises(LookupError, match="mine"), CalculatorGraph(CHAIN, num_threads=threads) as graph:  # noqa: PT012 - as said
        graph.start_run(side_packets(log))
        raise LookupError("mine")
    assert life(log, "first").count("close") == life(log, "second").count("close") == 1


def test_leaving_the_context_finishes_the_run(threads: int) -> None:
    """At the end of the with statement inputs are closed, and what is queued is processed."""
    log: list[Any] = []
    with CalculatorGraph(CHAIN, num_threads=threads) as graph:
        seen = watch(graph, "c", bounds=False)
        graph.start_run(side_packets(log))
        for timestamp in range(5):
            graph.add_packet_to_input_stream("a", P(timestamp))
    assert seen == {"c": [P(timestamp) for timestamp in range(5)]}
    assert life(log, "second")[-1] == "close"


def test_cancelling_closes_everybody(threads: int) -> None:
    """cancel() returns when every node is closed; waiting afterwards raises that the run was cancelled."""
    log: list[Any] = []
    graph = CalculatorGraph(CHAIN, num_threads=threads)
    graph.start_run(side_packets(log))
    add(graph, "a", 1)
    graph.cancel()
    assert life(log, "first").count("close") == life(log, "second").count("close") == 1
    with pytest.raises(GraphError, match=r"^the run was cancelled$"):
        graph.wait_until_done()
    graph.cancel()
    assert life(log, "first").count("close") == 1


@pytest.mark.parametrize("raised", [SystemExit("enough"), KeyboardInterrupt()])
def test_what_interrupts_a_run_is_its_error(raised: BaseException) -> None:
    """The error that the graph raises afterwards names what interrupted the run, and has it as its cause."""
    graph = CalculatorGraph(graph_of("a", do("a", "b", "PROCESS:process")))

    def process(_: Do) -> None:
        raise raised

    graph.start_run({"process": process})
    with pytest.raises(type(raised)):
        graph.add_packet_to_input_stream("a", P(0))
    with pytest.raises(GraphError, match=f"the run was interrupted by {type(raised).__name__}") as caught:
        graph.wait_until_idle()
    assert caught.value.__cause__ is raised


def test_cancelling_with_open_inputs_and_waiting_packets(threads: int) -> None:
    """cancel() ends a run whose inputs are open and whose queues are not empty."""
    graph = CalculatorGraph(graph_of("a b", do("a b", "c d")), num_threads=threads)
    graph.start_run()
    graph.add_packet_to_input_stream("a", P(1))
    graph.close_input_stream("a")
    graph.add_packet_to_input_stream("b", P(2))
    graph.wait_until_idle()
    graph.cancel()
    with pytest.raises(GraphError, match="cancelled"):
        graph.wait_until_done()


def test_leaving_without_waiting_does_not_hang(threads: int) -> None:
    """A graph with open inputs that are not fed can be left at any time."""
    with CalculatorGraph(graph_of("a b", do("a b", "c d")), num_threads=threads) as graph:
        graph.start_run()
        graph.wait_until_idle()
    assert not graph.has_error()
