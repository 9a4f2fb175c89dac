"""A batch on several processes: workers crash and hang, it is killed itself, and nothing is lost or done twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backedge import batch
from backedge.batch.batch_progress import read_snapshot
from backedge.batch.output_folder import OutputFolder
from tests.tools.batch.corpus import command, run_command, table, write_clip

Run = Callable[..., batch.Summary]

KILLS = 3


@pytest.fixture
def corpus(project: Path) -> Path:
    """A working directory with a graph, and a dozen clips."""
    for number in range(8):
        write_clip(project / "clips" / f"more{number}.mp4", frames=20, seed=10 + number)
    return project


@pytest.mark.parametrize(
    "workers", [pytest.param(1, marks=pytest.mark.soak), 2, pytest.param(4, marks=pytest.mark.soak)]
)
def test_killed_at_random_moments(corpus: Path, run_batch: Run, workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """After three kill -9 and resumes, the rows are those of an undisturbed run on one process."""
    run_batch(output="whole")
    monkeypatch.setenv("FINDER_WORK", "100")
    random = np.random.default_rng(workers)
    words = command("-i", "clips", "-o", "out", "--workers", str(workers), "--json")
    for _ in range(KILLS):
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            for _ in range(random.integers(2, 4)):  # the start, and one or two videos
                process.stdout.readline()
            process.kill()
    assert read_snapshot(Path("out")).state == "stopped"
    left = 12 - len(list(Path("out/data").rglob("*.parquet")))
    result = run_command("-i", "clips", "-o", "out", "--workers", str(workers), "--json")
    assert result.returncode == 0, result.stderr
    assert 0 < left < 12
    assert table("out").equals(table("whole"))
    assert list(OutputFolder("out").scratch.iterdir()) == []


def test_a_worker_that_crashes_is_replaced(project: Path, run_batch: Run) -> None:
    """Its video is begun twice more and then set aside; the others are done."""
    write_clip(project / "clips" / "crash.mp4", width=66)
    events: list[Any] = []
    summary = run_batch(engine=batch.local(2), on_event=events.append)
    assert (summary.counts.done, summary.counts.failed) == (4, 1)
    assert [event["attempt"] for event in events if event["event"] == "again"] == [2, 3]
    (failed,) = (event for event in events if event.get("state") == "failed")
    assert failed["error"] == "set aside after 3 attempts: the worker ended by signal 9 (SIGKILL)"
    assert table("out").num_rows == summary.counts.rows


def test_a_worker_that_hangs_is_replaced(project: Path, run_batch: Run) -> None:
    """Its video has a time limit, and is not tried again by itself."""
    write_clip(project / "few" / "hang.mp4", width=68)
    write_clip(project / "few" / "it.mp4")
    events: list[Any] = []
    summary = run_batch("few", engine=batch.local(1, time_limit=8.0), on_event=events.append)
    assert (summary.counts.done, summary.counts.failed) == (1, 1)
    (failed,) = (event for event in events if event.get("state") == "failed")
    assert failed["error"] == "took longer than 8 s, the limit for a video; --time-limit sets another"


def test_a_worker_that_cannot_begin(project: Path, run_batch: Run) -> None:
    """The batch ends with the reason; nothing is lost."""
    graph = Path("finder.pbtxt").read_text() + (
        'node { calculator: "InferenceCalculator" input_stream: "TENSORS:none" output_stream: "TENSORS:nothing" '
        'options { [mediapipe.InferenceCalculatorOptions.ext] { model_path: "nowhere.tflite" } } } '
        'input_stream: "TENSORS:none" output_stream: "TENSORS:nothing"'
    )
    Path("finder.pbtxt").write_text(graph)
    with pytest.raises(batch.BatchError, match=r"a worker could not begin: .*InferenceCalculator"):
        run_batch(engine=batch.local(1))


def start(*words: str) -> subprocess.Popen[str]:
    """Start a batch over a video that hangs and others, and wait until it does videos."""
    process = subprocess.Popen(
        command("-i", "clips", "-o", "out", "--workers", "2", "--json", *words),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    while json.loads(process.stdout.readline())["event"] != "video":
        pass
    return process


def test_ctrl_c_lets_videos_be_finished_within_a_limit(project: Path, run_batch: Run) -> None:
    """The ledger goes on from there."""
    write_clip(project / "clips" / "a_hang.mp4", width=68)
    process = start("--grace", "0.5")
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "press Ctrl-C again to stop at once" in error
    (project / "clips" / "a_hang.mp4").unlink()
    summary = run_batch()
    assert (summary.counts.done, summary.counts.waiting) == (4, 0)


def test_a_second_ctrl_c_stops_at_once(project: Path, run_batch: Run) -> None:
    """Although the limit is not over."""
    write_clip(project / "clips" / "a_hang.mp4", width=68)
    process = start("--grace", "1000")
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    while "press Ctrl-C again" not in process.stderr.readline():
        pass
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in error
    assert read_snapshot(Path("out")).state == "stopped"


def test_workers_end_with_who_started_them(project: Path) -> None:
    """Also in the middle of a video, so that nothing goes on writing behind the back of the next start."""
    write_clip(project / "clips" / "a_hang.mp4", width=68)
    process = start()
    workers = _children(process.pid)
    assert len(workers) >= 2
    process.kill()
    process.communicate()
    for worker in workers:
        _wait_for_end(worker)


def _children(process: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def _wait_for_end(process: int) -> None:
    try:
        handle = os.pidfd_open(process)
    except ProcessLookupError:
        return
    from select import select

    ready, _, _ = select([handle], [], [], 20)
    os.close(handle)
    assert ready
