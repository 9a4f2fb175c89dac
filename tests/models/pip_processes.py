"""The processes of pip that fetches have started, as Linux shows them."""

from __future__ import annotations

import os
import select
from pathlib import Path


def pips_in(folder: Path) -> list[int]:
    """The processes whose command line has a path within `folder`."""
    commands = {int(path.parent.name): command_of(path) for path in Path("/proc").glob("[0-9]*/cmdline")}
    return [pid for pid, command in commands.items() if b"pip_child.py" in command and os.fsencode(folder) in command]


def command_of(path: Path) -> bytes:
    """What a process was started with; nothing if it has ended."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def has_ended(pid: int, seconds: float = 30) -> bool:
    """Wait for the end of a process that need not be a child; whether it has come. Needs Linux."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        ended, _, _ = select.select([process], [], [], seconds)
    finally:
        os.close(process)
    return bool(ended)
