"""The time that calls on worker threads take; `pytest tests/benchmarks/test_threads_bench.py --benchmark-enable`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from time import perf_counter
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from backedge import Calculator, CalculatorGraph, Input, Output, register
from backedge.calculators.inference.hand_models import HAND_LANDMARK, find_hand_model
from backedge.calculators.inference.model_pool import model_pool
from tests.benchmarks.test_engine_bench import LENGTH, chain
from tests.models.available import real_models


@contextmanager
def running(text: str, threads: int, *streams: str) -> Iterator[tuple[CalculatorGraph, list[int]]]:
    """A graph that runs, and the timestamps of what has come out of some of its streams."""
    out: list[int] = []
    with CalculatorGraph(text, num_threads=threads) as graph:
        for stream in streams:
            graph.observe_output_stream(stream, lambda _, packet: out.append(packet.timestamp))
        graph.start_run()
        graph.wait_until_idle()
        yield graph, out


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("packets", [1, 1000], ids=["waiting for each", "streaming"])
def test_chain_on_workers(benchmark: BenchmarkFixture, packets: int, threads: int) -> None:
    """Packets through ten calculators in Python, on workers; the target is 8 microseconds per node and packet."""
    with running(chain(LENGTH, "BenchSends"), threads, f"s{LENGTH}") as (graph, out):

        def feed() -> None:
            first = len(out)
            for timestamp in range(first, first + packets):
                graph.add_packet_to_input_stream("s0", timestamp, timestamp)
            graph.wait_until_idle()
            assert len(out) == first + packets

        benchmark(feed)
    if benchmark.enabled:
        each = benchmark.stats.stats.median / (packets * LENGTH) * 1e6
        benchmark.extra_info["microseconds per node and packet"] = round(each, 2)


@register
class BenchInfers(Calculator):
    """Runs the hand landmark model on one thread, whatever comes."""

    source = Input[Any]()
    target = Output[Any]()

    def open(self) -> None:
        self._model = model_pool.acquire(find_hand_model(HAND_LANDMARK, 0), num_threads=1)

    def process(self) -> None:
        self._model.invoke()
        self.target.forward(self.source)

    def close(self) -> None:
        model_pool.release(self._model)


BRANCHES = 'input_stream: "in" ' + " ".join(
    f'node {{ calculator: "BenchInfers" input_stream: "in" output_stream: "out{number}" }}' for number in range(2)
)


def test_inference_on_two_workers(benchmark: BenchmarkFixture) -> None:
    """Two branches that infer: two workers should be 1.8 times as fast as one. Both are measured in turns."""
    real_models()
    seconds: dict[int, list[float]] = {1: [], 2: []}
    with ExitStack() as stack:
        graphs = {threads: stack.enter_context(running(BRANCHES, threads, "out0", "out1")) for threads in seconds}

        def infer() -> None:
            for threads, (graph, out) in graphs.items():
                timestamp = len(out) // 2
                start = perf_counter()
                graph.add_packet_to_input_stream("in", None, timestamp)
                graph.wait_until_idle()
                seconds[threads].append(perf_counter() - start)
                assert len(out) == 2 * (timestamp + 1)

        benchmark.pedantic(infer, rounds=100 if benchmark.enabled else 1)
    one, two = (sorted(times)[len(times) // 4] for times in seconds.values())
    benchmark.extra_info["times as fast on two workers as on one"] = round(one / two, 2)
