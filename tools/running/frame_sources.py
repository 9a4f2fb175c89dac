"""``--input`` turns a word on the command line into pictures with timestamps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backedge.calculators.media.camera import Camera
from backedge.calculators.media.file_threads import ReadAhead
from backedge.calculators.media.image_files import ImageFiles, is_images
from backedge.calculators.media.rgb_image import RgbImage
from backedge.calculators.media.video_reader import VideoReader
from backedge.timestamp import from_seconds

DEMO: Final = "demo"
IMAGES_PER_SECOND: Final = 30.0


@dataclass
class FrameSource:
    """Pictures to feed; iterating gives each with its timestamp in microseconds.

    Attributes:
        frames: the pictures, (height, width, 3) uint8 RGB.
        total: how many there should be, None where that is unknown.
        is_live: whether they come at their own pace, so that waiting would lose some.
    """

    frames: Iterator[tuple[RgbImage, int]]
    total: int | None = None
    is_live: bool = False
    _files: ImageFiles | None = None

    @property
    def skipped(self) -> int:
        """The number of pictures that could not be read, so far."""
        return len(self._files.skipped) if self._files else 0

    def __iter__(self) -> Iterator[tuple[RgbImage, int]]:
        return self.frames


@contextmanager
def open_frames(source: str) -> Iterator[FrameSource]:
    """Open what `source` stands for while the block runs.

    Args:
        source: ``demo`` for a synthetic hand; a camera's number, device or address; an image file, a folder of images
            or a pattern; anything else is a video file.

    Raises:
        ResourceError: it does not exist, or cannot be read.
    """
    if source == DEMO:
        from backedge.calculators.synthetic.scene import SyntheticHand  # a dozen modules that other sources do without

        clip = SyntheticHand()
        with ReadAhead((frame.image, frame.timestamp) for frame in clip) as ahead:
            yield FrameSource(ahead, total=len(clip))
    elif _is_camera(source):
        with Camera(int(source) if source.isdigit() else source) as camera:
            yield FrameSource(((picture.image, picture.timestamp) for picture in camera), is_live=True)
    elif _is_images(source):
        files = ImageFiles(source)
        pictures = ((image, from_seconds(number / IMAGES_PER_SECOND)) for number, (image, _) in enumerate(files))
        with ReadAhead(pictures) as ahead:
            yield FrameSource(ahead, total=len(files), _files=files)
    else:
        with VideoReader(source) as video, ReadAhead((frame.image, frame.timestamp) for frame in video) as ahead:
            yield FrameSource(ahead, total=video.frame_count)


def is_file_like(source: str) -> bool:
    """Tell whether what `source` names can be a file, a folder or a pattern."""
    return source != DEMO and (source.startswith("file://") or not _is_camera(source))


def _is_camera(source: str) -> bool:
    return source.isdigit() or source.startswith("/dev/") or "://" in source


def _is_images(source: str) -> bool:
    """Tell whether `source` names images: an image file, a folder, or what looks like a pattern."""
    path = Path(source)
    return is_images(path) or (not path.exists() and any(sign in source for sign in "*?["))
