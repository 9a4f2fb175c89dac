"""What stays from one run of a graph to the next, as in MediaPipe."""

from __future__ import annotations

from backedge import CalculatorGraph
from tests.framework.nodes import B, P, add, do, end, graph_of, settle, watch

FIXED_SIZE = 'input_stream_handler { input_stream_handler: "FixedSizeInputStreamHandler" }'


def test_observers_do_not_repeat_bounds(threads: int) -> None:
    """A bound that an earlier run has passed is not told again; packets are."""
    with CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads) as graph:
        seen = watch(graph, "b")["b"]
        graph.start_run()
        settle(graph, "a", 20)
        end(graph)
        graph.start_run()
        settle(graph, "a", 10)
        settle(graph, "a", 30)
        end(graph)
        graph.start_run()
        add(graph, "a", 5)
        settle(graph, "a", 6)
        end(graph)
    assert seen == [B(20), B(30), P(5, "a"), B(6)]


def test_fixed_size_remembers_what_it_dropped(threads: int) -> None:
    """Packets before those that an earlier run has dropped are lost."""
    with CalculatorGraph(graph_of("a b", do("a b", "c d", more=FIXED_SIZE)), num_threads=threads) as graph:
        seen = watch(graph, "c", bounds=False)["c"]
        graph.start_run()
        for timestamp in (10, 20, 30):
            add(graph, "a", timestamp)
        end(graph)
        graph.start_run()
        for timestamp in (5, 25):
            add(graph, "a", timestamp)
            add(graph, "b", timestamp)
        end(graph)
    assert seen == [P(30, "a"), P(25, "a")]
