"""`graph_runner run` does not write over what it reads, nor two things into one file."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.tools.command_line import Result

Run = Callable[..., Result]

COPY = """
node { calculator: "VideoFileSource" input_side_packet: "INPUT_FILE_PATH:from" output_stream: "IMAGE:image" }
node { calculator: "VideoFileSink" input_stream: "IMAGE:image" input_side_packet: "OUTPUT_FILE_PATH:to" }
"""
FIXED = """
input_stream: "IMAGE:image"
node {
  calculator: "VideoFileSink"
  input_stream: "IMAGE:image"
  node_options { [type.googleapis.com/backedge.VideoFileSinkCalculatorOptions] { output_file_path: "clip.mp4" } }
}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clip: Path, sizes: Path) -> Path:
    """The working directory, with a video, pictures and the graph of `sizes`."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(clip, "clip.mp4")
    Path("shots").mkdir()
    for name in ("00000.png", "b.png"):
        cv2.imwrite(f"shots/{name}", np.zeros((24, 32, 3), np.uint8))
    Path("copy.pbtxt").write_text(COPY)
    Path("fixed.pbtxt").write_text(FIXED)
    return tmp_path


def contents(folder: Path) -> dict[Path, bytes]:
    """Every file below `folder`."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ("sizes.pbtxt -i clip.mp4 -o clip.mp4", ("--output", "--input")),
        ("sizes.pbtxt -i clip.mp4 -o ./shots/../clip.mp4", ("--output", "--input")),
        ("sizes.pbtxt -i file://{here}/clip.mp4 -o clip.mp4", ("--output", "--input")),
        ("sizes.pbtxt -i clip.mp4 --dump size=clip.mp4", ("--dump size", "--input")),
        ("sizes.pbtxt -i demo --dump size=sizes.pbtxt", ("--dump size", "GRAPH")),
        ("sizes.pbtxt -i shots/b.png -o shots/b.png", ("--output", "--input")),
        ("sizes.pbtxt -i shots -o shots", ("--output", "--input")),
        ("sizes.pbtxt -i shots -o shots/", ("--output", "--input")),
        ("sizes.pbtxt -i shots -o shots/%05d.png", ("--output", "--input")),
        ("sizes.pbtxt -i shots/*.png -o shots", ("--output", "--input")),
        ("sizes.pbtxt -i shots/*.png --dump size=shots/b.png", ("--dump size", "--input")),
        ("sizes.pbtxt -i demo -o new.mp4 --dump size=new.mp4", ("--output", "--dump size")),
        ("sizes.pbtxt -i demo --dump same=new.jsonl --dump size=./new.jsonl", ("--dump same", "--dump size")),
        ("copy.pbtxt -i clip.mp4 -o clip.mp4", ('"VideoFileSink"', '"VideoFileSource"')),
        ("copy.pbtxt --side from=clip.mp4 --side to=clip.mp4", ('"VideoFileSink"', '"VideoFileSource"')),
        ("fixed.pbtxt -i clip.mp4", ('"VideoFileSink"', "--input")),
    ],
)
def test_no_file_is_lost(run: Run, here: Path, arguments: str, named: tuple[str, str]) -> None:
    """The command line is refused, with what names the file on both sides, and every file is as it was."""
    before = contents(here)
    result = run("run", *arguments.format(here=here).split())
    assert (result.status, result.stdout) == (2, "")
    complaint = result.stderr.splitlines()[-1]
    assert all(name in complaint for name in named), complaint
    assert contents(here) == before


@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_links_are_followed(run: Run, here: Path, link: Callable[[Path, Path], None]) -> None:
    """A file is the same by whatever name it goes."""
    link(here / "clip.mp4", here / "alias.mp4")
    before = contents(here)
    result = run("run", "sizes.pbtxt", "-i", "clip.mp4", "-o", "alias.mp4")
    assert result.status == 2
    assert "--output would write alias.mp4 over clip.mp4, which --input reads" in result.stderr
    assert contents(here) == before


@pytest.mark.parametrize(
    "arguments",
    [
        "-i shots -o shots/clip.mp4",
        "-i shots/b.png -o shots/out_%04d.png",
        "-i shots -o other",
        "-i shots/b* -o shots",
        "-i clip.mp4 -o clip_2.mp4 --dump size=- --dump same=/dev/null",
        "-i shots --dump size=/dev/null --dump same=/dev/../dev/null",
    ],
)
def test_what_is_not_lost_is_not_refused(run: Run, here: Path, arguments: str) -> None:
    """Files of other names in one folder do no harm, also when written again; nor do devices such as /dev/null."""
    Path("other").mkdir()
    for _ in range(2):
        result = run("run", "sizes.pbtxt", *arguments.split())
        assert result.status == 0, result.stderr
