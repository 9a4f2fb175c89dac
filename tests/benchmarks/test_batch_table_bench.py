"""The time that the table of a batch takes for a frame; `pytest --benchmark-enable --benchmark-only` measures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from backedge.batch.clips import ClipFacts
from backedge.batch.frame_results import FrameResult
from backedge.batch.parquet_sink import ParquetSink, TableLayout
from backedge.batch.tasks import Item
from backedge.formats import NormalizedLandmarks
from backedge.recording.known_types import KnownTypes

pq = pytest.importorskip("pyarrow.parquet")

_PARTS = {"body": 33, "face": 468, "left_hand": 21, "right_hand": 21}
_FRAMES = 1000


def test_a_thousand_frames_of_a_person(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """All points of `holistic`, 543 a frame, in a file; the models take 20 milliseconds a frame and more."""
    random = np.random.default_rng(0)
    values = {name: NormalizedLandmarks(random.random((count, 3), np.float32)) for name, count in _PARTS.items()}
    layout = TableLayout(dict.fromkeys(_PARTS, NormalizedLandmarks), {}, KnownTypes([NormalizedLandmarks]))
    path = tmp_path / "a.parquet"

    def write() -> None:
        sink = ParquetSink(layout, ClipFacts(Item("a", "a.mp4"), 640, 480, 30.0, 0), path)
        for number in range(_FRAMES):
            sink.add(FrameResult(number, number * 33_333, values))
        sink.close(_FRAMES)

    benchmark(write)
    table = pq.read_table(path)
    assert table.num_rows == _FRAMES
    assert np.array_equal(np.array(table["face"][_FRAMES - 1].as_py(), np.float32), values["face"].points)
