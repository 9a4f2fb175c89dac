"""Parts of a batch by themselves: what is written beside others' work, and what is wrong in rare moments."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from pyarrow import parquet

from backedge.batch.batch_progress import Snapshot, progress_file, read_snapshot, write_snapshot
from backedge.batch.clips import ClipFacts, find_segments
from backedge.batch.engine import PoolWorker
from backedge.batch.file_sinks import ArraysSink, JsonLinesSink, SheetSink, VideoSink
from backedge.batch.frame_results import FrameResult
from backedge.batch.ledger import Ledger
from backedge.batch.parquet_sink import ParquetSink, TableLayout
from backedge.batch.segments import Split
from backedge.batch.store import FolderStore, has_room
from backedge.batch.tasks import Item, Task, TaskQueue
from backedge.calculators.media.video_reader import VideoReader
from backedge.errors import ConfigError, ResourceError
from backedge.formats import ImageFrame
from backedge.recording.known_types import KnownTypes

SHARED_MEMORY = Path("/dev/shm")
"""The disk of another kind that every Linux has."""


def snapshot(host: str, written: float, state: str = "running") -> Snapshot:
    """A batch that somebody else runs."""
    head = (state, "finder", 10, 4, 2, 100, 80, 12.5, 8.0, None, 1)
    return Snapshot(*head, under_way={"a.mp4": 3.0}, host=host, process=7, time=written)


# how far it is


@pytest.mark.parametrize(("age", "state", "under_way"), [(0.0, "running", {"a.mp4": 3.0}), (3600.0, "stopped", {})])
def test_a_batch_of_another_machine_runs_while_it_writes(
    tmp_path: Path, age: float, state: str, under_way: dict[str, float]
) -> None:
    """Its process cannot be looked for there: what it wrote lately says that it lives."""
    progress_file(tmp_path).parent.mkdir()
    write_snapshot(progress_file(tmp_path), snapshot("elsewhere.example", time.time() - age))
    found = read_snapshot(tmp_path)
    assert (found.state, found.under_way, found.host) == (state, under_way, "elsewhere.example")


def test_a_progress_file_that_is_damaged_or_cannot_be_written_is_told(tmp_path: Path) -> None:
    """Both say which file it is."""
    path = progress_file(tmp_path)
    path.parent.mkdir()
    path.write_text('{"state": "running"}')
    with pytest.raises(ResourceError, match=r"progress\.json: cannot be read"):
        read_snapshot(tmp_path)
    path.unlink()
    path.mkdir()
    with pytest.raises(ResourceError, match=r"progress\.json: cannot be written"):
        write_snapshot(path, snapshot("desk", 0.0))


# what is next


def test_the_longest_input_of_a_thousand_comes_first(tmp_path: Path) -> None:
    """By bytes, here and elsewhere; a clip of a video by its time; a folder, of which neither is known, comes last."""
    inputs = [
        (Item("small.mp4", "small.mp4"), "20:1"),
        (Item("folder", "folder"), "99e0"),
        (Item("clip", "long.mp4", 4_000_000, 4_000_100), "9000:1"),
        (Item("large.mp4", "s3://clips/large.mp4"), "3000:etag"),
        (Item("end.mp4", "end.mp4", 5), "40:1"),
        (Item("gone.mp4", "gone.mp4"), ""),
        *((Item(f"{number}.mp4", "none"), "10:1") for number in range(994)),
        (Item("later.mp4", "later.mp4"), "50000:1"),
        (Item("last.mp4", "last.mp4"), "60000:1"),
    ]
    prints = {item.name: fingerprint for item, fingerprint in inputs}
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.take_stock((item for item, _ in inputs), lambda item: prints[item.name])
        in_order = [task.item.name for task in ledger.waiting()]
        longest = [task.item.name for task in ledger.waiting(longest_first=True)]
    assert in_order == list(prints)
    assert longest[:5] == ["large.mp4", "clip", "end.mp4", "small.mp4", "0.mp4"]
    assert longest[-4:] == ["folder", "gone.mp4", "last.mp4", "later.mp4"]
    assert sorted(longest) == sorted(prints)


# where results go


def test_results_move_to_another_disk(tmp_path: Path) -> None:
    """A scratch folder may be on a disk of its own; a file appears whole, and is not left behind."""
    if not SHARED_MEMORY.is_dir() or SHARED_MEMORY.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("needs two disks")
    with tempfile.TemporaryDirectory(dir=SHARED_MEMORY) as output:
        finished = tmp_path / "scratch"
        finished.write_bytes(b"rows")
        FolderStore(Path(output)).publish(finished, "data/0000/0000001-a.parquet")
        files = [path for path in Path(output).rglob("*") if path.is_file()]
        assert [path.name for path in files] == ["0000001-a.parquet"]
        assert files[0].read_bytes() == b"rows"
        assert not finished.exists()


def test_results_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    """A file where a folder has to be is no want of room, for which a batch would wait."""
    (tmp_path / "data").write_text("in the way")
    finished = tmp_path / "scratch"
    finished.write_bytes(b"rows")
    with pytest.raises(ResourceError, match="cannot be written"):
        FolderStore(tmp_path).publish(finished, "data/0000/0000001-a.parquet")
    assert finished.exists()
    assert has_room(tmp_path)
    assert not list(tmp_path.glob("room.*"))
    with pytest.raises(ResourceError, match="cannot be written"):
        has_room(tmp_path / "missing")


# tables


def frames(count: int) -> Iterator[FrameResult]:
    """Frames, each with a list of two."""
    for number in range(count):
        yield FrameResult(number, 1000 * number, {"pair": [number, -number], "mean": number / 2})


def test_long_tables_are_written_piece_by_piece(tmp_path: Path) -> None:
    """What is in memory stays small; the rows are those of every frame, in order."""
    layout = TableLayout({"pair": list[int], "mean": float}, {}, KnownTypes())
    path = tmp_path / "long.parquet"
    sink = ParquetSink(layout, ClipFacts(Item("a", "a.mp4"), 64, 48, 30.0, 0), path)
    for frame in frames(5000):
        sink.add(frame)
    sink.close(5000)
    with parquet.ParquetFile(path) as file:
        assert file.num_row_groups == 2
        rows = file.read()
    assert rows.num_rows == 10_000
    assert rows["pair"].to_pylist() == [sign * number for number in range(5000) for sign in (1, -1)]
    assert rows["mean"].null_count == 5000


def test_a_table_that_is_given_up_can_be_removed(tmp_path: Path) -> None:
    """Begun or not."""
    layout = TableLayout({"pair": list[int], "mean": float}, {}, KnownTypes())
    for count in (0, 5000):
        path = tmp_path / f"{count}.parquet"
        sink = ParquetSink(layout, ClipFacts(Item("a", "a.mp4"), 64, 48, 30.0, 0), path)
        for frame in frames(count):
            sink.add(frame)
        sink.drop()
        assert path.exists() is (count > 0)


def test_columns_of_one_name_are_refused() -> None:
    """As of a stream that is called like a column that every table has."""
    with pytest.raises(ConfigError, match='two columns called "frame"; rename one of them'):
        TableLayout({"frame": int}, {}, KnownTypes())


def test_frames_with_nothing_leave_nothing(tmp_path: Path) -> None:
    """A stream that is silent at a frame has no line, no array, no picture in the video and none on the sheet."""
    facts = ClipFacts(Item("a", "a.mp4"), 64, 48, 30.0, 0)
    picture = ImageFrame(np.full((48, 64, 3), 200, np.uint8))
    found = [FrameResult(0, 0, {}), FrameResult(1, 33_333, {"mean": 2.0, "picture": picture})]
    lines = JsonLinesSink(("mean",), facts, tmp_path / "a.jsonl")
    arrays = ArraysSink(("mean",), tmp_path / "a.npz")
    video = VideoSink("picture", facts, tmp_path / "a.mp4")
    sheet = SheetSink("picture", tmp_path / "a.jpg")
    for sink in (lines, arrays, video, sheet):
        for frame in found:
            sink.add(frame)
        sink.close(2)
    assert (tmp_path / "a.jsonl").read_text().count("\n") == 1
    with np.load(tmp_path / "a.npz") as loaded:
        assert loaded["mean.timestamp"].tolist() == [33_333]
    with VideoReader(tmp_path / "a.mp4") as reader:
        assert len(list(reader)) == 1
    assert (tmp_path / "a.jpg").stat().st_size > 0


def test_folders_of_images_are_not_cut(tmp_path: Path) -> None:
    """They have no key frames to begin at."""
    (tmp_path / "shots").mkdir()
    cv2.imwrite(str(tmp_path / "shots" / "0.png"), np.zeros((8, 8, 3), np.uint8))
    assert find_segments(Item("shots", "shots"), tmp_path / "shots", Split(1.0)) == ()


# workers


class Refusing(PoolWorker):
    """Has gone when it is to be given the second task."""

    name = "refusing"

    def __init__(self) -> None:
        super().__init__()
        self.got: list[int] = []

    def send(self, task: Task) -> bool:
        if self.got:
            return False
        self.got.append(task.number)
        return True

    def end(self) -> None:
        """Has nothing to end."""


def test_what_a_lost_worker_does_not_take_is_put_back() -> None:
    """Another one gets it, before all that comes later."""
    worker = Refusing()
    worker.is_ready = True
    tasks = [Task(number, Item(str(number), str(number))) for number in (1, 2, 3)]
    queue = TaskQueue(iter(tasks), lambda _task: None)
    worker.give(queue, 2)
    assert [task.number for task in worker.tasks] == [1]
    assert [task.number for task in (queue.take(), queue.take()) if task] == [2, 3]
