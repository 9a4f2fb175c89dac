"""Lifetimes: a graph keeps packets alive while they are needed, and calculators for a run."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest

from backedge import CalculatorGraph
from tests.flow import P, add, end
from tests.graph_text import do, graph_of, input_policy


class Frame:
    """Something to be let go."""


JOIN = graph_of("a", do("a", "b"), do("b", "c"), do("a c", "d e"), do("d", "f", more="max_in_flight: 2"))


def test_nothing_is_kept_at_rest(threads: int) -> None:
    """When a graph is idle no packet that has been processed is alive, not even the last."""
    alive: list[weakref.ref[Frame]] = []
    with CalculatorGraph(JOIN, num_threads=threads) as graph:
        graph.start_run()
        for timestamp in range(4):
            frame = Frame()
            alive.append(weakref.ref(frame))
            graph.add_packet_to_input_stream("a", frame, timestamp)
            del frame
        graph.wait_until_idle()
        gc.collect()
        assert [frame() for frame in alive] == [None] * 4


def test_what_still_waits_is_kept(threads: int) -> None:
    """A packet whose turn has not come stays, however idle the graph is."""
    seen: list[Any] = []
    with CalculatorGraph(graph_of("a b", do("a b", "c d")), num_threads=threads) as graph:
        graph.observe_output_stream("c", lambda _, packet: seen.append(packet))
        graph.start_run()
        graph.add_packet_to_input_stream("a", P(1))
        graph.wait_until_idle()
        graph.pause()
        graph.add_packet_to_input_stream("b", P(1))
        graph.wait_until_idle()
        assert seen == []
        graph.resume()
        add(graph, "b", 2)
    assert seen == [P(1)]


@pytest.mark.parametrize("instances", ["", "max_in_flight: 3"])
def test_calculators_go_with_the_run(threads: int, instances: str) -> None:
    """When a run has ended its calculators are let go, with all that they hold."""
    alive: list[Any] = []
    graph = CalculatorGraph(graph_of("a", do("a", "b", "OPEN:note", instances)), num_threads=threads)
    graph.start_run({"note": lambda node: alive.append(weakref.ref(node))})
    add(graph, "a", 1)
    end(graph)
    gc.collect()
    assert alive
    assert [calculator() for calculator in alive] == [None] * len(alive)


def test_packets_that_nobody_has_processed_are_let_go(threads: int) -> None:
    """When a run has ended, no queue and no batch holds packets, whether the node was ever opened or not."""
    batch = input_policy("Default", "batch_size: 3")
    text = graph_of(
        "a b",
        do("a", more=batch),
        do("b", "c"),
        'node { calculator: "StreamToSidePacketCalculator" input_stream: "c" output_side_packet: "s" }',
        do("a", "", "LOG:s"),
    )
    graph = CalculatorGraph(text, num_threads=threads)
    graph.start_run()
    value = Frame()
    left = weakref.ref(value)
    graph.add_packet_to_input_stream("a", P(0, value))
    del value
    graph.wait_until_idle()
    assert left() is not None
    graph.cancel()
    gc.collect()
    assert left() is None
