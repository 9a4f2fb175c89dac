"""The folders of recorded inputs and of MediaPipe's results for them, which are not ours to be in the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

VARIABLE = "BACKEDGE_TEST_DATA"


def data_dir() -> Path:
    """The folder that ``BACKEDGE_TEST_DATA`` names, by default ``shared/data`` beside the checkout."""
    return Path(os.environ.get(VARIABLE) or Path(__file__).parents[2] / "shared" / "data")


def hands_dir() -> Path:
    """The folder of images and clips of hands; skips the test where there is none."""
    folder = data_dir() / "hands"
    if not folder.is_dir():
        pytest.skip(f"no recorded hands at {folder}; set {VARIABLE} to the folder that holds hands/")
    return folder
