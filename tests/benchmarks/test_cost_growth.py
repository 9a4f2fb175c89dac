"""The engine's cost grows with its work, and not faster: for each node and packet it stays the same."""

from __future__ import annotations

import gc
import math
import tracemalloc
from time import process_time

from backedge import CalculatorGraph
from backedge.tools.benchmarks.engine_suite import chain

_USUAL_TURNS, _MOST_TURNS = 25, 1000


class Fed:
    """A chain of nodes that runs, on the caller's thread."""

    def __init__(self, length: int) -> None:
        graph = chain(length)
        self.arrived = 0
        self.fed = 0
        self._graph = CalculatorGraph(graph.text)
        self._graph.observe_output_stream(graph.output, self._count)
        self._graph.start_run()

    def feed(self, packets: int) -> float:
        """Feed some packets; the seconds that the processor worked."""
        start = process_time()
        for timestamp in range(self.fed, self.fed + packets):
            self._graph.add_packet_to_input_stream("in", timestamp, timestamp)
        self.fed += packets
        return process_time() - start

    def close(self) -> None:
        """End the run; everything has arrived."""
        self._graph.close()
        assert self.arrived == self.fed

    def _count(self, _name: str, _packet: object) -> None:
        self.arrived += 1


def test_a_node_costs_the_same_in_a_graph_of_10_and_of_1000() -> None:
    """Twice as much is allowed for the processor's caches; a scheduler that looks at all nodes takes 100 times."""
    short, long = Fed(10), Fed(1000)
    in_short = in_long = math.inf
    for turn in range(_MOST_TURNS):
        in_short = min(in_short, short.feed(200) / (200 * 10))
        in_long = min(in_long, long.feed(2) / (2 * 1000))
        # Others on the machine may take the long graph's place in the caches for longer than the usual turns last.
        if turn >= _USUAL_TURNS and in_long < 2 * in_short:
            break
    short.close()
    long.close()
    assert in_long < 2 * in_short


def test_a_packet_costs_the_same_early_and_late_in_a_run() -> None:
    """Of a run of 20 000 packets, the first 5 000 and the last 5 000."""
    graph = Fed(3)
    parts = [[graph.feed(500) for _ in range(10)] for _ in range(4)]
    graph.close()
    assert min(parts[-1]) < 1.5 * min(parts[0])


def test_memory_stays_flat_as_a_run_goes_on() -> None:
    """Nothing is kept of 9000 packets: not a byte for each of them."""
    graph = Fed(5)
    graph.feed(1000)
    tracemalloc.start()
    try:
        graph.feed(100)
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        graph.feed(9000)
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    graph.close()
    assert grown < 4000
