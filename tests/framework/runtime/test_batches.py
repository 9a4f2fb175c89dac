"""The default policy in a graph, with and without batches."""

from __future__ import annotations

import pytest

from backedge import CalculatorGraph
from tests.flow import P, add, end, values, watch
from tests.graph_text import do, graph_of, input_policy

BATCHES = graph_of("a", do("a", "b", more=input_policy("Default", "batch_size: 2"), calculator="PassThroughCalculator"))


@pytest.mark.parametrize("more", ["", input_policy("Default", "batch_size: 1")])
def test_streams_wait_for_each_other(threads: int, more: str) -> None:
    """A packet goes through once the other stream has come as far; a batch of one changes nothing."""
    node = do("a b", "c d", more=more, calculator="PassThroughCalculator")
    with CalculatorGraph(graph_of("a b", node), num_threads=threads) as graph:
        seen = watch(graph, "c", "d", bounds=False)
        graph.start_run()
        for stream, timestamp, c, d in (("a", 1, 0, 0), ("b", 2, 1, 0), ("a", 2, 2, 1)):
            add(graph, stream, timestamp)
            assert (len(seen["c"]), len(seen["d"])) == (c, d)
        end(graph)
    assert seen == {"c": [P(1, "a"), P(2, "a")], "d": [P(2, "b")]}


def test_batches_go_through_as_a_whole(threads: int) -> None:
    """With a batch size of two, nothing comes of the first packet, and two of the second."""
    with CalculatorGraph(BATCHES, num_threads=threads) as graph:
        seen = watch(graph, "b", bounds=False)["b"]
        graph.start_run()
        for timestamp, out in ((1, []), (2, [1, 2]), (3, [1, 2]), (4, [1, 2, 3, 4])):
            graph.add_packet_to_input_stream("a", P(timestamp))
            graph.wait_until_idle()
            assert values(seen) == out
        end(graph)
    assert seen == [P(timestamp) for timestamp in (1, 2, 3, 4)]


def test_the_end_completes_a_batch(threads: int) -> None:
    """The packets of an incomplete batch go through when the stream ends, in order."""
    with CalculatorGraph(BATCHES, num_threads=threads) as graph:
        seen = watch(graph, "b", bounds=False)["b"]
        graph.start_run()
        for timestamp, out in ((1, []), (2, [1, 2]), (3, [1, 2])):
            graph.add_packet_to_input_stream("a", P(timestamp))
            graph.wait_until_idle()
            assert values(seen) == out
        end(graph)
    assert seen == [P(timestamp) for timestamp in (1, 2, 3)]


def test_a_batch_keeps_downstream_waiting(threads: int) -> None:
    """Nothing of a batch but its first timestamp is settled downstream before the batch is complete."""
    text = graph_of("a b", do("b", "batched", more=input_policy("Default", "batch_size: 3")), do("a batched", "x y"))
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "x", bounds=False)["x"]
        graph.start_run()
        add(graph, "a", 0)
        assert seen == []
        for timestamp, expected in ((1, 1), (2, 1), (3, 4)):
            graph.add_packet_to_input_stream("a", P(timestamp))
            add(graph, "b", timestamp)
            assert len(seen) == expected
        end(graph)
    assert len(seen) == 4
