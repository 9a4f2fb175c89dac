"""What the comparison with MediaPipe makes of times and graphs; it runs only where MediaPipe is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from google.protobuf import text_format

from backedge.compat.mediapipe.framework import calculator_pb2
from backedge.planning import load_graph
from tests.benchmarks.against_mediapipe import PACKAGE
from tests.benchmarks.timed_graph import Task, TimedGraph
from tests.benchmarks.timed_side import Turn, compare, on_threads
from tests.benchmarks.timed_solution import SolutionTask, TimedSolution


def answer(*milliseconds: float, results: int = 1) -> dict[str, Any]:
    """What a side says of frames that took so long."""
    seconds = [each / 1e3 for each in milliseconds]
    return {"seconds": seconds, "processor_seconds": [2 * each for each in seconds], "packets": {"out": results}}


def test_turns_are_compared_each_by_itself() -> None:
    """A turn in which the machine is busy is as slow on both sides, and does not count for more."""
    busy = Turn(answer(20, 20, 20), answer(40, 40, 40))
    turns = [Turn(answer(1, 1, 9), answer(2, 2, 2)), Turn(answer(1, 1, 1), answer(2, 2, 9)), busy]
    comparison = compare(turns)
    assert (comparison.ours, comparison.theirs) == (1, 2)
    assert comparison.ratio == comparison.processor_ratio == 0.5
    assert comparison.same_packets == 1


def test_results_that_only_one_side_has_are_told() -> None:
    """The share of turns without them."""
    turns = [Turn(answer(1), answer(1)), Turn(answer(1, results=2), answer(1))]
    assert compare(turns).same_packets == 0.5


GRAPH = """
    input_stream: "image"
    output_stream: "SIZE:size"
    node { calculator: "ImagePropertiesCalculator" input_stream: "IMAGE:image" output_stream: "SIZE:size" }
"""


@pytest.fixture
def serialized() -> bytes:
    """A graph as MediaPipe's package has its own."""
    message = text_format.Parse(GRAPH, calculator_pb2.CalculatorGraphConfig())
    return bytes(message.SerializeToString())


def test_a_serialized_graph_is_given_threads(serialized: bytes) -> None:
    """As many as are asked for, or the caller's own."""
    assert load_graph(on_threads(serialized, 3)).num_threads == 3
    [executor] = load_graph(on_threads(serialized, 0)).executor
    assert executor.type == "ApplicationThreadExecutor"
    assert on_threads(serialized, None) == serialized


def test_frames_are_timed(serialized: bytes, tmp_path: Path) -> None:
    """More of them than the clip has: it begins anew."""
    (tmp_path / "graph.binarypb").write_bytes(serialized)
    np.save(tmp_path / "clip.npy", np.zeros((2, 4, 6, 3), np.uint8))
    graph = TimedGraph(Task(PACKAGE, str(tmp_path / "graph.binarypb"), str(tmp_path / "clip.npy"), ("size",), {}))
    told = graph.run(0, 3)
    graph.close()
    assert told["packets"] == {"size": 3}
    assert len(told["seconds"]) == len(told["processor_seconds"]) == 3
    assert min(told["seconds"]) > 0


@pytest.mark.usefixtures("models")
def test_frames_of_a_tracker_are_timed(tmp_path: Path) -> None:
    """It counts in how many frames there is something to see."""
    np.save(tmp_path / "clip.npy", np.zeros((2, 48, 64, 3), np.uint8))
    solution = TimedSolution(SolutionTask("backedge", "face_mesh", str(tmp_path / "clip.npy")))
    told = solution.run(0, 3)
    solution.close()
    assert told["packets"] == {"found": 0}
    assert len(told["seconds"]) == len(told["processor_seconds"]) == 3
