"""Inputs and results that are elsewhere: in memory, behind file:// and on an S3 server of the tests' own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset
import pytest

from backedge import batch
from tests.tools.batch.corpus import CHANGES, table, write_clip

fsspec = pytest.importorskip("fsspec", reason="needs backedge[cloud]")

Run = Callable[..., batch.Summary]

NAMES = ["clip0.mp4", "clip2.mp4", "sub/clip1.mp4", "sub/clip3.mp4"]
ORDER = [("video", "ascending"), ("timestamp_us", "ascending"), ("index", "ascending")]


def rows(address: str, **options: Any) -> pa.Table:
    """The table at an address, in order."""
    system, path = fsspec.core.url_to_fs(address, **options)
    return pyarrow.dataset.dataset(f"{path}/data", filesystem=system).to_table().sort_by(ORDER)


def names(run: Run, *arguments: Any, **more: Any) -> list[str]:
    """Run a batch; the videos that were done or failed."""
    events: list[Any] = []
    run(*arguments, on_event=events.append, **more)
    return [event["video"] for event in events if event["event"] == "video"]


def upload(project: Path, address: str) -> None:
    """Copy the corpus to an address."""
    system, path = fsspec.core.url_to_fs(address)
    for file in (project / "clips").rglob("*.mp4"):
        system.makedirs(f"{path}/{file.parent.relative_to(project / 'clips').as_posix()}", exist_ok=True)
        system.put_file(str(file), f"{path}/{file.relative_to(project / 'clips').as_posix()}")


@pytest.mark.parametrize("word", ["memory://corpus", "memory://corpus/**/*.mp4"])
def test_memory(run_batch: Run, project: Path, word: str) -> None:
    """A folder or a pattern there, and results there: the rows are those of local files; a second start has none."""
    upload(project, "memory://corpus")
    output = f"memory://out{len(word)}"
    with pytest.raises(batch.BatchError, match="is no folder of this machine; say where the ledger is to be"):
        run_batch(word, output)
    assert names(run_batch, word, output, ledger="ledger") == [
        "clip0.mp4",
        "clip2.mp4",
        "sub/clip1.mp4",
        "sub/clip3.mp4",
    ]
    assert names(run_batch, word, output, ledger="ledger") == []
    run_batch("clips", "whole")
    assert rows(output).equals(table("whole"))
    assert Path("ledger/report.html").exists()


def test_segments(run_batch: Run, project: Path) -> None:
    """Segments of a long video are put together there, and do not stay."""
    (project / "finder.pbtxt").write_text(CHANGES)
    write_clip(project / "clips" / "long.mp4", frames=100, seed=1)
    upload(project, "memory://long")
    assert run_batch("memory://long", "memory://joined", ledger="ledger", split=0.5).counts.done == 5
    run_batch("clips", "whole")
    assert rows("memory://joined").equals(table("whole"))
    assert fsspec.filesystem("memory").find("joined/.segments") == []


def test_changed_inputs(run_batch: Run, project: Path) -> None:
    """What the listing says of a file tells that it has changed; its results are replaced when that is asked for."""
    upload(project, "memory://changing")
    run_batch("memory://changing", "memory://changed", ledger="ledger")
    before = rows("memory://changed").num_rows
    write_clip(project / "clips" / "clip0.mp4", frames=2)
    upload(project, "memory://changing")
    done = names(run_batch, "memory://changing", "memory://changed", ledger="ledger", redo_changed=True)
    assert "clip0.mp4" in done
    assert rows("memory://changed").num_rows < before


def test_file_addresses(run_batch: Run, project: Path) -> None:
    """Paths with file:// before them."""
    address = (project / "out").as_uri()
    assert len(names(run_batch, (project / "clips").as_uri(), address, ledger="ledger")) == 4
    run_batch("clips", "whole")
    assert table("out").equals(table("whole"))


def test_inputs_that_are_not_there(run_batch: Run, project: Path) -> None:
    """One line each, as for files: before anything is done, or for the video that a list names."""
    with pytest.raises(batch.BatchError, match="nothing://a: Protocol not known: nothing"):
        run_batch("nothing://a")
    with pytest.raises(Exception, match=r"--input memory://nowhere/a\.mp4: cannot be listed"):
        run_batch("memory://nowhere/a.mp4")
    Path("list.txt").write_text("memory://nowhere/a.mp4\n")
    summary = run_batch("list.txt")
    assert summary.counts.failed == 1
    assert "cannot be fetched" in summary.causes[0][0]


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An S3 server with a bucket, which this process and those that it starts are pointed at."""
    server = pytest.importorskip("moto.server", reason="needs moto").ThreadedMotoServer(port=0)
    pytest.importorskip("s3fs", reason="needs backedge[cloud]")
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
        monkeypatch.setenv(name, "us-east-1" if name.endswith("REGION") else "testing")
    fsspec.filesystem("s3", skip_instance_cache=True).mkdir("clips")
    yield "s3://clips"
    server.stop()


@pytest.mark.filterwarnings("ignore")  # of what moto and aiobotocore leave to the garbage collector
def test_s3(run_batch: Run, project: Path, bucket: str) -> None:
    """Two processes read from a bucket and write into it; the rows are those of local files."""
    upload(project, f"{bucket}/corpus")
    done = names(run_batch, f"{bucket}/corpus/**/*.mp4", f"{bucket}/out", ledger="ledger", engine=batch.local(2))
    assert sorted(done) == NAMES
    assert names(run_batch, f"{bucket}/corpus/**/*.mp4", f"{bucket}/out", ledger="ledger", engine=batch.local(2)) == []
    run_batch("clips", "whole")
    assert rows(f"{bucket}/out").equals(table("whole"))
