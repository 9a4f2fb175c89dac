"""`graph_runner run --dump`: the file's ending decides."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from backedge.calculators.media.image_files import read_image
from backedge.calculators.media.video_reader import VideoReader
from tests.tools.command_line import Result
from tests.tools.conftest import FRAMES

Run = Callable[..., Result]


def test_a_csv_has_a_row_for_each_packet(run: Run, sizes: Path, clip: Path, tmp_path: Path) -> None:
    """With the timestamp, and a column for each number."""
    assert run("run", sizes, "-i", clip, "--dump", f"size={tmp_path / 'size.CSV'}").status == 0
    with (tmp_path / "size.CSV").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == FRAMES
    assert rows[0] == {"timestamp": "0", "value.0": "256", "value.1": "192"}


def test_an_npz_takes_several_streams(run: Run, sizes: Path, clip: Path, tmp_path: Path) -> None:
    """Pictures with their pixels."""
    path = tmp_path / "both.npz"
    assert run("run", sizes, "-i", clip, "--dump", f"size={path}", "--dump", f"image={path}").status == 0
    with np.load(path) as file:
        assert file["size.value"].shape == (FRAMES, 2)
        assert file["image.data"].shape == (FRAMES, 192, 256, 3)


def test_pictures_become_pictures(run: Run, sizes: Path, clip: Path, tmp_path: Path) -> None:
    """A video, a folder that is made, and numbered images, of any stream of pictures."""
    dumps = (f"image={tmp_path / 'image.mp4'}", f"same={tmp_path / 'new'}/", f"same={tmp_path / 'same_%03d.jpg'}")
    result = run("run", sizes, "-i", clip, *(word for dump in dumps for word in ("--dump", dump)))
    assert (result.status, result.stderr) == (0, "")
    with VideoReader(tmp_path / "image.mp4") as video:
        assert len(list(video)) == FRAMES
    assert len(list((tmp_path / "new").glob("*.png"))) == FRAMES
    assert read_image(tmp_path / f"same_{FRAMES - 1:03d}.jpg").shape == (192, 256, 3)


def test_a_pipe_takes_json_lines_whatever_it_is_called(run: Run, sizes: Path, clip: Path) -> None:
    """So do devices."""
    assert run("run", sizes, "-i", clip, "--dump", "size=/dev/null").status == 0


@pytest.mark.parametrize(
    ("dumps", "complaint"),
    [
        (
            ["size=a.json"],
            "--dump size=a.json: the ending decides how packets are written: .jsonl, .ndjson, .csv, .npz,",
        ),
        (["size=a"], "--dump size=a: the ending decides"),
        (["size=a.png"], '--dump size=a.png: stream "size" carries no pictures; name a file in .jsonl'),
        (["size=a/"], '--dump size=a/: stream "size" carries no pictures'),
        (["size=a.csv", "image=a.csv"], "--dump size=a.csv: such a file takes one stream, not size, image; name one"),
        (["same=a.mp4", "image=a.mp4"], "--dump same=a.mp4: such a file takes one stream, not same, image; name one"),
    ],
)
def test_a_file_that_cannot_be_written_so_is_refused_before_the_run(
    run: Run, sizes: Path, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dumps: list[str], complaint: str
) -> None:
    """No file is made."""
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    result = run("run", sizes, "-i", clip, *(word for dump in dumps for word in ("--dump", dump)))
    assert result.status == 2
    assert complaint in result.stderr
    assert sorted(tmp_path.iterdir()) == before
