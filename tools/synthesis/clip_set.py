"""A whole set of synthetic videos: files, and beside each the truth about its frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import orjson

from backedge.calculators.media.video_writer import VideoWriter
from backedge.file_checks import failure
from backedge.tools.console import Advance
from backedge.tools.hand_sets.rows import JSONL, frame_rows
from backedge.tools.hand_sets.truth import TrueClip, TrueHand
from backedge.tools.synthesis.backdrops import Backdrop
from backedge.tools.synthesis.clip_renderer import FPS, SyntheticClip
from backedge.tools.synthesis.set_making import backdrops_of, drawn, make_empty
from backedge.whole_files import replacing


@dataclass(frozen=True, slots=True)
class ClipsRequest:
    """What to make.

    Attributes:
        folder: where; made if need be, and empty.
        count: number of videos.
        seconds: how long each is.
        seed: of all chance.
        backgrounds: a folder of the user's pictures, None for procedural backdrops only.
        workers: processes that draw.
    """

    folder: Path
    count: int
    seconds: float
    seed: int
    backgrounds: Path | None
    workers: int


@dataclass(frozen=True, slots=True)
class ClipsSummary:
    """What was made: the videos, how many frames they have, how many of these have a hand, and how long it took."""

    folder: Path
    files: tuple[Path, ...]
    frames: int
    frames_with_hands: int
    seconds: float

    def in_words(self) -> str:
        """A line for people."""
        return (
            f"{len(self.files)} videos of {self.frames} frames, {self.frames_with_hands} of them with hands, in "
            f"{self.folder} ({self.frames / self.seconds:.0f} frames a second)"
        )

    def to_json(self) -> dict[str, Any]:
        """All of it."""
        return {
            "folder": str(self.folder),
            "files": [str(file) for file in self.files],
            "videos": len(self.files),
            "frames": self.frames,
            "frames_with_hands": self.frames_with_hands,
            "seconds": self.seconds,
            "frames_a_second": self.frames / self.seconds,
        }


def write_clips(request: ClipsRequest, advance: Advance) -> ClipsSummary:
    """Draw the videos, and write beside each the truth about its frames, `rows` as JSON lines.

    Args:
        request: what to make.
        advance: told after each video.

    Raises:
        ResourceError: the folder is not empty or cannot be written, or there are no pictures for backgrounds.
    """
    start = perf_counter()
    draw = partial(_write_clip, request, backdrops_of(request.backgrounds))
    make_empty(request.folder)
    clips: list[tuple[Path, int, int]] = []
    for clip in drawn(draw, request.count, request.workers, 1):
        clips.append(clip)
        advance(len(clips), request.count)
    files, frames, with_hands = zip(*clips, strict=True)
    return ClipsSummary(request.folder, files, sum(frames), sum(with_hands), perf_counter() - start)


def _write_clip(request: ClipsRequest, backdrops: Mapping[str, Backdrop], number: int) -> tuple[Path, int, int]:
    """Write a video and its truth; the file, its frames, and how many of these have a hand."""
    clip = SyntheticClip(request.seed, number, request.seconds, backdrops)
    path = request.folder / f"{clip.plan.motion}_{number:04d}.mp4"
    frames: list[tuple[TrueHand, ...]] = []
    with VideoWriter(path, FPS) as writer:
        for frame in clip:
            writer.write(frame.image)
            frames.append(frame.hands)
    truth = TrueClip(path.name, path, frames, clip.plan.look.size, clip.attributes)
    beside = path.with_suffix(JSONL)
    try:
        with replacing(beside) as file:
            file.writelines(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in frame_rows(truth))
    except OSError as error:
        raise failure("cannot be written", beside, error) from error
    return path, len(frames), sum(bool(hands) for hands in frames)
