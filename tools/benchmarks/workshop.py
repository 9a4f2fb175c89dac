"""What the cases of one command need and share: a folder for files that are gone afterwards, and clips in it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from backedge.calculators.media.rgb_image import RgbImage
from backedge.calculators.media.video_writer import VideoWriter
from backedge.calculators.synthetic.scene import SyntheticHand
from backedge.errors import ResourceError
from backedge.tools.running.frame_sources import open_frames

LONGEST: Final = 90
"""Frames of a clip that are kept: 80 MB of 640 x 480. Going to and fro, they are as good as more."""

VISIBLE: Final = 30
"""Frames of a clip of synthetic hands; to draw more would take longer than to measure."""

VIDEO_FRAMES: Final = 180


@dataclass(frozen=True)
class StoredClip:
    """A clip as plain pixels in a file, as `turn_program.Clip` reads it.

    Attributes:
        file: its path.
        shape: (height, width, 3).
    """

    file: str
    shape: tuple[int, int, int]

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of a task that name it."""
        return {"clip": self.file, "shape": self.shape}

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of `turn_program.Clip`."""
        return asdict(self)


class Workshop:
    """A folder, the clips in it, and what the command line says about them.

    Args:
        folder: an empty one.
        source: what ``--input`` names, None without it.
        threads: of MediaPipe's graphs, on both sides; 0 for the caller's own, None for what the graphs say.
        subgraphs: folders of graphs, such as of a MediaPipe checkout, that our side has to be told of.
    """

    def __init__(
        self, folder: Path, source: str | None = None, threads: int | None = None, subgraphs: Sequence[str] = ()
    ) -> None:
        self.folder = folder
        self.source = source
        self.threads = threads
        self.subgraphs = subgraphs
        # A clip is made once, whichever cases ask for it.
        self.hands = cache(self._hands)
        self.clip = cache(self._clip)
        self.video = cache(self._video)

    def _hands(self, number: int) -> StoredClip:
        """A clip of 1 or 2 synthetic hands that are wholly visible in every frame."""
        return store(visible_hands(number), self.folder / f"hands_{number}.rgb")

    def _clip(self, source: str) -> StoredClip:
        """The clip that `source` names, as ``--input`` takes it.

        Raises:
            ResourceError: it cannot be read, or its pictures differ in size.
        """
        number = len(list(self.folder.iterdir()))
        with open_frames(source) as frames:
            return store((image for image, _ in frames), self.folder / f"clip_{number}.rgb")

    def _video(self) -> Path:
        """A video file, 640 x 480, of a synthetic hand."""
        path = self.folder / "video.mp4"
        hand = SyntheticHand(frames=VIDEO_FRAMES)
        with VideoWriter(path, hand.fps) as writer:
            for frame in hand:
                writer.write(frame.image)
        return path

    def given_or_hands(self, number: int = 1) -> StoredClip:
        """The clip that ``--input`` names; without it, one of synthetic hands."""
        return self.clip(self.source) if self.source else self.hands(number)


@contextmanager
def open_workshop(
    source: str | None = None, threads: int | None = None, subgraphs: Sequence[str] = ()
) -> Iterator[Workshop]:
    """A workshop whose files are deleted after the block."""
    with tempfile.TemporaryDirectory(prefix="graph_runner_bench_") as folder:
        yield Workshop(Path(folder), source, threads, subgraphs)


def visible_hands(number: int, length: int = VISIBLE) -> list[RgbImage]:
    """A piece of a clip of synthetic hands in which all of them are wholly visible."""
    piece: list[RgbImage] = []
    for frame in SyntheticHand(num_hands=number):
        piece = [*piece, frame.image] if all(hand.visible for hand in frame.hands) else []
        if len(piece) == length:
            break
    return piece


def store(images: Iterable[RgbImage], path: Path) -> StoredClip:
    """Write the first `LONGEST` pictures into a file.

    Raises:
        ResourceError: there are none, or they differ in size.
    """
    kept = islice(images, LONGEST)
    first = next(kept, None)
    if first is None:
        raise ResourceError("--input: there are no pictures to measure with")
    with path.open("wb") as file:
        for image in chain([first], kept):
            if image.shape != first.shape:
                sizes = " and ".join(f"{each.shape[1]}x{each.shape[0]}" for each in (first, image))
                raise ResourceError(f"--input: pictures to measure with must have one size, not {sizes}")
            file.write(image.tobytes())
    height, width, channels = first.shape
    return StoredClip(str(path), (height, width, channels))
