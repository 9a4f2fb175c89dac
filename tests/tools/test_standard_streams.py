"""Stdout that is full or closed: one clear line on stderr."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from backedge.calculators.media.video_reader import VideoReader
from tests.tools.command_line import COMMAND
from tests.tools.conftest import FRAMES

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/dev/full is Linux's")


def run_redirected(redirection: str, *arguments: str | Path) -> tuple[int, str]:
    """Run a command line as a shell does with `redirection` behind it; the status, and what is on stderr."""
    command = f"{shlex.join([*COMMAND, *map(str, arguments)])} {redirection}"
    environment = {**os.environ, "PYTHONUNBUFFERED": ""}
    done = subprocess.run(
        ["sh", "-c", command], stderr=subprocess.PIPE, text=True, env=environment, timeout=100, check=False
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("redirection", "reason"),
    [(">/dev/full", "No space left on device"), (">&-", "it is closed")],
    ids=["full", "closed"],
)
@pytest.mark.parametrize("arguments", ["run --json", "run --times", "run --dump size=-", "list", "list --json"])
def test_stdout_that_cannot_be_written(sizes: Path, clip: Path, redirection: str, reason: str, arguments: str) -> None:
    """The status is 1, and one line says why, whichever part of the program writes."""
    command, *rest = arguments.split()
    graph = (sizes, "--input", clip) if command == "run" else ()
    status, stderr = run_redirected(redirection, command, *graph, *rest)
    assert stderr.splitlines()[:1] == [f"error: stdout cannot be written: {reason}"]
    assert "Traceback" not in stderr
    assert status == 1


@pytest.mark.parametrize("redirection", [">/dev/full", ">&-"])
@pytest.mark.parametrize("arguments", [(), ("--json",), ("--format", "dot")])
def test_drawings_that_cannot_be_written(sizes: Path, redirection: str, arguments: tuple[str, ...]) -> None:
    """`show` writes bytes."""
    status, stderr = run_redirected(redirection, "show", sizes, *arguments)
    assert stderr.startswith("error: stdout cannot be written: ")
    assert len(stderr.splitlines()) == 1
    assert status == 1


@pytest.mark.parametrize("redirection", [">&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_files_do_not_get_the_place_of_closed_streams(
    sizes: Path, clip: Path, tmp_path: Path, redirection: str
) -> None:
    """The output file is complete although the command cannot print anything about it."""
    out = tmp_path / "out.mp4"
    status, _ = run_redirected(redirection, "run", sizes, "--input", clip, "--output", out)
    assert status == 1
    with VideoReader(out) as video:
        assert len(list(video)) == FRAMES
