"""OpenCV kept quiet: what its codecs print about a broken file would hide the one line that we say about it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import cv2

_SILENT: Final = 0
_FFMPEG_LEVEL: Final = "OPENCV_FFMPEG_LOGLEVEL"
_FFMPEG_QUIET: Final = "-8"  # AV_LOG_QUIET

# OpenCV 5 has moved these two; its type stubs know the new place only.
_log: Final[Any] = getattr(cv2.utils, "logging", cv2)


class _Silence:
    """The level of OpenCV's log, a process's, while any thread wants it quiet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wanted = 0
        self._level_before = 0

    def begin(self) -> None:
        """Silence the log, for the first who wants it."""
        with self._lock:
            if not self._wanted:
                self._level_before = _log.getLogLevel()
                _log.setLogLevel(_SILENT)
            self._wanted += 1

    def end(self) -> None:
        """Let the log speak as before, after the last who wanted it quiet."""
        with self._lock:
            self._wanted -= 1
            if not self._wanted:
                _log.setLogLevel(self._level_before)


_silence: Final = _Silence()


@contextmanager
def quiet_opencv() -> Iterator[None]:
    """Silences OpenCV, and FFmpeg inside it, while the block runs.

    FFmpeg reads its level from the environment once, when OpenCV first uses it, so it stays quiet afterwards, unless
    the user has set the variable. Blocks of several threads may overlap. Some image decoders of OpenCV 4 write to
    the terminal whatever the level is.
    """
    os.environ.setdefault(_FFMPEG_LEVEL, _FFMPEG_QUIET)
    _silence.begin()
    try:
        yield
    finally:
        _silence.end()
