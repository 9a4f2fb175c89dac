"""Long videos in segments: the rows are those of the video in one piece, and it is there as a whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backedge import batch
from backedge.batch.ledger import Ledger
from backedge.batch.output_folder import OutputFolder
from backedge.batch.segments import Split, plan_segments
from backedge.calculators.media.frame_times import FrameTime, frame_times
from backedge.calculators.media.video_reader import VideoReader
from tests.tools.batch.corpus import CALCULATORS, CHANGES, run_command, table, write_clip
from tests.tools.command_line import COMMAND

Run = Callable[..., batch.Summary]

FRAMES = 100
"""Of the long clip; every twelfth is a key frame."""


@pytest.fixture
def corpus(project: Path) -> Path:
    """A working directory with a graph that remembers one picture, a long clip and a short one."""
    (project / "finder.pbtxt").write_text(CHANGES)
    shutil.rmtree(project / "clips")
    write_clip(project / "clips" / "long.mp4", FRAMES, seed=1)
    write_clip(project / "clips" / "short.mp4", 10, seed=2)
    return project


def whole(run_batch: Run, **more: Any) -> Any:
    """The rows of the videos in one piece."""
    assert run_batch(output="whole", **more).counts.failed == 0
    return table("whole")


def test_rows_are_those_of_the_whole_video(corpus: Path, run_batch: Run, caplog: pytest.LogCaptureFixture) -> None:
    """Numbers and timestamps too; short videos are not cut; nothing of the segments stays."""
    expected = whole(run_batch)
    events: list[Any] = []
    summary = run_batch(split=0.5, warm_up=3, on_event=events.append)
    assert table("out").equals(expected)
    assert [event["video"] for event in events if event["event"] == "video"] == ["long.mp4", "short.mp4"]
    assert (summary.counts.done, summary.counts.frames) == (2, FRAMES + 10)
    assert summary.counts.rows == expected.num_rows
    assert "long.mp4 is done in 4 segments: tracks may differ near the cuts" in caplog.text
    assert list(Path("out").glob(".segments/*/*")) == []
    with Ledger(OutputFolder("out").ledger) as ledger, Ledger(OutputFolder("whole").ledger) as other:
        for one, before in zip(ledger.records(), other.records(), strict=True):
            assert (one.found, one.checksum, one.frames) == (before.found, before.checksum, before.frames)


def test_what_is_remembered_is_missing_without_a_warm_up(corpus: Path, run_batch: Run) -> None:
    """Each segment begins anew then: there is no picture before its first one."""
    expected = whole(run_batch, streams=["change"])
    run_batch(split=0.5, warm_up=0, streams=["change"])
    lost = set(expected["frame"].to_pylist()) - set(table("out")["frame"].to_pylist())
    assert lost == {24, 48, 72}


def test_every_format(corpus: Path, run_batch: Run) -> None:
    """Lines and arrays are put together as rows are."""
    formats = ["parquet", "jsonl", "npz"]
    whole(run_batch, formats=formats)
    run_batch(split=0.5, formats=formats)
    lines = "jsonl/0000/0000001-long.jsonl"
    assert Path("out", lines).read_text() == Path("whole", lines).read_text()
    arrays = "npz/0000/0000001-long.npz"
    with np.load(Path("out", arrays)) as found, np.load(Path("whole", arrays)) as expected:
        assert set(found) == set(expected)
        for name in expected:
            np.testing.assert_array_equal(found[name], expected[name])


def test_poses_are_put_together(tmp_path: Path) -> None:
    """Frame after frame, with and without landmarks."""
    pytest.importorskip("pose_format")
    from pose_format import Pose

    from backedge.batch.clips import ClipFacts
    from backedge.batch.frame_results import FrameResult
    from backedge.batch.pose_sink import PoseLayout, PoseSink, join_poses
    from backedge.batch.tasks import Item
    from backedge.formats import NormalizedLandmarks

    layout = PoseLayout({"LEFT_HAND": "hand"})
    points = np.random.default_rng(0).random((21, 3), np.float32)

    def write(name: str, first: int, frames: int) -> Path:
        sink = PoseSink(layout, ClipFacts(Item("a", "a"), 64, 48, 30, first), tmp_path / name)
        for number in range(first, first + frames):
            if number % 2:
                sink.add(FrameResult(number, number, {"hand": NormalizedLandmarks(points * number)}))
        sink.close(frames)
        return tmp_path / name

    join_poses([write("a", 0, 3), write("b", 3, 4)], tmp_path / "joined")
    found, expected = (Pose.read(path.read_bytes()) for path in (tmp_path / "joined", write("whole", 0, 7)))
    np.testing.assert_array_equal(found.body.data.filled(-1), expected.body.data.filled(-1))
    np.testing.assert_array_equal(found.body.confidence, expected.body.confidence)
    assert (found.body.fps, found.header.dimensions.width) == (30, 64)


def test_clips_of_a_video(corpus: Path, run_batch: Run) -> None:
    """A table's start and end stay where they are: cuts are made between them."""
    (corpus / "list.csv").write_text("path,start,end\nclips/long.mp4,0.5,2.6\nclips/long.mp4,1.2,\n")
    expected = whole(run_batch, inputs="list.csv")
    run_batch("list.csv", split=0.5)
    assert table("out").equals(expected)


def test_several_workers(corpus: Path, run_batch: Run) -> None:
    """One long video is the work of them all."""
    expected = whole(run_batch, inputs="clips/long.mp4")
    run_batch("clips/long.mp4", split=0.5, engine=batch.local(2))
    assert table("out").equals(expected)


def test_killed_in_the_middle(corpus: Path, run_batch: Run) -> None:
    """The video is not there yet; the next start does the segments that are left."""
    expected = whole(run_batch)
    words = [*COMMAND, "batch", "finder.pbtxt", "--calculators", CALCULATORS, "--split", "0.5s", "--workers", "1"]
    words += ["-i", "clips", "-o", "out", "--json"]
    environment = os.environ | {"FINDER_WORK": "100"}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment) as process:
        segments = Path("out/.segments/0000")
        while len(list(segments.glob("*.parquet"))) < 2:
            assert process.poll() is None
            os.sched_yield()
        process.send_signal(signal.SIGKILL)
    assert list(Path("out/data").rglob("*long.parquet")) == []
    done = len(list(segments.glob("*.parquet")))
    result = run_command("-i", "clips", "-o", "out", "--split", "0.5s", "--workers", "1", "--json")
    assert result.returncode == 0, result.stderr
    events = [json.loads(line) for line in result.stdout.splitlines()]
    assert done < 4
    assert [event["event"] for event in events] == ["start", "video", "video", "end"]
    assert table("out").equals(expected)


def test_a_segment_that_fails(corpus: Path, run_batch: Run) -> None:
    """The video fails with it, and leaves nothing."""
    from backedge.calculators.media.video_writer import VideoWriter

    with VideoWriter(corpus / "clips" / "bright.mp4", 30) as writer:
        for number in range(FRAMES):
            writer.write(np.full((48, 64, 3), 255 if number == 50 else number, np.uint8))
    events: list[Any] = []
    summary = run_batch(split=0.5, on_event=events.append)
    (failed,) = (event for event in events if event.get("state") == "failed")
    assert failed["video"] == "bright.mp4"
    assert failed["error"].startswith("segment 3 of 4: ")
    assert "it is too bright" in failed["error"]
    assert (summary.counts.done, summary.counts.failed) == (2, 1)
    assert list(Path("out").glob(".segments/*/*")) == []
    assert summary.causes[0][1:] == (1, "bright.mp4")


def test_frames_that_are_missing(corpus: Path, run_batch: Run, caplog: pytest.LogCaptureFixture) -> None:
    """A video of which some cannot be decoded is done in one piece, with the numbers that its frames have then."""
    path = corpus / "clips" / "long.mp4"
    damage_key_frame(path, 4)
    with VideoReader(path) as video:
        assert len(list(video)) < len(frame_times(path)) == FRAMES
    expected = whole(run_batch)
    run_batch(split=0.5)
    assert table("out").equals(expected)
    assert "has not the frames that it announces, and is done in one piece" in caplog.text


def damage_key_frame(path: Path, number: int) -> None:
    """Overwrite what a key frame of a video consists of."""
    import av

    with av.open(path) as container:
        keys = [packet for packet in container.demux(video=0) if packet.is_keyframe and packet.pos is not None]
        start, size = keys[number].pos, keys[number].size
    assert start is not None
    data = bytearray(path.read_bytes())
    data[start : start + size] = bytes(size)
    path.write_bytes(data)


def test_pictures_need_the_whole_video(corpus: Path, run_batch: Run) -> None:
    """One clear line."""
    with pytest.raises(batch.BatchError, match=r"--split does not go with --annotate and --sheets"):
        run_batch(split=0.5, annotate=True)


def test_another_length_is_another_job(corpus: Path, run_batch: Run) -> None:
    """Tracks of a table are all cut alike."""
    run_batch(split=0.5)
    with pytest.raises(batch.BatchError, match=r"split: none, before: 0\.5 s with a warm-up of 30 frames"):
        run_batch()


def times(*keys: int, frames: int = 300) -> list[FrameTime]:
    """Frames at 30 a second, some of which are key frames."""
    return [FrameTime(number * 1000 / 30, number in keys) for number in range(frames)]


@pytest.mark.parametrize(
    ("keys", "cuts"),
    [
        ((0, 60, 120, 180, 240), [0, 60, 120, 180, 240]),
        ((0, 59, 61, 200), [0, 61, 200]),
        ((0, 200, 280), [0, 200]),
        ((0,), []),
        ((0, 290), []),
    ],
)
def test_cuts_are_at_key_frames(keys: tuple[int, ...], cuts: list[int]) -> None:
    """At the first one after the least length; the last segment is at least half as long."""
    assert [segment.first for segment in plan_segments(times(*keys), None, None, Split(2.0))] == cuts


def test_segments_have_every_frame_once() -> None:
    """And every timestamp that a graph may give."""
    segments = plan_segments(times(*range(0, 300, 12)), None, None, Split(2.0, warm_up=7))
    assert sum(segment.frames for segment in segments) == 300
    for stamp in range(-(10**6), 11 * 10**6, 33_333):
        assert sum(segment.has(stamp) for segment in segments) == 1
    assert [segment.first - segment.fed_from for segment in segments] == [0, 7, 7, 7, 7]


def test_times_that_repeat_are_not_cut() -> None:
    """Readers mend such times from the first frame on."""
    assert plan_segments([*times(0, 60, 120), FrameTime(1000.0, False)], None, None, Split(2.0)) == ()
