"""Small graphs that are run and timed by orders from standard input; `engine_against_mediapipe` starts this program.

All sides run it: MediaPipe, `backedge.compat.mediapipe`, and our own API. It reads lines of a graph's name in
`ENGINE_GRAPHS`, a way of feeding and a number of packets, divided by tabs; the first line is the name of the package to
run. It answers each with a JSON line of the seconds that the packets took, a number for each packet or burst: "seconds"
and "processor_seconds".
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable
from itertools import count
from time import perf_counter, process_time
from typing import Any

from tests.benchmarks.engine_graphs import APPLICATION_THREAD, ENGINE_GRAPHS, EngineGraph

BURST = 100
"""Packets that are fed before waiting, where that is not done for each."""


class TimedEngine:
    """A graph that runs, and counts what comes out."""

    def __init__(self, package: str, graph: EngineGraph) -> None:
        self._numbers = count()
        self._fed = self._got = 0
        self._feed: Callable[[Any, int], None]
        if package == "backedge":
            self._graph = importlib.import_module("backedge").CalculatorGraph(graph.text)
            self._feed = self._feed_value
            self._values: Callable[[int], Any] = (lambda _: [1.0] * graph.items) if graph.items else int
        else:
            mediapipe = importlib.import_module(package)
            self._graph = mediapipe.CalculatorGraph(graph_config=APPLICATION_THREAD + graph.text)
            self._make = (
                mediapipe.packet_creator.create_float_vector if graph.items else mediapipe.packet_creator.create_int
            )
            self._values = (lambda _: [1.0] * graph.items) if graph.items else int
            self._feed = self._feed_packet
        self._graph.observe_output_stream("out", self._count)
        self._graph.start_run()

    def run(self, way: str, packets: int) -> dict[str, Any]:
        """Feed some packets.

        Raises:
            RuntimeError: not as many have come out.
        """
        size = 1 if way == "each" else BURST
        times = [self._run_burst(size) for _ in range(packets // size)]
        if self._got != self._fed:
            raise RuntimeError(f"of {self._fed} packets {self._got} have come out")
        seconds, processor_seconds = zip(*times, strict=True)
        return {"seconds": seconds, "processor_seconds": processor_seconds}

    def _run_burst(self, size: int) -> tuple[float, float]:
        feed, graph, values = self._feed, self._graph, self._values
        start, processor_start = perf_counter(), process_time()
        for _ in range(size):
            number = next(self._numbers)
            feed(values(number), number)
        graph.wait_until_idle()
        processor_end, end = process_time(), perf_counter()
        self._fed += size
        return (end - start) / size, (processor_end - processor_start) / size

    def _feed_value(self, value: Any, timestamp: int) -> None:
        self._graph.add_packet_to_input_stream("in", value, timestamp)

    def _feed_packet(self, value: Any, timestamp: int) -> None:
        self._graph.add_packet_to_input_stream("in", self._make(value).at(timestamp))

    def _count(self, _: str, __: Any) -> None:
        self._got += 1


def main() -> None:
    """Do what comes in until there is no more."""
    package = sys.stdin.readline().strip()
    engines: dict[str, TimedEngine] = {}
    for line in sys.stdin:
        name, way, packets = line.rstrip("\n").split("\t")
        if name not in engines:
            engines[name] = TimedEngine(package, ENGINE_GRAPHS[name])
        sys.stdout.write(json.dumps(engines[name].run(way, int(packets))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
