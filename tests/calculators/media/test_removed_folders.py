"""A folder that is removed while a file in it is being written: the user is told that the file is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backedge.calculators.media.csv_writer import CsvWriter
from backedge.calculators.media.jsonl_writer import JsonlWriter
from backedge.calculators.media.video_writer import VideoWriter
from backedge.errors import ResourceError

PICTURE = np.zeros((48, 64, 3), np.uint8)


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv", ".avi"])
def test_video(tmp_path: Path, suffix: str) -> None:
    """The next frame says so, and closing does no harm."""
    folder = tmp_path / "folder"
    folder.mkdir()
    writer = VideoWriter(folder / f"a{suffix}")
    writer.write(PICTURE)
    shutil.rmtree(folder)
    with pytest.raises(ResourceError, match=r"frame 1 cannot be written: No such file or directory"):
        writer.write(PICTURE)
    writer.close()


@pytest.mark.parametrize("make", [JsonlWriter, CsvWriter])
def test_lines(tmp_path: Path, make: Callable[[Path], Any]) -> None:
    """They are written to the file that has no name any more; the end says that they are lost."""
    folder = tmp_path / "folder"
    folder.mkdir()
    writer = make(folder / "a")
    writer.write({"a": 1})
    shutil.rmtree(folder)
    writer.write({"a": 2})
    with pytest.raises(ResourceError, match="was removed while it was written, or its folder"):
        writer.close()
    writer.close()


@pytest.mark.parametrize("make", [JsonlWriter, CsvWriter])
@pytest.mark.parametrize("is_there_before", [False, True])
def test_a_file_in_its_place(tmp_path: Path, make: Callable[[Path], Any], is_there_before: bool) -> None:
    """Another file of the same name is not taken for it."""
    path = tmp_path / "a"
    if is_there_before:
        path.write_text("old")
    writer = make(path)
    writer.write({"a": 1})
    for file in tmp_path.iterdir():
        file.rename(tmp_path / f"{file.name}.moved")
    path.write_text("other")
    with pytest.raises(ResourceError, match="was removed while it was written"):
        writer.close()
    assert path.read_text() == "other"


@pytest.mark.parametrize("make", [JsonlWriter, CsvWriter, VideoWriter])
def test_a_file_that_was_there_before(tmp_path: Path, make: Callable[[Path], Any]) -> None:
    """The new one was beside it, and is lost likewise."""
    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / "a.mkv"
    path.write_text("old")
    writer = make(path)
    writer.write(PICTURE if make is VideoWriter else {"a": 1})
    shutil.rmtree(folder)
    with pytest.raises(ResourceError, match=r"was removed while it was written|not all of its 1 frames could be"):
        writer.close()
