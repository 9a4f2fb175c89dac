"""Commands that are sent a signal at a moment by chance, and how they ended."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

PATIENCE: Final = 300.0
"""Seconds after which a program that was told to end has not."""

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
_OURS: Final = re.compile(r'File "[^"]*[/\\]backedge[/\\](?!(__init__|command_start)\.py")')
_TRACES: Final = ("Traceback", "Fatal Python error", "Exception ignored")


def programs() -> list[tuple[str, ...]]:
    """The ways to start the command line: the installed program, where it is, and the module."""
    script = Path(sys.executable).with_name("graph_runner")
    ways: list[tuple[str, ...]] = [(sys.executable, "-m", "backedge.tools.graph_runner")]
    return [(str(script),), *ways] if script.exists() else ways


@dataclass(frozen=True, slots=True)
class Ending:
    """How a command ended.

    Attributes:
        number: the signal that it was sent, 0 if it ended before.
        seconds: when that was, from its start.
        status: what a shell gives as its status: 128 and the signal's number, for one that a signal killed.
        stdout: what it printed.
        stderr: what it said.
    """

    number: int
    seconds: float
    status: int
    stdout: str
    stderr: str

    @property
    def has_trace(self) -> bool:
        """Tell whether it said something that only programmers understand."""
        return any(text in self.stderr for text in _TRACES)

    @property
    def is_pythons(self) -> bool:
        """Tell whether Python was interrupted while it started, before it had come to the lines that see to signals."""
        return self.number == signal.SIGINT and self.has_trace and not _OURS.search(self.stderr)


@dataclass(frozen=True, slots=True)
class Command:
    """A command to send signals to.

    Attributes:
        words: its arguments.
        folder: where it runs.
        environment: its environment variables.
        check: raises an AssertionError if what it left behind is not what it should be.
    """

    words: Sequence[str]
    folder: Path
    environment: Mapping[str, str]
    check: Callable[[Ending], None]

    def run(self, program: Sequence[str], number: int = 0, seconds: float = PATIENCE) -> Ending:
        """Run it, send it a signal after so many seconds, and wait until it has ended."""
        begun = time.monotonic()
        with subprocess.Popen(
            [*program, *self.words],
            cwd=self.folder,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            sent = 0
            try:
                out, err = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                assert number, f"{' '.join(self.words)} takes more than {seconds} s"
                sent = number
                process.send_signal(number)
                out, err = _wait(process)
        status = process.returncode if process.returncode >= 0 else 128 - process.returncode
        return Ending(sent, min(seconds, time.monotonic() - begun), status, out, err)

    def harass(self, signals: int, seed: int) -> str:
        """Send it so many signals, each at a moment by chance; the figure.

        Raises:
            AssertionError: it ended otherwise than it should, or left behind what it should not.
        """
        length = self._measure(programs()[-1])
        sent = before_ours = late = 0
        while sent < signals:
            case = sent + late
            rng = Random(f"{seed}/{case}")
            ending = self.run(rng.choice(programs()), rng.choice(SIGNALS), rng.uniform(0, 1.05 * length))
            try:
                before_ours += ending.is_pythons
                _check_status(ending)
                self.check(ending)
            except AssertionError as error:
                error.add_note(f"seed {seed}/{case}: {ending}")
                raise
            if ending.number:
                sent += 1
            else:
                late, length = late + 1, min(length, ending.seconds)  # it was measured on a busier machine
            assert late <= signals, "it ends before the signals come"
        return (
            f"{sent} signals within {length:.1f} s ({late} more came too late): {before_ours} before Python was ready"
        )

    def _measure(self, program: Sequence[str]) -> float:
        """The seconds that it takes when it is left alone."""
        ending = self.run(program)
        assert ending.status == 0, ending.stderr
        self.check(ending)
        return ending.seconds


def _wait(process: subprocess.Popen[str]) -> tuple[str, str]:
    try:
        return process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise AssertionError(f"{process.args!r} has not ended {PATIENCE} s after the signal") from None


def _check_status(ending: Ending) -> None:
    if ending.is_pythons:
        return
    # A signal that comes when all is done changes nothing.
    assert ending.status in ((128 + ending.number, 0) if ending.number else (0,))
    assert not ending.has_trace
