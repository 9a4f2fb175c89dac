"""A batch from its inputs to its table, again and again, on one process."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from backedge import batch
from backedge.batch.output_folder import OutputFolder
from backedge.batch.store import FolderStore
from backedge.calculators.inference.model_pool import model_pool
from backedge.errors import BackedgeError, DependencyError, ResourceError
from tests.tools.batch.corpus import CALCULATORS, FRAMES, table, write_clip

Run = Callable[..., batch.Summary]

NO_PICTURES = """
input_stream: "a"
node {
  calculator: "LogicCalculator"
  input_stream: "a"
  output_stream: "b"
  node_options { [type.googleapis.com/mediapipe.LogicCalculatorOptions] { op: AND } }
}
"""

CLIPS = ["clip0.mp4", "clip2.mp4", "sub/clip1.mp4", "sub/clip3.mp4"]


def seen(run: Run, **more: Any) -> list[dict[str, Any]]:
    """Run a batch; the events of single videos."""
    events: list[Any] = []
    run(on_event=events.append, **more)
    return [event for event in events if event["event"] == "video"]


def test_table(run_batch: Run) -> None:
    """Each item of a list has a row, what a frame has once is in its row 0, and frames with nothing have none."""
    summary = run_batch("clips/clip0.mp4")
    rows = table("out").to_pylist()
    assert [(row["frame"], row["index"]) for row in rows] == [(0, 0), (1, 0), (2, 0), (2, 1), (4, 0), (5, 0), (5, 1)]
    assert {row["video"] for row in rows} == {"clip0.mp4"}
    assert [row["timestamp_us"] for row in rows[:3]] == [0, 33333, 66667]
    assert rows[0]["spots"] is None
    assert rows[3]["mean"] is None
    assert rows[3]["spots"]["y_center"] == 1.0
    assert [row["mean"] is not None for row in rows] == [True, True, True, False, True, True, False]
    assert (summary.counts.done, summary.counts.rows, summary.counts.frames) == (1, 7, FRAMES)


def test_first_columns_and_types(run_batch: Run) -> None:
    """The head of every table is the same; the streams follow, in the order in which they were named."""
    run_batch("clips/clip0.mp4", streams=["mean,spots"])
    schema = table("out").schema
    assert schema.names == ["video", "frame", "timestamp_us", "index", "mean", "spots"]
    assert schema.types[:5] == [pa.string(), pa.int64(), pa.int64(), pa.int32(), pa.float64()]
    assert [field.name for field in schema.field("spots").type][:2] == ["x_center", "y_center"]


def test_every_video_is_done_once(run_batch: Run, project: Path) -> None:
    """Those at any depth; a second start has nothing to do, and a third only what is new."""
    assert [event["video"] for event in seen(run_batch)] == CLIPS
    before = table("out")
    assert seen(run_batch) == []
    write_clip(project / "clips" / "a.mp4")
    assert [event["video"] for event in seen(run_batch)] == ["a.mp4"]
    rows = table("out")
    assert rows.filter(pa.compute.not_equal(rows["video"], "a.mp4")).equals(before)


def test_failures_are_kept_and_tried_again_when_asked(run_batch: Run, project: Path) -> None:
    """A video that cannot be read, and one that the graph fails on, stop no others."""
    (project / "clips" / "bad.mp4").write_bytes(b"nothing")
    write_clip(project / "clips" / "wide.mp4", width=70)
    events: list[Any] = []
    summary = run_batch(on_event=events.append)
    failed = {event["video"]: event["error"] for event in events if event.get("state") == "failed"}
    assert summary.counts == batch.Counts(0, 4, 2, 30, summary.counts.rows, summary.counts.seconds)
    assert failed["bad.mp4"].startswith(f"clips{os.sep}bad.mp4: cannot be read as a video")
    assert "ValueError: it is 70 wide" in failed["wide.mp4"]
    assert "Traceback" not in failed["wide.mp4"]
    assert [(count, name) for _, count, name in summary.causes] == [(1, "wide.mp4"), (1, "bad.mp4")]
    assert seen(run_batch) == []
    write_clip(project / "clips" / "bad.mp4")
    assert [(event["video"], event["state"]) for event in seen(run_batch, retry_failed=True)] == [
        ("bad.mp4", "done"),
        ("wide.mp4", "failed"),
    ]


def test_changed_inputs_are_told_and_done_anew_when_asked(
    run_batch: Run, project: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What they gave stays until then."""
    run_batch()
    before = table("out")
    write_clip(project / "clips" / "clip0.mp4", frames=2, seed=99)
    assert seen(run_batch) == []
    assert "1 input is not as when done: clip0.mp4; --redo-changed does such inputs anew" in caplog.text
    assert table("out").equals(before)
    assert [event["video"] for event in seen(run_batch, redo_changed=True)] == ["clip0.mp4"]
    rows = table("out").to_pylist()
    assert [row["frame"] for row in rows if row["video"] == "clip0.mp4"] == [0, 1]


def test_another_job_is_refused_and_done_when_asked(run_batch: Run, project: Path) -> None:
    """Results of two graphs, or of other streams, are not put into one table."""
    run_batch()
    with pytest.raises(batch.BatchError, match="was begun with another job: streams: mean, before: spots, mean"):
        run_batch(streams=["mean"])
    text = (project / "finder.pbtxt").read_text()
    (project / "finder.pbtxt").write_text(text.replace("node {", 'node { name: "other"'))
    with pytest.raises(batch.BatchError, match=r"the graph changed\. --redo-changed does everything anew"):
        run_batch()
    assert [event["video"] for event in seen(run_batch, redo_changed=True)] == CLIPS


def test_inputs_that_are_left_out_keep_their_results(run_batch: Run, caplog: pytest.LogCaptureFixture) -> None:
    """They are told, and not counted."""
    run_batch()
    before = table("out")
    summary = run_batch("clips/sub")
    assert "are not among those of this start any more" in caplog.text
    assert (summary.counts.total, table("out").num_rows > before.num_rows) == (2, True)


def test_carried_columns_and_clips_of_videos(run_batch: Run, project: Path) -> None:
    """A table of inputs gives names, labels and times; frames keep their numbers and timestamps in the video."""
    (project / "list.csv").write_text(
        "path,id,start,end,label,signer\n"
        "clips/clip0.mp4,first,,0.1,hello,1\n"
        "clips/clip0.mp4,second,0.1,,world,2\n"
    )  # fmt: skip
    run_batch("list.csv", streams=["mean"])
    rows = table("out").to_pylist()
    assert [(row["video"], row["frame"], row["label"], row["signer"]) for row in rows] == [
        ("first", 0, "hello", 1),
        ("first", 1, "hello", 1),
        ("first", 2, "hello", 1),
        ("second", 3, "world", 2),
        ("second", 4, "world", 2),
        ("second", 5, "world", 2),
    ]
    assert table("out").schema.field("signer").type == pa.int64()


def test_clip_after_the_end(run_batch: Run, project: Path) -> None:
    """It fails with what to correct."""
    (project / "list.csv").write_text("path,start\nclips/clip0.mp4,5\n")
    (event,) = seen(run_batch, inputs="list.csv")
    assert event["error"].endswith("clip0.mp4: has no frame from 5 s to its end; correct start and end")


def test_image_folders(run_batch: Run, project: Path) -> None:
    """A folder of images is a video of 30 frames a second."""
    from backedge.calculators.media.image_files import read_image
    from backedge.calculators.media.image_writer import write_image
    from backedge.calculators.media.video_reader import VideoReader

    with VideoReader("clips/clip0.mp4") as video:
        for frame in video:
            write_image(_made(project / "shots" / "one") / f"{frame.number}.png", frame.image)
    assert read_image("shots/one/0.png").shape == (48, 64, 3)
    (event,) = seen(run_batch, inputs="shots")
    assert (event["video"], event["state"], event["frames"]) == ("one", "done", FRAMES)
    images = table("out").drop_columns(["video"])
    run_batch("clips/clip0.mp4", output="other")
    assert images.equals(table("other").drop_columns(["video"]))


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_a_full_disk_pauses(run_batch: Run, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Nothing is lost or half-written: the batch waits until there is room, and goes on with the same video."""
    full = iter([True])
    publish = FolderStore.publish

    def publish_if_there_is_room(self: FolderStore, file: Path, name: str) -> None:
        if next(full, False):
            raise OSError(28, os.strerror(28))
        publish(self, file, name)

    monkeypatch.setattr(FolderStore, "publish", publish_if_there_is_room)
    monkeypatch.setattr("backedge.batch.batch_run._WAIT_FOR_ROOM", 0.0)
    events: list[Any] = []
    summary = run_batch(on_event=events.append)
    assert [event["event"] for event in events] == ["start", "pause", "again", "resume", *["video"] * 4, "end"]
    assert (summary.counts.done, summary.counts.failed) == (4, 0)
    assert "no room for results" in caplog.text
    assert list(OutputFolder("out").scratch.rglob("*.parquet")) == []


def test_ledger_and_progress_say_what_was_done(run_batch: Run, project: Path) -> None:
    """Checksums, frames, times and workers; and how far it is, for other terminals."""
    from backedge.batch.batch_progress import read_snapshot
    from backedge.batch.clips import checksum
    from backedge.batch.ledger import Ledger

    run_batch()
    folder = OutputFolder("out")
    with Ledger(folder.ledger) as ledger:
        records = list(ledger.records())
    assert [record.item.name for record in records] == CLIPS
    assert records[0].checksum == checksum(project / "clips" / "clip0.mp4")
    assert records[0].found == {"spots": 6, "mean": 5}
    assert all(record.worker and record.seconds > 0 and record.attempts == 1 for record in records)
    snapshot = read_snapshot(Path("out"))
    assert (snapshot.state, snapshot.done, snapshot.total, snapshot.process) == ("finished", 4, 4, os.getpid())


@pytest.mark.parametrize(
    ("inputs", "text"),
    [
        ("none/*.mp4", r"--input none/\*\.mp4: no file matches this pattern"),
        ("nowhere.mp4", "expected a video, a folder, a pattern or a list, found nothing of that name"),
        ("empty", "no videos in this folder, nor folders of images"),
        ("list.txt", "--input list.txt: names no inputs"),
        (["clips/clip0.mp4", "clips/sub/../clip0.mp4"], 'two inputs are called "clip0.mp4"'),
        ("bad.csv", "bad.csv: expected a column path, found a, b"),
    ],
)
def test_wrong_inputs(run_batch: Run, project: Path, inputs: Any, text: str) -> None:
    """One clear line, before anything is done."""
    (project / "empty").mkdir()
    (project / "list.txt").touch()
    (project / "bad.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ResourceError, match=text):
        run_batch(inputs)


@pytest.mark.parametrize(
    ("graph", "more", "text"),
    [
        (None, {"streams": ["meen"]}, 'the graph has no stream "meen"; did you mean "mean"'),
        (None, {"formats": ["parket"]}, 'there is no format "parket"; did you mean "parquet"'),
        ("hand_tracking_video", {}, "the graph has a source of its own"),
        ('input_stream: "a" node { calculator: "AddOne" input_stream: "a" output_stream: "b" }', {}, "AddOne"),
        (
            NO_PICTURES,
            {},
            "the graph has no input stream of pictures, only: a",
        ),
    ],
)
def test_wrong_graphs(project: Path, graph: str | None, more: Any, text: str) -> None:
    """One clear line, before anything is done; no folder is made."""
    if graph is not None and " " in graph:
        (project / "wrong.pbtxt").write_text(graph)
        graph = "wrong.pbtxt"
    with pytest.raises(BackedgeError, match=text):
        batch.run(graph or "finder.pbtxt", "clips", "out", calculators=[CALCULATORS], engine=batch.local(0), **more)
    assert not Path("out").exists()


def test_folder_of_something_else(run_batch: Run) -> None:
    """It is left alone."""
    with pytest.raises(batch.BatchError, match="clips: is not empty, and not the folder of a batch"):
        run_batch(output="clips")
    with pytest.raises(batch.BatchError, match="expected a folder for the results, found a file"):
        run_batch(output="finder.pbtxt")


def test_folder_that_another_batch_writes_into(run_batch: Run) -> None:
    """It is refused at once."""
    with OutputFolder("out").opened(), pytest.raises(batch.BatchError, match="another batch is writing into"):
        run_batch()


def test_models_have_to_be_the_same(run_batch: Run, project: Path) -> None:
    """What one model found is not put beside what another did."""
    from backedge.batch.ledger import Ledger

    run_batch()
    write_clip(project / "clips" / "new.mp4")
    with Ledger(OutputFolder("out").ledger) as ledger:
        ledger.note({"models": json.dumps({"hand.tflite": "0"})})
    with pytest.raises(batch.BatchError, match="was begun with other models"):
        run_batch()


def test_backend_has_to_be_the_same(run_batch: Run, project: Path, models: Path) -> None:
    """Another engine finds the same within a tolerance only."""
    from backedge.batch.ledger import Ledger

    node = f'node {{ calculator: "InferenceCalculator" input_stream: "TENSORS:none" output_stream: "TENSORS:nothing" \
options {{ [mediapipe.InferenceCalculatorOptions.ext] {{ model_path: "{models / "hand_recrop.tflite"}" }} }} }} \
input_stream: "TENSORS:none" output_stream: "TENSORS:nothing"'
    Path("finder.pbtxt").write_text(Path("finder.pbtxt").read_text() + node)
    run_batch(streams=["mean", "nothing"])
    write_clip(project / "clips" / "new.mp4")
    with Ledger(OutputFolder("out").ledger) as ledger:
        noted = json.loads(ledger.facts()["models"])
        assert noted["backend"] == "litert"
        ledger.note({"models": json.dumps(noted | {"backend": "another"})})
    with pytest.raises(batch.BatchError, match=r"or another backend: .*litert.*another"):
        run_batch(streams=["mean", "nothing"])


def test_models_of_others_in_the_process_do_not_count(run_batch: Run, project: Path, models: Path) -> None:
    """A program that has loaded a model for something else goes on with its batch."""
    run_batch()
    write_clip(project / "clips" / "new.mp4")
    model = model_pool.acquire(models / "hand_recrop.tflite")
    try:
        run_batch()
    finally:
        model_pool.release(model)
    assert run_batch().counts.waiting == 0


@pytest.mark.parametrize(
    ("package", "extra", "start"),
    [
        ("pyarrow", "batch", lambda run: run()),
        ("pose_format", "batch", lambda run: run(formats=["pose"])),
        ("fsspec", "cloud", lambda run: run("s3://clips")),
        ("ray", "ray", lambda _run: batch.on_ray()),
    ],
)
def test_packages_that_are_not_installed(
    run_batch: Run, monkeypatch: pytest.MonkeyPatch, package: str, extra: str, start: Callable[[Run], object]
) -> None:
    """One line says which extra brings them."""
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(DependencyError, match=rf"pip install 'backedge\[{extra}\]'"):
        start(run_batch)


def test_a_failed_video_leaves_no_rows(run_batch: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Although its table was there already when another of its files could not be written."""
    publish = FolderStore.publish

    def publish_tables_only(self: FolderStore, file: Path, name: str) -> None:
        if name.startswith("jsonl"):
            raise ResourceError(f"{name}: cannot be written")
        publish(self, file, name)

    monkeypatch.setattr(FolderStore, "publish", publish_tables_only)
    assert run_batch(formats=["parquet", "jsonl"]).counts.failed == 4
    assert list(Path("out").rglob("*.parquet")) == []


def test_a_ledger_that_cannot_be_read(run_batch: Run) -> None:
    """It is told as what it is."""
    folder = OutputFolder("out")
    folder.ledger.parent.mkdir(parents=True)
    folder.ledger.write_text("no database" * 100)
    with pytest.raises(ResourceError, match="cannot be opened as the ledger of a batch"):
        run_batch()


def test_an_annotated_video_that_finds_no_room(run_batch: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The writer of videos looks for room before there is none; that pauses the batch as well."""
    usage = shutil.disk_usage
    left = iter([0])
    writer = "backedge.calculators.media.video_writer.shutil.disk_usage"
    monkeypatch.setattr(writer, lambda path: usage(path)._replace(free=next(left, 10**12)))
    monkeypatch.setattr("backedge.batch.batch_run._WAIT_FOR_ROOM", 0.0)
    events: list[Any] = []
    summary = run_batch(annotate=True, on_event=events.append)
    assert [event["event"] for event in events] == ["start", "pause", "again", "resume", *["video"] * 4, "end"]
    assert (summary.counts.done, summary.counts.failed) == (4, 0)
