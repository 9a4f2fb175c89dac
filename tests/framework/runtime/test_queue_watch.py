"""Watched queues: what enters and leaves them, what is dropped, and when they are full."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import CalculatorGraph
from backedge.errors import DeadlockError
from tests.flow import add, end
from tests.graph_text import graph_of

JOIN = """
node {
  name: "join" calculator: "PassThroughCalculator"
  input_stream: "a" input_stream: "b" output_stream: "c" output_stream: "d"
  %s
}
"""
FIXED = """
input_stream_handler {
  input_stream_handler: "FixedSizeInputStreamHandler"
  options { [mediapipe.FixedSizeInputStreamHandlerOptions.ext] { trigger_queue_size: 3 target_queue_size: 1 } }
}
"""


class Noted:
    """Notes everything it is told."""

    def __init__(self) -> None:
        self.lengths: list[tuple[str, int]] = []
        self.dropped: list[tuple[str, str, int]] = []
        self.full: list[tuple[str, str, bool]] = []

    def queue_changed(self, node: str, stream: str, length: int) -> None:
        self.lengths.append((stream, length))

    def packet_dropped(self, node: str, stream: str, timestamp: int) -> None:
        self.dropped.append((node, stream, timestamp))

    def queue_filled(self, node: str, stream: str, *, full: bool) -> None:
        self.full.append((node, stream, full))


def graph_with(noted: Noted, policy: str = "", **arguments: Any) -> CalculatorGraph:
    """A graph of one node that joins two streams."""
    return CalculatorGraph(graph_of("a b", JOIN % policy), queue_watch=noted, **arguments)


def test_a_queue_tells_its_length(threads: int) -> None:
    """It grows while the other stream is not settled, and shrinks when the node takes what has waited."""
    noted = Noted()
    with graph_with(noted, num_threads=threads) as graph:
        graph.start_run()
        for timestamp in (1, 2):
            add(graph, "a", timestamp)
        waiting = list(noted.lengths)
        for timestamp in (1, 2):
            add(graph, "b", timestamp)
        end(graph)
    assert waiting == [("a", 1), ("a", 2)]
    assert [length for stream, length in noted.lengths if stream == "a"] == [1, 2, 1, 0]
    assert noted.dropped == []


def test_what_a_policy_cuts_off_is_told_as_dropped(threads: int) -> None:
    """And what the node gets is not."""
    noted = Noted()
    with graph_with(noted, FIXED, num_threads=threads) as graph:
        graph.start_run()
        for timestamp in (1, 2, 3):
            add(graph, "a", timestamp)
        add(graph, "b", 3)
        end(graph)
    assert noted.dropped == [("join", "a", 1), ("join", "a", 2)]


def test_what_is_left_when_a_run_ends_is_dropped() -> None:
    """A cancelled run does not process what waits."""
    noted = Noted()
    graph = graph_with(noted)
    graph.start_run()
    add(graph, "a", 1)
    graph.cancel()
    assert noted.dropped == [("join", "a", 1)]
    assert noted.lengths[-1] == ("a", 0)


def test_a_full_queue_tells_that_it_holds_back(threads: int) -> None:
    """And that it does so no more when its node is closed."""
    noted = Noted()
    limited = graph_of("a b", JOIN % "", "max_queue_size: 2 report_deadlock: true")
    graph = CalculatorGraph(limited, num_threads=threads, queue_watch=noted)
    graph.start_run()
    add(graph, "a", 1)
    with pytest.raises(DeadlockError):
        add(graph, "a", 2)
    graph.cancel()
    assert noted.full == [("join", "a", True), ("join", "a", False)]


@pytest.mark.parametrize("watch", [None, Noted()])
def test_a_watched_graph_gives_the_same(watch: Noted | None) -> None:
    """With and without."""
    passed: list[int] = []
    with CalculatorGraph(graph_of("a b", JOIN % ""), queue_watch=watch) as graph:
        graph.observe_output_stream("c", lambda _, packet: passed.append(packet.timestamp))
        graph.start_run()
        for timestamp in (5, 7):
            add(graph, "a", timestamp)
        for timestamp in (5, 6, 7):
            add(graph, "b", timestamp)
        end(graph)
    assert passed == [5, 7]
