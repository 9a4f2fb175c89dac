"""What it costs to trace and to record hand tracking.

pytest tests/benchmarks/test_watching_bench.py --benchmark-enable
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from statistics import median
from time import process_time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from backedge import CalculatorGraph
from backedge.calculators.synthetic.scene import SyntheticHand
from backedge.formats import ImageFrame
from backedge.recording import record
from backedge.tools.graph_files import find_graph
from backedge.tools.running.run_watcher import WatchedRun
from backedge.tools.running.summary import Summary
from backedge.tools.tracing.run_tracer import RunTracer
from tests.models.available import real_models

GRAPH = find_graph("hand_tracking")
SIDE_PACKETS = {"num_hands": 1}
TURN = 10
TURNS = 60
MICROSECONDS = 33_333


class Tracked:
    """Hand tracking that runs on frames of the synthetic hand, one after the other."""

    def __init__(self, graph: CalculatorGraph) -> None:
        self._graph = graph
        self._frames = [ImageFrame(frame.image) for frame in SyntheticHand(frames=TURN)]
        self._fed = 0

    def turn(self) -> float:
        """Feed some frames; the processor's seconds that each took, of all threads."""
        start = process_time()
        for frame in self._frames:
            self._graph.add_packet_to_input_stream("image", frame, self._fed * MICROSECONDS)
            self._graph.wait_until_idle()
            self._fed += 1
        return (process_time() - start) / TURN


@contextmanager
def tracked(graph: CalculatorGraph, watching: AbstractContextManager[None]) -> Iterator[Tracked]:
    """A graph that runs while it is watched."""
    with watching, graph:
        graph.start_run(SIDE_PACKETS)
        yield Tracked(graph)


def compare(benchmark: BenchmarkFixture, watched: Tracked, plain: Tracked) -> None:
    """Measure both in turns, so that both find the machine equally busy."""
    ratios: list[float] = []

    def both() -> None:
        ratios.append(watched.turn() / plain.turn())

    both()  # models, caches and the first detection
    ratios.clear()
    benchmark.pedantic(both, rounds=TURNS if benchmark.enabled else 1)  # type: ignore[no-untyped-call]
    benchmark.extra_info["times the processor time of a plain frame"] = round(median(ratios), 3)


def test_trace(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """Tracing costs at most a twentieth."""
    real_models()
    tracer = RunTracer(tmp_path / "trace.json")
    graph = CalculatorGraph(GRAPH, queue_watch=tracer.queue_watch)
    run = WatchedRun(graph, graph.plan, SIDE_PACKETS, Summary(GRAPH))
    with ExitStack() as stack:
        watched = stack.enter_context(tracked(graph, tracer.watch(run)))
        plain = stack.enter_context(tracked(CalculatorGraph(GRAPH), nullcontext()))
        compare(benchmark, watched, plain)
    assert (tmp_path / "trace.json").stat().st_size > 0


@pytest.mark.parametrize("quality", [None, 90], ids=["png", "jpeg"])
def test_recording(benchmark: BenchmarkFixture, tmp_path: Path, quality: int | None) -> None:
    """Recording the frames that are fed costs what their compression does."""
    real_models()
    pytest.importorskip("mcap")
    graph = CalculatorGraph(GRAPH)
    recording = record(graph, tmp_path / "run.mcap", side_packets=SIDE_PACKETS, jpeg_quality=quality)
    with ExitStack() as stack:
        watched = stack.enter_context(tracked(graph, recording))
        plain = stack.enter_context(tracked(CalculatorGraph(GRAPH), nullcontext()))
        compare(benchmark, watched, plain)
    assert (tmp_path / "run.mcap").stat().st_size > 0
