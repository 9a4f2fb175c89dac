"""A program that is killed leaves files that can be read up to what it wrote last, whatever their format."""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import pytest

from backedge.calculators.media.image_files import ImageFiles
from backedge.calculators.media.video_reader import VideoReader
from tests.reliability.killed_writer import LATE_COLUMN, VIDEOS, picture, row, time_of

UNDER_WAY = 2
"""Frames of a video that may be missing: one that waits to know how long it is shown, and one in the muxer."""

TICKS = {".avi": Fraction(1, 30), ".mkv": Fraction(1, 1000)}
"""What the times of frames are multiples of; elsewhere ticks of 1/60 ms."""


def write_and_kill(folder: Path, rounds: int) -> int:
    """Kill the program after it has written so often, or a little later; how often it said that it was through."""
    command = [sys.executable, "-m", "tests.reliability.killed_writer", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as program:
        assert program.stdout is not None
        for _ in range(rounds):
            assert program.stdout.readline().endswith(b"\n")
        program.kill()
        return rounds + program.stdout.read().count(b"\n")


def require_video(path: Path, told: int) -> None:
    """Check that the frames are there, each at its time, for PyAV and for OpenCV."""
    if told <= UNDER_WAY:
        return
    tick = TICKS.get(path.suffix, Fraction(1, 60_000))
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        frames = [
            (Fraction(frame.pts or 0) * (frame.time_base or 0), frame.to_ndarray(format="rgb24"))
            for frame in file.decode(stream)
        ]
    assert told - UNDER_WAY <= len(frames) <= told + 1
    for number, (time, image) in enumerate(frames):
        wanted = round(Fraction(time_of(number), 1_000_000) / tick) * tick
        assert abs(time - wanted) < Fraction(1, 60_000) + (path.suffix == ".mkv") * tick
        assert abs(image.astype(int) - picture(number)).max() <= 3
    assert len(list(VideoReader(path))) == len(frames)


def require_lines(folder: Path, told: int) -> None:
    """Check that no line of the JSON lines and the table is missing, and none is half there."""
    lines = [json.loads(line) for line in (folder / "lines.jsonl").read_bytes().splitlines()]
    assert lines == [row(number) for number in range(len(lines))]
    assert told <= len(lines) <= told + 1
    with (folder / "table.csv").open(newline="") as file:
        head, *rows = csv.reader(file)
    assert told <= len(rows) <= told + 1
    assert head == (["number", "late"] if len(rows) > LATE_COLUMN else head[:1])
    for number, cells in enumerate(rows):
        assert cells == [str(number), *(["1"] if number >= LATE_COLUMN else [""])][: len(head)]


def require_images(folder: Path, told: int) -> None:
    """Check that the images are there, and whole."""
    read = list(ImageFiles(folder / "images"))
    assert told <= len(read) <= told + 1
    assert all((image.image == picture(number)).all() for number, image in enumerate(read))


def require_readable(folder: Path, told: int) -> None:
    """Check all that the program has written."""
    for name in VIDEOS:
        require_video(folder / name, told)
    require_lines(folder, told)
    require_images(folder, told)


def test_a_program_that_is_killed(tmp_path: Path) -> None:
    """Everything that it said it had written is there."""
    require_readable(tmp_path, write_and_kill(tmp_path, 30))


def test_a_program_that_is_killed_while_it_writes_over_files(tmp_path: Path) -> None:
    """Those that were there before are as they were; the new ones are beside them, as far as they came."""
    names = (*VIDEOS, "lines.jsonl", "table.csv")
    for name in names:
        (tmp_path / name).write_text("as it was")
    told = write_and_kill(tmp_path, 5)
    for name in names:
        assert (tmp_path / name).read_text() == "as it was"
        stem, suffix = name.split(".")
        (tmp_path / f"{stem}.partial.{suffix}").replace(tmp_path / name)
    require_readable(tmp_path, told)


@pytest.mark.soak
def test_many_programs_that_are_killed(tmp_path: Path) -> None:
    """At 200 moments, each of which may be in the middle of any write."""
    rng, most = random.Random(), 0
    for number in range(200):
        folder = tmp_path / str(number)
        folder.mkdir()
        told = write_and_kill(folder, rng.choice((1, 2, 3, rng.randrange(1, 60), rng.randrange(1, 400))))
        require_readable(folder, told)
        most = max(most, told)
    print(f"200 programs killed while they wrote 8 formats, after up to {most} rounds: all files readable")  # noqa: T201
