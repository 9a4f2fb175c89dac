"""Frames of a video file."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import cv2
import numpy as np

from backedge.calculators.core.endpoints.video_header import VideoHeader
from backedge.calculators.media.closeable import Closeable
from backedge.calculators.media.opencv import quiet_opencv
from backedge.calculators.media.rgb_image import TimedImage
from backedge.calculators.media.timeline import Timeline
from backedge.errors import ResourceError
from backedge.file_checks import require_file
from backedge.formats import ImageFormat

_LOG: Final = logging.getLogger(__name__)
_USUAL_FPS: Final = 30.0
_HIGHEST_FPS: Final = 1000.0
_MARGINS: Final = (0.0, 1e3, 1e4, math.inf)  # milliseconds
_TOLERANCE: Final = 2  # frames; some containers only estimate how many there are


class Truncation(NamedTuple):
    """A video that broke off: how many frames its header promises, and how many there were."""

    expected: int
    actual: int


class VideoReader(Closeable):
    """Reads a video once, from beginning to end; closes itself there, and as a context manager.

    Pictures are turned upright as the file's rotation tag says.

    Attributes:
        path: the file.
        width: of the pictures, in pixels.
        height: of the pictures, in pixels.
        fps: nominal frames a second; 30 where the file does not say.
        frame_count: how many frames the file promises; None where it does not say.
        truncated: set at the end, if the video ended well before what its header promises; also logged.
    """

    def __init__(self, path: str | Path) -> None:
        """Opens `path` and decodes its first frame.

        Raises:
            ResourceError: the file is missing, cannot be read, is not a video, or has no frames.
        """
        self.path = Path(path)
        require_file(self.path, "a video")
        with quiet_opencv():
            self._capture = cv2.VideoCapture(str(self.path))
            if not self._capture.isOpened():
                raise ResourceError(
                    f"{self.path}: cannot be read as a video; it is something else, or damaged, or was not finished"
                )
            self._capture.set(cv2.CAP_PROP_ORIENTATION_AUTO, 1)
            found, first = self._capture.read()
        if not found:
            self._capture.release()
            raise ResourceError(f"{self.path}: expected a video, found one without a single frame that can be decoded")
        self._picture: np.ndarray = first
        self._more, self._number = True, 0
        self.height, self.width = first.shape[:2]
        fps = self._capture.get(cv2.CAP_PROP_FPS)
        self.fps = fps if 0.0 < fps <= _HIGHEST_FPS else _USUAL_FPS
        count = self._capture.get(cv2.CAP_PROP_FRAME_COUNT)
        self.frame_count = int(count) if math.isfinite(count) and count >= 1 else None
        self.truncated: Truncation | None = None
        self._timeline = Timeline(max(round(1e6 / self.fps), 1))

    @property
    def mended_timestamps(self) -> int:
        """The number of the container's times, so far, that went back or repeated and were replaced."""
        return self._timeline.mended

    @property
    def header(self) -> VideoHeader:
        """The header of the stream of its frames; the duration is 0 where the file does not say how many there are."""
        duration = (self.frame_count or 0) / self.fps
        return VideoHeader(ImageFormat.SRGB, self.width, self.height, duration, self.fps)

    def skip_to(self, number: int, milliseconds: float) -> bool:
        """Go on with a later frame, of which the number and the container's time are known; before any was read.

        Returns:
            Whether there is a frame at that very time; where there is none, nothing more is to be read.
        """
        # Where the frame rate varies OpenCV's jumps are guesses. Those that end too late are made from further ahead.
        self._more = any(self._jump(max(milliseconds - margin, 0.0), milliseconds) for margin in _MARGINS)
        self._number = number
        return self._more

    def _jump(self, start: float, target: float) -> bool:
        """Jump to about `start`, and go from there to the frame at `target`, both in milliseconds."""
        self._capture.set(cv2.CAP_PROP_POS_MSEC, start)
        while self._capture.grab():
            time = self._capture.get(cv2.CAP_PROP_POS_MSEC)
            if time >= target:
                found, self._picture = self._capture.retrieve(self._picture)
                return found and time == target
        return False

    def __iter__(self) -> Iterator[TimedImage]:
        """The frames that have not been read yet, with strictly increasing timestamps."""
        while self._more:
            timestamp = self._timeline.stamp(self._capture.get(cv2.CAP_PROP_POS_MSEC))
            image = np.asarray(cv2.cvtColor(self._picture, cv2.COLOR_BGR2RGB), np.uint8)
            frame = TimedImage(image, timestamp, self._number)
            self._number += 1
            # Decoded one ahead, over the last: a caller that leaves the loop and returns misses and repeats nothing.
            self._more, self._picture = self._capture.read(self._picture)
            if not self._more:
                self._finish(self._number, timestamp)
            yield frame

    def _finish(self, frames: int, last: int) -> None:
        """Notes what the end of the file says about the whole, and closes it."""
        self.close()
        if self.mended_timestamps:
            _LOG.warning("%s: %d timestamps went back or repeated and were mended", self.path, self.mended_timestamps)
        expected = self.frame_count or 0
        # A file of variable frame rate may promise too many frames, but then it lasts as long as it promises.
        frames_that_fit = last / 1e6 * self.fps + 1
        if max(frames, frames_that_fit) < expected - _TOLERANCE:
            self.truncated = Truncation(expected, frames)
            _LOG.warning("%s: breaks off after %d of %d frames", self.path, frames, expected)

    def close(self) -> None:
        """Releases the file and ends its frames; more than once does no harm."""
        self._more = False
        self._capture.release()
