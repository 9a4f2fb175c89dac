"""The programs that are measured, run in this process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from google.protobuf import text_format

from backedge.compat.mediapipe.framework import calculator_pb2
from backedge.planning import load_graph
from backedge.tools.benchmarks.engine_suite import (
    COMPAT,
    GATES_AND_LOOP,
    LOOP_OVER_ITEMS,
    NATIVE,
    EngineGraph,
    chain,
    fan,
)
from backedge.tools.benchmarks.graphs_suite import on_threads
from backedge.tools.benchmarks.programs import size_program, turn_program
from backedge.tools.benchmarks.workshop import VISIBLE, open_workshop, store

SIZE = """
    input_stream: "image"
    output_stream: "SIZE:size"
    node { calculator: "ImagePropertiesCalculator" input_stream: "IMAGE:image" output_stream: "SIZE:size" }
"""


@pytest.fixture
def serialized() -> bytes:
    """A graph as MediaPipe's package has its own."""
    message = text_format.Parse(SIZE, calculator_pb2.CalculatorGraphConfig())
    return bytes(message.SerializeToString())


def test_a_serialized_graph_is_given_threads(serialized: bytes) -> None:
    """As many as are asked for, or the caller's own."""
    assert load_graph(on_threads(serialized, 3)).num_threads == 3
    [executor] = load_graph(on_threads(serialized, 0)).executor
    assert executor.type == "ApplicationThreadExecutor"
    assert on_threads(serialized, None) == serialized


def test_a_clip_goes_to_and_fro(tmp_path: Path) -> None:
    """There is no cut, at which a tracker would lose what it follows."""
    stored = store((np.full((2, 3, 3), value, np.uint8) for value in range(3)), tmp_path / "clip.rgb")
    clip = turn_program.Clip(**stored.arguments)
    assert [clip[number].flat[0] for number in range(7)] == [0, 1, 2, 1, 0, 1, 2]
    assert clip[0].shape == (2, 3, 3)


def test_a_clip_of_one_picture_stays(tmp_path: Path) -> None:
    """A picture can be measured with, too."""
    stored = store([np.zeros((2, 3, 3), np.uint8)], tmp_path / "clip.rgb")
    assert turn_program.Clip(**stored.arguments)[5].shape == (2, 3, 3)


def test_frames_of_a_graph_file_are_timed(serialized: bytes, tmp_path: Path) -> None:
    """More of them than the clip has."""
    (tmp_path / "graph.binarypb").write_bytes(serialized)
    stored = store(np.zeros((2, 4, 6, 3), np.uint8), tmp_path / "clip.rgb")
    task = {
        "package": COMPAT,
        "graph": str(tmp_path / "graph.binarypb"),
        "outputs": ["size"],
        "side_packets": {},
        "subgraphs": [],
        **stored.fields,
    }
    graph = turn_program.GraphFile(task)
    told = graph.run(0, 3)
    graph.close()
    assert told["found"] == [1, 1, 1]
    assert len(told["seconds"]) == len(told["processor_seconds"]) == 3
    assert min(told["seconds"]) > 0


@pytest.mark.parametrize("package", [NATIVE, COMPAT])
@pytest.mark.parametrize("graph", [chain(10), fan(8), GATES_AND_LOOP, LOOP_OVER_ITEMS])
def test_a_packet_comes_out_of_an_engine_graph_for_each(graph: EngineGraph, package: str) -> None:
    """By both of our APIs, from one text; each packet is timed, the processor's time is a mean."""
    workload = turn_program.EngineGraph(dict(graph.task(package).fields))
    told = workload.run(0, 5), workload.run(5, 8)
    workload.close()
    assert [answer["found"] for answer in told] == [[5], [3]]
    assert [len(answer["seconds"]) for answer in told] == [5, 3]
    assert [len(answer["processor_seconds"]) for answer in told] == [1, 1]


def test_long_runs_answer_with_few_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer must not be what takes the memory; no packet is left out."""
    monkeypatch.setattr(turn_program, "MOST_VALUES", 4)
    workload = turn_program.EngineGraph(dict(chain(2).task(NATIVE).fields))
    told = workload.run(0, 11)
    workload.close()
    assert told["found"] == [11]
    assert len(told["seconds"]) == 6  # five of two packets, and the last one


def test_peak_memory_is_that_of_this_process() -> None:
    """Not of the one that started it, which may have had far more."""
    large = b"x" * 200_000_000
    code = f"import runpy; print(runpy.run_path({turn_program.__file__!r})['peak_memory']())"
    peak = int(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)
    assert 5_000_000 < peak < len(large)


def test_the_size_of_a_package_has_that_of_what_it_needs() -> None:
    """Extras are not counted, nor is what is not installed."""
    assert {"backedge", "numpy", "click", "rich", "pygments"} <= size_program.needed("backedge")
    assert not {"pytest", "mypy"} & size_program.needed("backedge")
    numpy = size_program.size_of("numpy")
    assert numpy > 10_000_000
    assert size_program.size_of("backedge") > 1_000_000  # installed with -e, too


def test_synthetic_hands_are_in_view_all_the_time() -> None:
    """A tracker that has found them keeps them; the clip is kept for all who ask."""
    with open_workshop() as workshop:
        stored = workshop.hands(1)
        assert stored.shape == (480, 640, 3)
        assert Path(stored.file).stat().st_size == VISIBLE * 480 * 640 * 3
        assert workshop.hands(1) is stored
        assert Path(stored.file).exists()
    assert not Path(stored.file).exists()
