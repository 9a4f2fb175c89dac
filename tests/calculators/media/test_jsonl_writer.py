"""Writing JSON lines."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from backedge.calculators.media.jsonl_writer import JsonlWriter
from backedge.errors import ResourceError


def test_every_value_is_a_line(tmp_path: Path) -> None:
    """The lines are JSON, in the order written."""
    path = tmp_path / "out.jsonl"
    with JsonlWriter(path) as writer:
        writer.write({"timestamp": 1, "name": "été"})
        writer.write([1, 2.5, None])
    assert writer.lines == 2
    assert [json.loads(line) for line in path.read_text("utf-8").splitlines()] == [
        {"timestamp": 1, "name": "été"},
        [1, 2.5, None],
    ]


def test_lines_are_there_at_once(tmp_path: Path) -> None:
    """Nothing waits in a buffer for the file to be closed."""
    writer = JsonlWriter(tmp_path / "out.jsonl")
    writer.write(1)
    assert writer.path.read_text() == "1\n"
    writer.close()


def test_value_that_cannot_be_encoded_writes_nothing(tmp_path: Path) -> None:
    """The lines before stay, and more can follow."""
    with JsonlWriter(tmp_path / "out.jsonl") as writer:
        writer.write(1)
        with pytest.raises(TypeError, match="no JSON for object"):
            writer.write({"value": object()})
        writer.write(2)
    assert writer.path.read_text() == "1\n2\n"


def test_missing_folder_is_told(tmp_path: Path) -> None:
    """The error names it."""
    with pytest.raises(ResourceError, match="there is no folder"):
        JsonlWriter(tmp_path / "nowhere" / "out.jsonl")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_full_disk_is_told(tmp_path: Path) -> None:
    """The error counts the line that did not fit."""
    path = tmp_path / "out.jsonl"
    path.symlink_to("/dev/full")
    with JsonlWriter(path) as writer, pytest.raises(ResourceError, match="line 1 cannot be written: No space left"):
        writer.write(1)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no file size limits on Windows")
def test_no_half_line_stays_behind(tmp_path: Path) -> None:
    """The file ends with the line before one that fits only in part."""
    path = tmp_path / "out.jsonl"
    script = (
        "import resource\n"
        "from backedge.calculators.media.jsonl_writer import JsonlWriter\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        f"writer = JsonlWriter({str(path)!r})\n"
        "while True:\n"
        "    writer.write('x' * 297)\n"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "ResourceError" in result.stderr
    assert "line 4 cannot be written: File too large" in result.stderr
    assert path.read_text() == f'"{"x" * 297}"\n' * 3
