"""Silence."""

from __future__ import annotations

import os

import pytest

from backedge.calculators.media.opencv import _log, quiet_opencv


def test_level_is_restored_also_after_an_error() -> None:
    """OpenCV logs as before when the block has ended."""
    before = _log.getLogLevel()
    with quiet_opencv():
        assert _log.getLogLevel() == 0
    with pytest.raises(ZeroDivisionError), quiet_opencv():
        _ = 1 / 0
    assert _log.getLogLevel() == before


def test_level_of_the_user_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """FFmpeg keeps the level that the user has set."""
    monkeypatch.setenv("OPENCV_FFMPEG_LOGLEVEL", "48")
    with quiet_opencv():
        assert os.environ["OPENCV_FFMPEG_LOGLEVEL"] == "48"
