"""Pollers: several that take from one, and what there is to say when nothing comes."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from backedge import CalculatorGraph
from backedge.errors import GraphStateError
from tests.nodes import WAIT, P, add, do, end, graph_of

TEXT = graph_of("a", do("a", "b"))


def test_waiting_for_what_nobody_feeds_is_refused() -> None:
    """On the caller's thread nothing can come while it waits; what has come is given, and then the end."""
    graph = CalculatorGraph(TEXT)
    poller = graph.output_stream_poller("b")
    graph.start_run()
    with pytest.raises(GraphStateError, match='poller of "b" would wait forever: the graph has nothing left to do'):
        poller.next()
    add(graph, "a", 1)
    assert poller.queue_size == 1
    assert poller.next() == P(1, "a")
    assert poller.queue_size == 0
    end(graph)
    assert poller.next() is None


def test_several_may_take_from_one_poller() -> None:
    """Every packet goes to one of them, and nobody gets an empty one in its place."""
    count = 3000
    graph = CalculatorGraph(TEXT, num_threads=1)
    poller = graph.output_stream_poller("b", max_queue_size=-1)
    graph.start_run()
    taken: list[Any] = []

    def take() -> None:
        for packet in poller:
            taken.append(packet)  # noqa: PERF402 - one by one is what this is about

    takers = [threading.Thread(target=take) for _ in range(3)]
    for taker in takers:
        taker.start()
    for timestamp in range(count):
        graph.add_packet_to_input_stream("a", P(timestamp))
    end(graph)
    for taker in takers:
        taker.join(WAIT)
    assert sorted(taken, key=lambda packet: packet.timestamp) == [P(timestamp) for timestamp in range(count)]
