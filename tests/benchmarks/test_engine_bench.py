"""The time that the engine takes for a packet; `pytest --benchmark-enable --benchmark-only` measures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from timeit import timeit

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from backedge import Calculator, CalculatorGraph, Input, Output, register


@register
class BenchHeavy(Calculator):
    """Does next to nothing, but on a worker."""

    source = Input[int]()
    target = Output[int]()

    def process(self) -> None:
        self.target.forward(self.source)


@register
class BenchSends(Calculator):
    """Sends a value as an author's calculator does."""

    x = Input[int]()
    y = Output[int]()

    def process(self) -> None:
        self.y.send(self.x.value)


LENGTH = 10
"""Nodes in a chain; the target is 12 microseconds a packet for all of them together."""


def chain(length: int, calculator: str = "PassThroughCalculator") -> str:
    """A graph of nodes in a row, from stream ``s0`` on."""
    nodes = (
        f'node {{ calculator: "{calculator}" input_stream: "s{i}" output_stream: "s{i + 1}" }}' for i in range(length)
    )
    return 'input_stream: "s0" ' + " ".join(nodes)


@contextmanager
def feeding(
    text: str, *streams: str, to: str = "out", threads: int = 0, wait: bool = False, checks: bool = False
) -> Iterator[tuple[Callable[[], None], list[int]]]:
    """A call that feeds one packet to each of the streams, and a list of what has come out of stream `to`."""
    out: list[int] = []
    with CalculatorGraph(text, num_threads=threads, check_types=checks) as graph:
        graph.observe_output_stream(to, lambda _, packet: out.append(packet.timestamp))
        graph.start_run()
        timestamp = 0

        def feed() -> None:
            nonlocal timestamp
            for stream in streams:
                graph.add_packet_to_input_stream(stream, timestamp, timestamp)
            timestamp += 1
            if wait:
                graph.wait_until_idle()

        yield feed, out
    assert out == list(range(timestamp))


def test_chain(benchmark: BenchmarkFixture) -> None:
    """A packet through ten PassThrough nodes, fed from Python one at a time."""
    with feeding(chain(LENGTH), "s0", to=f"s{LENGTH}") as (feed, out):
        benchmark(feed)
        assert out


@pytest.mark.parametrize("calculator", ["PassThroughCalculator", "BenchSends"])
def test_checks(benchmark: BenchmarkFixture, calculator: str) -> None:
    """What `check_types` adds to each packet that a node sends; it may be half a microsecond.

    Two graphs are fed in turns, so that what else the machine does slows down both. What counts are the tenth of the
    turns that were over soonest, both graphs together: the shortest time of each might be of a moment at which the
    processor was faster for one of them.
    """
    text, last = chain(LENGTH, calculator), f"s{LENGTH}"
    packets, rounds = 20, 1000 if benchmark.enabled else 1  # short times: some of them nothing else interrupts
    with feeding(text, "s0", to=last) as (feed, _), feeding(text, "s0", to=last, checks=True) as (checked, _):
        times = [(timeit(feed, number=packets), timeit(checked, number=packets)) for _ in range(rounds)]
        benchmark(checked)
    soonest = sorted(times, key=sum)[: max(rounds // 10, 1)]
    added = median(with_checks - unchecked for unchecked, with_checks in soonest) / (packets * LENGTH) * 1e6
    benchmark.extra_info["microseconds added to a packet"] = round(added, 3)
    if benchmark.enabled:
        assert added < 0.5


@pytest.mark.parametrize("width", [2, 5])
def test_join(benchmark: BenchmarkFixture, width: int) -> None:
    """A packet for each input of a join that waits for all of them."""
    names = [f"in{i}" for i in range(width)]
    ports = [f'input_stream: "{name}" output_stream: "{"out" if name == "in0" else f"{name}_"}"' for name in names]
    declared = " ".join(f'input_stream: "{name}"' for name in names)
    text = f'{declared} node {{ calculator: "PassThroughCalculator" {" ".join(ports)} }}'
    with feeding(text, *names) as (feed, out):
        benchmark(feed)
        assert out


def test_diamond(benchmark: BenchmarkFixture) -> None:
    """A packet that takes two ways and meets itself again."""
    text = """
    input_stream: "s0"
    node { calculator: "PassThroughCalculator" input_stream: "s0" output_stream: "left" }
    node { calculator: "PassThroughCalculator" input_stream: "s0" output_stream: "right" }
    node {
      calculator: "PassThroughCalculator"
      input_stream: "left" input_stream: "right" output_stream: "out" output_stream: "other"
    }
    """
    with feeding(text, "s0") as (feed, out):
        benchmark(feed)
        assert out


def test_drop(benchmark: BenchmarkFixture) -> None:
    """A packet that a gate drops at the head of ten nodes: only bounds travel."""
    text = (
        chain(LENGTH) + ' node { calculator: "GateCalculator" input_stream: "a" output_stream: "s0" } input_stream: "a"'
    )
    text = text.replace('input_stream: "s0" ', "", 1)
    with CalculatorGraph(text) as graph:
        bounds: list[int] = []
        graph.observe_output_stream(
            f"s{LENGTH}", lambda _, packet: bounds.append(packet.timestamp), observe_timestamp_bounds=True
        )
        graph.start_run()
        timestamps = iter(range(10**9))

        def feed() -> None:
            timestamp = next(timestamps)
            graph.add_packet_to_input_stream("a", timestamp, timestamp)

        benchmark(feed)
        assert bounds == list(range(len(bounds)))


@pytest.mark.parametrize("threads", [1, 3])
def test_hand_over(benchmark: BenchmarkFixture, threads: int) -> None:
    """A packet to a worker and back, waiting for each."""
    text = 'input_stream: "s0" node { calculator: "BenchHeavy" input_stream: "s0" output_stream: "out" }'
    with feeding(text, "s0", threads=threads, wait=True) as (feed, out):
        benchmark(feed)
        assert out
