"""What a batch writes besides its table, and who reads the table."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from backedge import batch
from backedge.batch.clips import ClipFacts
from backedge.batch.frame_results import FrameResult
from backedge.batch.pose_sink import PoseSink, pose_layout
from backedge.calculators.media.image_files import read_image
from backedge.calculators.media.video_reader import VideoReader
from backedge.errors import BackedgeError
from backedge.formats import Classification, ClassificationList, NormalizedLandmarks
from tests.tools.batch.corpus import table

Run = Callable[..., batch.Summary]


def test_readers_of_parquet(run_batch: Run) -> None:
    """pandas, polars and DuckDB read the folder as one table, with the rows that pyarrow sees."""
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    run_batch()
    rows = table("out")
    frame = pandas.read_parquet("out/data")
    assert (len(frame), list(frame.columns)) == (rows.num_rows, rows.schema.names)
    assert frame["mean"].sum() == pytest.approx(sum(value or 0 for value in rows["mean"].to_pylist()))
    columns = polars.read_parquet("out/data")
    assert (columns.height, columns.columns) == (rows.num_rows, rows.schema.names)
    assert columns["spots"].struct.field("y_center").sum() > 0


def test_duckdb(run_batch: Run) -> None:
    """SQL over the files."""
    duckdb = pytest.importorskip("duckdb")
    run_batch()
    found = duckdb.sql("select video, count(*) from 'out/data/**/*.parquet' group by video order by video").fetchall()
    videos = table("out")["video"].to_pylist()
    assert found == [(name, videos.count(name)) for name in sorted(set(videos))]


def test_json_lines_and_arrays(run_batch: Run, project: Path) -> None:
    """A file for each video, called by its number and name."""
    run_batch("clips/clip0.mp4", formats=["jsonl", "npz"])
    lines = [json.loads(line) for line in Path("out/jsonl/0000/0000001-clip0.jsonl").read_text().splitlines()]
    assert [line["frame"] for line in lines] == [0, 1, 2, 4, 5]
    assert list(lines[2]) == ["video", "frame", "timestamp_us", "spots", "mean"]
    assert len(lines[2]["spots"]) == 2
    with np.load("out/npz/0000/0000001-clip0.npz") as arrays:
        assert arrays["mean.timestamp"].tolist() == [line["timestamp_us"] for line in lines if "mean" in line]
        assert arrays["spots.item"].tolist() == [0, 0, 1, 0, 0, 1]
    assert not Path("out/data").exists()


def test_annotated_videos_and_sheets(run_batch: Run, project: Path) -> None:
    """Each video with what was found drawn in, at its own times, and a page of its frames, which the report shows."""
    run_batch("clips/clip0.mp4", annotate=True, sheets=True)
    with VideoReader("out/annotated/0000/0000001-clip0.mp4") as video:
        frames = list(video)
    assert [frame.timestamp for frame in frames] == [0, 33333, 66667, 100000, 133333, 166667]
    with VideoReader("clips/clip0.mp4") as before:
        assert any((frame.image != original.image).any() for frame, original in zip(frames, before, strict=True))
    assert read_image("out/sheets/0000/0000001-clip0.jpg").shape[1] > 640
    assert 'src="sheets/0000/0000001-clip0.jpg"' in Path("out/report.html").read_text()


def test_report(run_batch: Run, project: Path) -> None:
    """Counts, failures by cause, what was found, and the videos with the least."""
    (project / "clips" / "<b>.mp4").write_bytes(b"nothing")
    run_batch()
    text = Path("out/report.html").read_text()
    assert "<h1>finder.pbtxt: 5 videos</h1>" in text
    assert "cannot be read as a video" in text
    assert "&lt;b&gt;.mp4" in text
    assert "Videos with the fewest spots" in text
    assert text.count("<td>sub/clip3.mp4</td>") == 1


HAND = NormalizedLandmarks(np.full((21, 3), 0.5, np.float32))
BODY = NormalizedLandmarks(np.full((33, 3), 0.25, np.float32), visibility=np.full(33, 0.75, np.float32))


def label(name: str) -> ClassificationList:
    """What a hand is taken for."""
    return ClassificationList([Classification(0, 0.9, name)])


def facts(width: int, height: int) -> ClipFacts:
    """A clip of 25 frames a second that begins at frame 10."""
    return ClipFacts(batch.Item("a", "a.mp4"), width, height, 25.0, 10)


def test_pose_of_hands(tmp_path: Path) -> None:
    """The library reads 21 points for each hand, in pixels; MediaPipe's labels are of a mirrored picture."""
    pose = pytest.importorskip("pose_format")
    layout = pose_layout({"landmarks": list[NormalizedLandmarks], "handedness": list[ClassificationList]})
    sink = PoseSink(layout, facts(100, 50), tmp_path / "a.pose")
    sink.add(FrameResult(11, 0, {"landmarks": [HAND], "handedness": [label("Left")]}))
    sink.close(3)
    read = pose.Pose.read((tmp_path / "a.pose").read_bytes())
    assert [component.name for component in read.header.components] == ["LEFT_HAND_LANDMARKS", "RIGHT_HAND_LANDMARKS"]
    assert read.header.components[0].points[0] == "WRIST"
    assert (read.header.dimensions.width, read.header.dimensions.height, read.body.fps) == (100, 50, 25.0)
    assert read.body.data.shape == (3, 1, 42, 3)
    assert read.body.confidence[:, 0].sum(axis=1).tolist() == [0, 21, 0]
    assert read.body.data[1, 0, 21].tolist() == [50.0, 25.0, 0.5]


def test_pose_of_holistic(tmp_path: Path) -> None:
    """Its 543 points in the library's standard layout; the body's confidence is its visibility."""
    pose = pytest.importorskip("pose_format")
    names = ("pose_landmarks", "face_landmarks", "left_hand_landmarks", "right_hand_landmarks")
    sink = PoseSink(pose_layout(dict.fromkeys(names, NormalizedLandmarks)), facts(640, 480), tmp_path / "a.pose")
    sink.add(FrameResult(10, 0, {"pose_landmarks": BODY, "right_hand_landmarks": HAND}))
    sink.close(1)
    read = pose.Pose.read((tmp_path / "a.pose").read_bytes())
    assert [(component.name, len(component.points)) for component in read.header.components] == [
        ("POSE_LANDMARKS", 33),
        ("FACE_LANDMARKS", 468),
        ("LEFT_HAND_LANDMARKS", 21),
        ("RIGHT_HAND_LANDMARKS", 21),
    ]
    assert read.header.components[0].points[0] == "NOSE"
    assert read.body.data.shape == (1, 1, 543, 3)
    assert read.body.confidence[0, 0, [0, 33, 501, 522]].tolist() == [0.75, 0.0, 0.0, 1.0]


def test_pose_of_something_else(run_batch: Run) -> None:
    """It is refused before anything is done."""
    with pytest.raises(BackedgeError, match="--format pose needs landmarks of hands and their handedness"):
        run_batch(formats=["pose"])
    assert not Path("out").exists()
