"""Observers on streams inside subgraphs, and observers that fail."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import CalculatorGraph
from backedge.errors import ObserverError
from backedge.planning import subgraphs
from tests.nodes import P, do, end, graph_of, sender, values, watch

subgraphs.register(
    graph_of(
        "",
        'type: "behaviours.Twice" input_stream: "INPUT:in" output_stream: "OUTPUT:out"',
        do("in", "between"),
        do("between", "out"),
    )
)
SUBGRAPH = graph_of("", do("", "count", "PROCESS:send"), do("INPUT:count", "OUTPUT:out", calculator="behaviours.Twice"))


def test_streams_of_a_subgraph(threads: int) -> None:
    """What comes out of a subgraph can be observed though nobody reads it, and what is inside under its long name."""
    with CalculatorGraph(SUBGRAPH, num_threads=threads) as graph:
        seen = watch(graph, "count", "out", "behaviours_twice__between", bounds=False)
        graph.start_run({"send": sender(P(i) for i in range(10))})
        graph.wait_until_done()
    assert all(packets == [P(i) for i in range(10)] for packets in seen.values())


def test_a_callback_that_fails_is_not_called_again(threads: int) -> None:
    """After the sixth packet, at which the callback fails, it gets no other, though the source has some left."""
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


def test_graph_inputs_go_by_their_names(threads: int) -> None:
    """A graph input that has a tag as well is fed, ended and observed by its name."""
    text = (
        'input_stream: "VIDEO:frames" input_stream: "plain"'
        'node { calculator: "PassThroughCalculator" input_stream: "FIRST:frames" input_stream: "plain"'
        ' output_stream: "FIRST:out" output_stream: "other" }'
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "frames", "out", bounds=False)
        graph.start_run()
        graph.close_input_stream("plain")
        for timestamp in range(5):
            graph.add_packet_to_input_stream("frames", P(timestamp))
        end(graph)
    assert seen["frames"] == seen["out"] == [P(timestamp) for timestamp in range(5)]
