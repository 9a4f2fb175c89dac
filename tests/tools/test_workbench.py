"""The way of docs/workbench.md from a broken graph to a good one: what its commands say is what the page shows."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.checkout import ROOT, needs_checkout
from tests.pages import blocks
from tests.tools.command_line import run_process

PAGE = ROOT / "docs" / "workbench.md"
CODE = ("--calculators", "brightness.py")

pytestmark = needs_checkout


def shown() -> Iterator[str]:
    """What stands indented on the page: the broken files, commands, and what they say."""
    text = re.sub(r"^```.*?^```$", "", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for found in re.finditer(r"(?:^    .*\n|^\n(?=\n*    ))+", text, re.MULTILINE):
        yield textwrap.dedent(found[0]).strip("\n") + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the calculators, and the broken graph."""
    for block in blocks(PAGE):
        if block.file:
            (tmp_path / block.file).write_text(block.text)
    (graph,) = [text for text in shown() if text.startswith("input_stream")]
    (tmp_path / "brightness.pbtxt").write_text(graph)
    return tmp_path


def replace(path: Path, old: str, new: str) -> None:
    """Edit a file."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_each_step_says_what_the_page_shows(folder: Path) -> None:
    """Check, mend, check, mend, check; then the graph that the page ends with, and a line more in a calculator."""
    graph, code = folder / "brightness.pbtxt", folder / "brightness.py"
    said = [text for text in shown() if text.startswith("brightness.pbtxt:")]
    edits = (
        ('brightnes"', 'brightness"'),
        ('smooth"\n  output', 'smooth"\n  input_stream_info { tag_index: "PREVIOUS" back_edge: true }\n  output'),
    )
    for number in range(3):
        assert said[number] in run_process("check", graph.name, *CODE, folder=folder).stdout
        if number < len(edits):
            replace(graph, *edits[number])
    graph.write_text(next(block.text for block in blocks(PAGE) if block.file == graph.name))
    (edited,) = [text for text in shown() if text.startswith("class Jumps")]
    replace(code, re.sub("    timestamp_offset.*\n", "", edited), edited)
    result = run_process("explain", graph.name, *CODE, "--input", "demo", folder=folder)
    assert (result.status, result.stdout) == (1, said[3])
