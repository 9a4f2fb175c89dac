"""A batch on a Ray cluster of four machines, simulated on this one, of which one is lost in the middle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from backedge import batch
from tests.tools.batch.corpus import CHANGES, table, write_clip

ray = pytest.importorskip("ray", reason="needs backedge[ray]")

# Ray leaves files and sockets to the garbage collector, in this process and in those that it starts.
pytestmark = pytest.mark.filterwarnings("ignore")

Run = Callable[..., batch.Summary]

NODES = 4


def test_no_cluster() -> None:
    """One line, with what to do; before this process is connected with one."""
    with pytest.raises(batch.BatchError, match=r"--ray 127\.0\.0\.1:1: no cluster can be reached there"):
        batch.on_ray("127.0.0.1:1")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Four machines of one processor each; this process is connected with them."""
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    for _ in range(NODES - 1):
        cluster.add_node(num_cpus=1)
    ray.init(address=cluster.address, log_to_driver=False)
    cluster.wait_for_nodes()
    yield cluster
    ray.shutdown()
    cluster.shutdown()


@pytest.fixture
def corpus(project: Path) -> Path:
    """Two dozen clips."""
    for number in range(20):
        write_clip(project / "clips" / f"more{number}.mp4", frames=20, seed=10 + number)
    return project


def test_crashes_and_failures(project: Path, run_batch: Run, cluster: Any) -> None:
    """A video that brings its worker down is tried twice more and then set aside; the others are done."""
    write_clip(project / "clips" / "crash.mp4", width=66)
    (project / "clips" / "bad.mp4").write_bytes(b"nothing")
    events: list[Any] = []
    summary = run_batch(str(project / "clips"), engine=batch.on_ray(workers=2), on_event=events.append)
    failed = {event["video"]: event["error"] for event in events if event.get("state") == "failed"}
    assert (summary.counts.done, summary.counts.failed) == (4, 2)
    assert failed["crash.mp4"].startswith("set aside after 3 attempts: the worker was lost: ")
    assert "cannot be read as a video" in failed["bad.mp4"]


def test_time_limit(project: Path, run_batch: Run, cluster: Any) -> None:
    """A worker that hangs is replaced."""
    write_clip(project / "few" / "hang.mp4", width=68)
    write_clip(project / "few" / "it.mp4")
    summary = run_batch(str(project / "few"), engine=batch.on_ray(workers=1, time_limit=15.0))
    assert (summary.counts.done, summary.counts.failed) == (1, 1)
    assert summary.causes[0][0] == "took longer than the limit for a video"


def test_segments_of_a_long_video(project: Path, run_batch: Run, cluster: Any) -> None:
    """Several actors do one video; the rows are those of the video in one piece."""
    (project / "finder.pbtxt").write_text(CHANGES)
    clip = str(write_clip(project / "long" / "long.mp4", frames=100, seed=1))
    run_batch(clip, output="whole")
    summary = run_batch(clip, split=0.5, engine=batch.on_ray(workers=2))
    assert (summary.counts.done, summary.counts.frames) == (1, 100)
    assert table("out").equals(table("whole"))


def test_a_machine_is_lost(corpus: Path, run_batch: Run, cluster: Any) -> None:
    """Nothing is lost and nothing done twice: the rows are those of one process; Ray Data reads them."""
    run_batch(str(corpus / "clips"), output="whole")
    events: list[Any] = []

    def tell(event: Any) -> None:
        events.append(event)
        if sum(each["event"] == "video" for each in events) == 4 and len(cluster.worker_nodes) == NODES - 1:
            cluster.remove_node(next(iter(cluster.worker_nodes)), allow_graceful=False)

    summary = run_batch(str(corpus / "clips"), engine=batch.on_ray(), on_event=tell)
    videos = [event["video"] for event in events if event["event"] == "video"]
    assert len(cluster.worker_nodes) == NODES - 2
    assert (summary.counts.done, summary.counts.failed) == (24, 0)
    assert len(videos) == len(set(videos)) == 24
    assert table("out").equals(table("whole"))
    assert batch.as_ray_dataset("out").count() == table("whole").num_rows
