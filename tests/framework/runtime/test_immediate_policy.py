"""The immediate policy: every input for itself."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import CalculatorGraph, GraphError
from backedge import timestamp as ts
from backedge.packet import Packet
from tests.do_calculator import seen_by
from tests.flow import B, P, add, settle, watch
from tests.graph_text import do, do_options, graph_of, input_policy

IMMEDIATE = input_policy("Immediate")
BOUNDS = do_options("bounds: true arbitrary: true")


def immediate(threads: int, steps: list[tuple[str, str, int]], more: str = "") -> list[tuple[int, list[Packet[Any]]]]:
    """Input timestamp and inputs of every call of a node with inputs a and b."""
    made: list[tuple[int, list[Packet[Any]]]] = []
    text = graph_of("a b", do("a b", side="PROCESS:process", more=IMMEDIATE + more))
    with CalculatorGraph(text, num_threads=threads) as graph:
        graph.start_run({"process": lambda node: made.append((node.timestamp, seen_by(node.inputs)))})
        for action, stream, timestamp in steps:
            if action == "close":
                graph.close_input_stream(stream)
                graph.wait_until_idle()
            else:
                (add if action == "add" else settle)(graph, stream, timestamp)
        return list(made)  # without what closing the graph adds


def test_nobody_waits(threads: int) -> None:
    """Each packet is processed on arrival; the other input is empty, stamped with its own settled time."""
    made = immediate(threads, [("add", "a", 10), ("add", "b", 20), ("add", "a", 12)])
    assert made == [
        (10, [P(10, "a"), B(ts.UNSTARTED)]),
        (20, [B(10), P(20, "b")]),
        (12, [P(12, "a"), B(20)]),
    ]


def test_bounds_alone_are_not_processed(threads: int) -> None:
    """A settled input alone does not make a node without process_timestamp_bounds run."""
    assert immediate(threads, [("settle", "a", 10), ("settle", "b", 10)]) == []


def test_bounds_are_processed_on_request(threads: int) -> None:
    """A node with process_timestamp_bounds runs for each input's settled time, input by input."""
    made = immediate(threads, [("settle", "a", 10), ("add", "b", 4), ("settle", "b", 6)], BOUNDS)
    assert made == [
        (10, [B(10), B(ts.UNSTARTED)]),
        (4, [B(10), P(4, "b")]),
        (6, [B(10), B(6)]),
    ]


def test_an_input_that_ends_makes_one_more_call(threads: int) -> None:
    """When an input ends there is one call with nothing, at the bound of the others."""
    made = immediate(threads, [("add", "a", 10), ("add", "b", 20), ("close", "a", 0)])
    assert made[2:] == [(21, [B(ts.MAX), B(20)])]


def test_the_last_input_that_ends_makes_no_call(threads: int) -> None:
    """When the last input ends the node closes."""
    made = immediate(threads, [("add", "a", 10), ("close", "a", 0), ("close", "b", 0)])
    assert [timestamp for timestamp, _ in made] == [10, ts.PRESTREAM]


def test_with_bounds_the_end_of_an_input_is_seen_as_max(threads: int) -> None:
    """With process_timestamp_bounds the end of each input is delivered once, at Max."""
    made = immediate(threads, [("add", "a", 10), ("close", "a", 0), ("close", "b", 0)], BOUNDS)
    assert made == [
        (10, [P(10, "a"), B(ts.UNSTARTED)]),
        (ts.MAX, [B(ts.MAX), B(ts.UNSTARTED)]),
        (ts.MAX, [B(ts.MAX), B(ts.MAX)]),
    ]


def test_both_inputs_at_the_same_time_are_one_call() -> None:
    """Inputs that are ready for the same timestamp when the node is looked at share the call."""
    made: list[Any] = []
    two = graph_of("s", do("s", "a b", "PROCESS:fork"), do("a b", side="PROCESS:process", more=IMMEDIATE))

    def fork(node: Any) -> None:
        for output in node.outputs:
            output.send("x")

    with CalculatorGraph(two) as graph:
        graph.start_run({"fork": fork, "process": lambda node: made.append((node.timestamp, seen_by(node.inputs)))})
        add(graph, "s", 1)
    # The first stream arrives alone: the node is looked at before the second is sent.
    assert [call[0] for call in made[:2]] == [1, 1]


def test_outputs_that_go_back_in_time_are_an_error(threads: int) -> None:
    """Passing on inputs that overtake each other breaks the order downstream, which names both ends."""
    text = graph_of("a b", do("a b", "c d", more=IMMEDIATE + ' name: "skewed"'), do("c d", more='name: "reader"'))
    with CalculatorGraph(text, num_threads=threads) as graph:
        graph.start_run()
        add(graph, "a", 10)
        with pytest.raises(GraphError) as caught:
            add(graph, "b", 5)
    assert 'mismatch in stream "d" into node "reader": it can take 11 or later, but received 5' in str(caught.value)
    assert "test.Do (node 'skewed') failed in process() at timestamp 5" in str(caught.value)


def test_immediate_pass_through_at_the_end_of_one_input(threads: int) -> None:
    """The extra call at the end of an input moves the outputs of offset 0 to the bound of the others."""
    text = graph_of(
        "a c",
        input_policy("Immediate"),
        do("a c", "b d", calculator="PassThroughCalculator"),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "b", "d")
        graph.start_run()
        add(graph, "a", 1)
        assert seen == {"b": [P(1, "a")], "d": [B(1)]}
        graph.close_input_stream("c")
        graph.wait_until_idle()
        assert seen == {"b": [P(1, "a"), B(2)], "d": [B(1), B(2)]}
