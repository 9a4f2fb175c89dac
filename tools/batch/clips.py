"""The pictures of an input, as `graph_runner run` reads them, on one thread."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, dropwhile, takewhile
from pathlib import Path

from backedge.batch.segments import NotInSegmentsError, Segment, Split, plan_segments
from backedge.batch.tasks import Item
from backedge.calculators.media.frame_times import frame_times
from backedge.calculators.media.image_files import ImageFiles, is_images
from backedge.calculators.media.rgb_image import TimedImage
from backedge.calculators.media.video_reader import VideoReader
from backedge.errors import ResourceError
from backedge.timestamp import from_seconds
from backedge.tools.running.frame_sources import IMAGES_PER_SECOND


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """What is known of an input when its first picture is.

    Attributes:
        item: the input.
        width: of the pictures, in pixels.
        height: of the pictures, in pixels.
        fps: nominal frames a second.
        first: the number of the first picture in the video.
    """

    item: Item
    width: int
    height: int
    fps: float
    first: int


@dataclass(frozen=True, slots=True)
class Clip:
    """An input that is open.

    Attributes:
        facts: what is known of it.
        frames: its pictures.
    """

    facts: ClipFacts
    frames: Iterator[TimedImage]


@contextmanager
def open_clip(item: Item, path: Path, segment: Segment | None = None) -> Iterator[Clip]:
    """Open an input while the block runs: its pictures, upright, with rising timestamps of the whole video.

    Args:
        item: the input.
        path: where it is on this machine.
        segment: the part that is wanted of it, with its warm-up; None for all.

    Raises:
        ResourceError: it is not there, cannot be read, or has no frames between its start and its end.
        NotInSegmentsError: the segment is not where it is expected.
    """
    if is_images(path):
        pictures = ImageFiles(path)
        yield _begun(item, IMAGES_PER_SECOND, _as_frames(pictures))
    else:
        with VideoReader(path) as video:
            if segment is None:
                yield _begun(item, video.fps, iter(video))
            elif video.skip_to(segment.fed_from, segment.fed_at):
                end = item.end if segment.end is None else segment.end
                facts = ClipFacts(item, video.width, video.height, video.fps, segment.first)
                yield Clip(facts, _until(end, iter(video)))
            else:
                raise NotInSegmentsError


def find_segments(item: Item, path: Path, split: Split) -> tuple[Segment, ...]:
    """The segments of a video that is long enough; none for others, and for folders of images.

    Args:
        item: the input.
        path: where it is on this machine.
        split: how it is cut.

    Raises:
        ResourceError: it is not there, or cannot be read.
    """
    if is_images(path):
        return ()
    with VideoReader(path) as video:
        length = float("inf") if video.frame_count is None else video.frame_count / video.fps
    end = length if item.end is None else min(length, item.end / 1e6)
    if not split.is_worth_it(end - (item.start or 0) / 1e6):
        return ()
    return plan_segments(frame_times(path), item.start, item.end, split)


def _as_frames(pictures: ImageFiles) -> Iterator[TimedImage]:
    for number, (image, _) in enumerate(pictures):
        yield TimedImage(image, from_seconds(number / IMAGES_PER_SECOND), number)


def _until(end: int | None, frames: Iterator[TimedImage]) -> Iterator[TimedImage]:
    return takewhile(lambda frame: end is None or frame.timestamp < end, frames)


def _between(item: Item, frames: Iterator[TimedImage]) -> Iterator[TimedImage]:
    start = item.start
    return dropwhile(lambda frame: start is not None and frame.timestamp < start, _until(item.end, frames))


def _begun(item: Item, fps: float, frames: Iterator[TimedImage]) -> Clip:
    wanted = _between(item, frames)
    first = next(wanted, None)
    if first is None:
        start, end = (item.start or 0) / 1e6, "its end" if item.end is None else f"{item.end / 1e6:g} s"
        raise ResourceError(f"{item.source}: has no frame from {start:g} s to {end}; correct start and end")
    height, width = first.image.shape[:2]
    return Clip(ClipFacts(item, width, height, fps, first.number), chain([first], wanted))


def checksum(path: Path) -> str:
    """The sha256 of a file, in hex; "" for a folder.

    Raises:
        OSError: it cannot be read.
    """
    if path.is_dir():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint(path: Path) -> str:
    """What changes when a file, or the files of a folder, change: sizes and times; "" where there is nothing.

    That of a file begins with its size in bytes, and a colon.

    Looking at it is quick, where `checksum` reads all.
    """
    try:
        status = path.stat()
        if not path.is_dir():
            return f"{status.st_size}:{status.st_mtime_ns}"
        digest = hashlib.sha256()
        with os.scandir(path) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                facts = entry.stat()
                digest.update(f"{entry.name}:{facts.st_size}:{facts.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
        return digest.hexdigest()
    except OSError:  # whoever does the video tells why
        return ""
