"""A terminal for processes to write to; tests that import this are skipped where there is none."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress

import pytest

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals of this kind")


def on_terminal(
    command: Sequence[str], environment: Mapping[str, str] | None = None, *, status: int = 0
) -> tuple[str, str]:
    """Run a command whose stderr is a terminal: what it prints on stdout, and what the terminal gets.

    Args:
        command: its words.
        environment: its environment; by default that of this process.
        status: the status that it has to exit with.
    """
    reader, writer = pty.openpty()
    environment = {**(os.environ if environment is None else environment), "TERM": "xterm", "COLUMNS": "80"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=writer, text=True, env=environment) as process:
        os.close(writer)
        shown = _read_all(reader)
        out = process.communicate(timeout=60)[0]
    os.close(reader)
    assert process.returncode == status, shown
    return out, shown.decode()


def shown_on_terminal(command: Sequence[str]) -> str:
    """Run a command whose stdout and stderr are one terminal: what that gets."""
    reader, writer = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "200"}
    with subprocess.Popen(command, stdout=writer, stderr=writer, text=True, env=environment) as process:
        os.close(writer)
        shown = _read_all(reader)
        assert process.wait(timeout=60) == 0, shown
    os.close(reader)
    return shown.decode()


def _read_all(reader: int) -> bytes:
    shown = b""
    with suppress(OSError):  # which is how Linux says that the last writer has closed it
        while part := os.read(reader, 65536):
            shown += part
    return shown
