"""A program to be killed: it writes into files of every format at once, and tells after each round that it is through.

Its argument is the folder.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from backedge.calculators.media.csv_writer import CsvWriter
from backedge.calculators.media.image_writer import ImageWriter
from backedge.calculators.media.jsonl_writer import JsonlWriter
from backedge.calculators.media.rgb_image import RgbImage
from backedge.calculators.media.table_rows import Row
from backedge.calculators.media.video_writer import VideoWriter

VIDEOS = ("clip.mp4", "clip.m4v", "clip.mov", "clip.mkv", "clip.avi")
LATE_COLUMN = 20
"""The round from which on tables have one column more."""


def picture(number: int) -> RgbImage:
    """A picture that tells its number by its brightness."""
    return np.full((48, 64, 3), number % 200 + 20, np.uint8)


def time_of(number: int) -> int:
    """The time of a picture, in microseconds: at a rate that varies."""
    return 33_350 * number + 150 * (number % 7)


def row(number: int) -> Row:
    """The row of a table."""
    return {"number": number} if number < LATE_COLUMN else {"number": number, "late": 1}


def main(folder: Path) -> None:
    """Write until killed."""
    videos = [VideoWriter(folder / name) for name in VIDEOS]
    lines, table = JsonlWriter(folder / "lines.jsonl"), CsvWriter(folder / "table.csv")
    (folder / "images").mkdir(exist_ok=True)
    images = ImageWriter(folder / "images" / "%05d.png")
    number = 0
    while True:
        for video in videos:
            video.write(picture(number), time_of(number))
        lines.write(row(number))
        table.write(row(number))
        images.write(picture(number))
        number += 1
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
