"""OpenCV kept quiet: what its codecs print about a broken file would hide the one line that we say about it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import cv2

_SILENT: Final = 0
_FFMPEG_LEVEL: Final = "OPENCV_FFMPEG_LOGLEVEL"
_FFMPEG_QUIET: Final = "-8"  # AV_LOG_QUIET

# OpenCV 5 has moved these two; its type stubs know the new place only.
_log: Final[Any] = getattr(cv2.utils, "logging", cv2)


@contextmanager
def quiet_opencv() -> Iterator[None]:
    """Silences OpenCV, and FFmpeg inside it, while the block runs.

    FFmpeg reads its level from the environment once, when OpenCV first uses it, so it stays quiet afterwards, unless
    the user has set the variable. The level is a process's, not a thread's. Some image decoders of OpenCV 4 write to
    the terminal whatever the level is.
    """
    os.environ.setdefault(_FFMPEG_LEVEL, _FFMPEG_QUIET)
    before = _log.getLogLevel()
    _log.setLogLevel(_SILENT)
    try:
        yield
    finally:
        _log.setLogLevel(before)
