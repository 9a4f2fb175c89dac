"""The README: everything on it works as typed, for those who have nothing but the package."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.models.available import real_models
from tests.pages import blocks, run, run_commands, write_files

README = Path(__file__).parents[1] / "README.md"

pytestmark = pytest.mark.skipif(not README.exists(), reason="the README is not here")


def test_everything_works_in_an_empty_folder(tmp_path: Path) -> None:
    """Each file is saved, each line typed, and each block of Python is a program of its own."""
    real_models()
    write_files(README, tmp_path)
    for block in blocks(README):
        if block.language == "sh":
            run_commands(block, tmp_path)
        elif block.language == "python" and not block.file:
            run([sys.executable, "-W", "error", "-c", block.text], tmp_path)
    assert {"annotated.mp4", "landmarks.csv", "both.jsonl"} <= {path.name for path in tmp_path.iterdir()}


def test_nothing_is_shown_that_is_not_run() -> None:
    """A block is a line to type, a program, or a file."""
    assert {block.language for block in blocks(README)} == {"sh", "python", "pbtxt"}
    assert all(block.file for block in blocks(README) if block.language == "pbtxt")
