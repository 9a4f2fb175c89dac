"""The README and the tour: everything on them works as typed, for those who have nothing but the package."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.models.available import real_models
from tests.pages import Block, blocks, run, run_commands, write_files

ROOT = Path(__file__).parents[1]
PAGES = [page for page in (ROOT / "README.md", ROOT / "docs" / "tour.md") if page.exists()]

pytestmark = pytest.mark.skipif(not PAGES, reason="neither the README nor the tour is here")


BLOCKS = [(page, block) for page in PAGES for block in blocks(page)]
LINES = [(page, block) for page, block in BLOCKS if block.language == "sh"]
PROGRAMS = [(page, block) for page, block in BLOCKS if block.language == "python" and not block.file]


def _place(value: Path | Block) -> str:
    return value.name if isinstance(value, Path) else f"line {value.line}"


@pytest.mark.parametrize(("page", "block"), LINES, ids=_place)
def test_lines_work_in_an_empty_folder(page: Path, block: Block, tmp_path: Path) -> None:
    """What is to be saved is saved, each line typed, and the files that it names are there afterwards."""
    real_models()
    write_files(page, tmp_path)
    run_commands(block, tmp_path)
    named = re.findall(r"\w+\.(?:mp4|csv|jsonl)", block.text)
    assert [name for name in named if not (tmp_path / name).stat().st_size] == []


@pytest.mark.parametrize(("page", "block"), PROGRAMS, ids=_place)
def test_programs_work_in_an_empty_folder(page: Path, block: Block, tmp_path: Path) -> None:
    """Each block of Python that is not a file is a program of its own, which prints what it finds."""
    if "HandTracker" in block.text:
        real_models()
    assert run([sys.executable, "-W", "error", "-c", block.text], tmp_path)


def test_nothing_is_shown_that_is_not_run() -> None:
    """A block is a line to type, a program, or a file."""
    assert {block.language for _, block in BLOCKS} == {"sh", "python", "pbtxt"}
    assert all(block.file for _, block in BLOCKS if block.language == "pbtxt")
