"""A disk that is full: what was written can be read, and a file that stood there before is as it was."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backedge.calculators.media.csv_writer import CsvWriter
from backedge.calculators.media.image_writer import write_image
from backedge.calculators.media.jsonl_writer import JsonlWriter
from backedge.calculators.media.video_reader import VideoReader
from backedge.calculators.media.video_writer import VideoWriter
from backedge.errors import ResourceError
from tests.calculators.media.clips import noise

OLD = b"what was there before"


def fill_video(writer: VideoWriter) -> None:
    """Write until the disk is full."""
    for number in range(1000):
        writer.write(noise(number, 320, 240))


def fill_lines(make: Callable[[Path], Any], path: Path) -> None:
    """Write until the disk is full."""
    with make(path) as writer:
        for number in range(1000):
            writer.write({"number": number, "text": "x" * 9000})


def require_old(path: Path, *, partial: bool) -> Path:
    """Check that the old file is as it was; the new one beside it, if there should be one."""
    beside = path.with_name(f"{path.stem}.partial{path.suffix}")
    assert path.read_bytes() == OLD
    assert sorted(path.parent.iterdir()) == sorted([path, beside] if partial else [path])
    return beside


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv", ".avi"])
def test_videos(small_disk: Path, suffix: str) -> None:
    """The part that was written is beside the old file, and can be played."""
    path = small_disk / f"clip{suffix}"
    path.write_bytes(OLD)
    writer = VideoWriter(path)
    with pytest.raises(ResourceError) as error:
        fill_video(writer)
    writer.close()
    beside = require_old(path, partial=True)
    assert str(error.value) == (
        f"{path}: the disk is full; the {writer.frames} frames before are written; clip{suffix} is as it was, and "
        f"what was written is in {beside}"
    )
    assert len(list(VideoReader(beside))) == writer.frames > 5


def test_json_lines(small_disk: Path) -> None:
    """Whole lines only."""
    path = small_disk / "lines.jsonl"
    path.write_bytes(OLD)
    with pytest.raises(
        ResourceError, match=r"No space left on device; lines\.jsonl is as it was, and what was"
    ) as error:
        fill_lines(JsonlWriter, path)
    beside = require_old(path, partial=True)
    assert str(beside) in str(error.value)
    numbers = [json.loads(line)["number"] for line in beside.read_text().splitlines()]
    assert numbers == list(range(len(numbers)))
    assert len(numbers) > 200


def test_tables(small_disk: Path) -> None:
    """Rows as far as there was room."""
    path = small_disk / "table.csv"
    path.write_bytes(OLD)
    with pytest.raises(ResourceError, match=r"No space left on device; table\.csv is as it was, and what was"):
        fill_lines(CsvWriter, path)
    with require_old(path, partial=True).open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["number"]) for row in rows] == list(range(len(rows)))
    assert len(rows) > 200


def test_tables_with_a_column_for_which_there_is_no_room(small_disk: Path) -> None:
    """The table is as it was before the column came."""
    path = small_disk / "table.csv"
    writer = CsvWriter(path)
    for number in range(130):  # more than half of the disk
        writer.write({"number": number, "text": "x" * 9000})
    with pytest.raises(ResourceError, match="cannot be written: No space left on device"):
        writer.write({"late": 1})
    writer.close()
    with path.open(newline="") as file:
        assert [int(row["number"]) for row in csv.DictReader(file)] == list(range(130))


def test_images(small_disk: Path) -> None:
    """There is nothing of the new one."""
    path = small_disk / "image.png"
    path.write_bytes(OLD)
    with pytest.raises(ResourceError, match="cannot be written: No space left on device"):
        write_image(path, np.random.default_rng(1).integers(0, 256, (1000, 1000, 3), np.uint8))
    require_old(path, partial=False)


def test_a_disk_that_is_full_already(small_disk: Path) -> None:
    """Nothing empty is left beside the old file."""
    path = small_disk / "lines.jsonl"
    path.write_bytes(OLD)
    (small_disk / "rest").write_bytes(b"x" * (2 * 2**20 - 4096))
    with JsonlWriter(path) as writer, pytest.raises(ResourceError, match=r"No space .*; lines\.jsonl is as it was$"):
        writer.write({"text": "x" * 9000})
    (small_disk / "rest").unlink()
    require_old(path, partial=False)
