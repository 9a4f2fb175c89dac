"""What a run is fed with: pictures of a clip, a file or a camera, or of the page's own camera."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from time import perf_counter_ns
from typing import Final, NamedTuple, Protocol, Self

import cv2
import numpy as np

from backedge.calculators.media.rgb_image import RgbImage
from backedge.formats.encoded_pictures import decode_file_content
from backedge.tools.running.frame_sources import FrameSource, open_frames

_CREDIT: Final = 1
"""Pictures of a page's camera that may be under way: one is, while the one before it is worked on."""


class Frame(NamedTuple):
    """A picture: (height, width, 3) uint8 RGB, its timestamp, and when the page has taken it, by the page's clock."""

    pixels: RgbImage
    timestamp: int
    captured: float | None = None


class RunInput(Protocol):
    """Gives pictures."""

    is_live: bool
    """Whether they come at their own pace, so that waiting would lose some."""

    def take(self, timeout: float) -> Frame | None:
        """The next picture; None if there is none within `timeout` seconds.

        Raises:
            EOFError: there are no more.
            ResourceError: they cannot be read.
        """

    def close(self) -> None:
        """Let go of files and cameras."""


class FramesInput:
    """Pictures of what `open_frames` opens.

    Args:
        word: the source.
        is_endless: whether to begin anew at the end, with timestamps that go on.
    """

    def __init__(self, word: str, *, is_endless: bool) -> None:
        self._word = word
        self._is_endless = is_endless
        self._base = 0
        self._last = -1
        self._interval = 33_333
        self._opened = ExitStack()
        self._source = self._open()
        self.is_live = self._source.is_live
        self._frames: Iterator[tuple[RgbImage, int]] = iter(self._source)

    def _open(self) -> FrameSource:
        opening: AbstractContextManager[FrameSource] = open_frames(self._word)
        return self._opened.enter_context(opening)

    def take(self, timeout: float) -> Frame | None:
        """The next picture; a camera's is waited for as long as it takes."""
        found = next(self._frames, None)
        if found is None and self._is_endless and not self.is_live and self._last >= 0:
            self._begin_anew()
            found = next(self._frames, None)
        if found is None:
            raise EOFError
        pixels, timestamp = found
        timestamp += self._base
        if self._last >= 0 and self._base <= self._last:
            self._interval = timestamp - self._last
        self._last = timestamp
        return Frame(pixels, timestamp)

    def _begin_anew(self) -> None:
        self._opened.close()
        self._base = self._last + self._interval
        self._frames = iter(self._open())

    def close(self) -> None:
        """Let go of the file or camera."""
        self._opened.close()


class BrowserInput:
    """Pictures of the page's camera: it may send one for each credit, and the newest wins.

    Args:
        give_credit: tells the page that it may send one more.
    """

    is_live = True

    def __init__(self, give_credit: Callable[[int], None]) -> None:
        self._give_credit = give_credit
        self._change = threading.Condition()
        self._newest: tuple[bytes, float] | None = None
        self._begun: int | None = None
        self._last = -1

    def begin(self) -> Self:
        """Let the page send its first pictures."""
        self._give_credit(_CREDIT)
        return self

    def put(self, jpeg: bytes, captured: float) -> None:
        """Take a picture of the page in."""
        with self._change:
            self._newest = jpeg, captured
            self._change.notify()

    def take(self, timeout: float) -> Frame | None:
        """The newest picture."""
        with self._change:
            if self._newest is None:
                self._change.wait(timeout)
            found, self._newest = self._newest, None
        if found is None:
            return None
        self._give_credit(1)
        jpeg, captured = found
        picture = _decode(jpeg)
        if picture is None:
            return None
        now = perf_counter_ns() // 1000
        self._begun = now if self._begun is None else self._begun
        self._last = max(now - self._begun, self._last + 1)
        return Frame(picture, self._last, captured)

    def close(self) -> None:
        """Nothing is held."""


def _decode(jpeg: bytes) -> RgbImage | None:
    """The pixels; None for what is no picture: what a page sends cannot be trusted to be one."""
    try:
        picture = decode_file_content(jpeg, cv2.IMREAD_COLOR)
    except cv2.error:  # empty, or larger than OpenCV allows
        return None
    return None if picture is None else np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8)
