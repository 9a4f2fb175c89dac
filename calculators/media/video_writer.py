"""Frames into a video file."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from types import TracebackType
from typing import Final

import cv2
import numpy as np

from backedge.calculators.media.closeable import Closeable
from backedge.calculators.media.file_paths import failure, require_folder_for
from backedge.calculators.media.opencv import quiet_opencv
from backedge.calculators.media.rgb_image import RgbImage
from backedge.errors import ResourceError

_LOG: Final = logging.getLogger(__name__)

# MPEG-4 part 2 is in every opencv-python wheel, as H.264 is not.
_CODECS: Final = {".avi": "XVID", ".m4v": "mp4v", ".mkv": "mp4v", ".mov": "mp4v", ".mp4": "mp4v"}
SUFFIXES: Final = tuple(_CODECS)
"""What a video's name can end in, in any case."""

_HIGHEST_TIMEBASE: Final = 65535  # of MPEG-4 part 2
_INDEX_BYTES: Final = 64  # room for one frame in the index that is written last, generously
_SPARE_BYTES: Final = 256 * 1024  # room for what the encoder still holds
_BUFFER_BYTES: Final = 64 * 1024  # more than a file ever lags behind what was encoded


class VideoWriter(Closeable):
    """Writes an MPEG-4 video; the file is complete once closed, however early that is. A context manager.

    OpenCV does not tell when a disk is full, so the space is watched: writing stops with an error while there is
    still room for the index without which nothing could be played.

    Attributes:
        path: the file; an existing one is replaced when the first frame comes.
        frames: how many were written.
    """

    def __init__(self, path: str | Path, fps: float = 30.0) -> None:
        """Prepares to write; the first frame sets the size and creates the file.

        Args:
            path: ``.mp4``, ``.m4v``, ``.mov``, ``.mkv`` or ``.avi``.
            fps: frames a second.

        Raises:
            ResourceError: another kind of file, no such folder, no permission, or an impossible `fps`.
        """
        self.path = Path(path)
        self.frames = 0
        if self.path.suffix.lower() not in _CODECS:
            raise ResourceError(f"{path}: expected the name of a video to end in one of {', '.join(_CODECS)}")
        if not 0 < fps <= _HIGHEST_TIMEBASE:
            raise ResourceError(
                f"{path}: expected more than 0 and at most {_HIGHEST_TIMEBASE} frames a second, got {fps}"
            )
        require_folder_for(self.path)
        self._fps = _codable(fps)
        self._writer: cv2.VideoWriter | None = None
        self._size = (0, 0)
        self._buffer = np.empty((0, 0, 3), np.uint8)
        self._last_bytes = 0
        self._check_every = 1

    def write(self, image: RgbImage) -> None:
        """Appends a frame.

        Args:
            image: (height, width, 3) uint8 RGB, all of one size. Codecs want even sizes: where one is odd, the last
                column or row is written twice.

        Raises:
            ResourceError: the file cannot be created or written, the disk is full, or the size has changed.
        """
        height, width = image.shape[:2]
        if self._writer is None:
            self._open(width, height)
        elif (width, height) != self._size:
            raise ResourceError(
                f"{self.path}: frame {self.frames} is {width}x{height}, expected {self._size[0]}x{self._size[1]} "
                "as the first one; scale the frames to one size"
            )
        self._check_space()
        cv2.cvtColor(image, cv2.COLOR_RGB2BGR, dst=self._buffer[:height, :width])
        self._buffer[height:] = self._buffer[height - 1]
        self._buffer[:, width:] = self._buffer[:, width - 1 : width]
        assert self._writer is not None
        self._writer.write(self._buffer)
        self.frames += 1

    def _open(self, width: int, height: int) -> None:
        """Creates the file, first by ourselves: the operating system says why it cannot, OpenCV does not."""
        try:
            self.path.open("wb").close()
        except OSError as error:
            raise failure("cannot be written", self.path, error) from error
        even = (width + width % 2, height + height % 2)
        codec = cv2.VideoWriter.fourcc(*_CODECS[self.path.suffix.lower()])
        with quiet_opencv():
            writer = cv2.VideoWriter(str(self.path), codec, self._fps, even)
        if not writer.isOpened():
            self.path.unlink(missing_ok=True)
            raise ResourceError(
                f"{self.path}: OpenCV cannot begin a video of {width}x{height} at {self._fps} fps; is the disk full?"
            )
        self._writer, self._size = writer, (width, height)
        self._buffer = np.empty((even[1], even[0], 3), np.uint8)
        # A frame is never smaller than a bit for each block of 16x16, so that many frames fill the buffers.
        self._check_every = 1 + _BUFFER_BYTES * 8 * 256 // self._buffer[..., 0].size

    def _check_space(self) -> None:
        """Stops while what was written can still be completed."""
        needed = _SPARE_BYTES + self._buffer.size + self.frames * _INDEX_BYTES
        if shutil.disk_usage(self.path.parent).free < needed:
            self._stop("the disk is full")
        if self.frames % self._check_every == 0 and self.frames:
            written = self.path.stat().st_size
            if written == self._last_bytes:
                self._stop("the file has stopped growing: the disk is full or a limit is reached")
            self._last_bytes = written

    def _stop(self, reason: str) -> None:
        frames = self.frames
        self.close()
        raise ResourceError(f"{self.path}: {reason}; the {frames} frames before are written")

    def close(self) -> None:
        """Completes the file and checks that it holds every frame; more than once does no harm.

        Raises:
            ResourceError: it does not.
        """
        writer, self._writer = self._writer, None
        if writer is None:
            return
        with quiet_opencv():
            writer.release()
            written = cv2.VideoCapture(str(self.path))
            complete = written.isOpened() and written.get(cv2.CAP_PROP_FRAME_COUNT) >= self.frames
            written.release()
        if not complete:
            raise ResourceError(f"{self.path}: not all of its {self.frames} frames could be written; is the disk full?")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            self.close()
        except ResourceError as failed:
            if error is None:
                raise
            _LOG.error("%s", failed)  # what ended the block goes first


def _codable(fps: float) -> float:
    """The nearest rate that MPEG-4 can express: OpenCV writes it as a fraction over 1, 10, 100 or 1000."""
    digits = next(digits for digits in (3, 2, 1, 0) if round(fps, digits) * 10**digits <= _HIGHEST_TIMEBASE)
    return round(fps, digits)
