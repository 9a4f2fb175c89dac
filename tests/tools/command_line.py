"""`graph_runner` as a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final, NamedTuple

COMMAND: Final = (sys.executable, "-m", "backedge.tools.graph_runner")


class Result(NamedTuple):
    """The exit status of a command line, and what it printed."""

    status: int
    stdout: str
    stderr: str


def run_process(
    *arguments: str | Path, folder: Path | None = None, environment: dict[str, str] | None = None
) -> Result:
    """Run one command line, in `folder`."""
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def piped(text: str, *arguments: str | Path) -> Result:
    """Run one command line with a text as its input."""
    command = [*COMMAND, *map(str, arguments)]
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=100, check=False)
    return Result(done.returncode, done.stdout, done.stderr)
