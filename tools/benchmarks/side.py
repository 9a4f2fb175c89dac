"""A side of a comparison: a process that works by orders, and is ended whatever happens."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from backedge.errors import BackedgeError
from backedge.tools.benchmarks.programs import turn_program

_logger: Final = logging.getLogger(__name__)

PATIENCE: Final = 300.0
"""Seconds after which a side that does not answer is given up; models may have to be fetched meanwhile."""

_FAREWELL: Final = 10.0
_SHOWN_LINES: Final = 8

USER_GRAPH: Final = "user_graph"


class BenchmarkError(BackedgeError):
    """A measurement that cannot be made."""


@dataclass(frozen=True)
class Task:
    """What a side works on.

    Attributes:
        workload: one of `turn_program`, or `USER_GRAPH`.
        fields: what that workload's class says.
        environment: variables that its process has besides.
    """

    workload: str
    fields: Mapping[str, Any]
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def program(self) -> list[str]:
        """What follows the interpreter's name to run it."""
        if self.workload == USER_GRAPH:
            return ["-m", "backedge.tools.benchmarks.programs.user_graph_program"]
        return [str(Path(turn_program.__file__))]


@dataclass(frozen=True)
class Answer:
    """What a side says of some frames; times are in seconds, memory in bytes."""

    seconds: list[float]
    processor_seconds: list[float]
    found: list[int]
    peak_memory: int


class Side:
    """A process of an interpreter that works on a task.

    Args:
        name: what messages call it.
        python: the interpreter.
        task: what it works on.
        patience: seconds after which it is given up if it does not answer.

    Raises:
        BenchmarkError: it cannot be started, or not do its task.
    """

    def __init__(self, name: str, python: str, task: Task, *, patience: float = PATIENCE) -> None:
        self._name = name
        self._patience = patience
        self._stderr = tempfile.TemporaryFile(mode="w+", errors="replace")  # noqa: SIM115 - closed by close()
        self._process = start(python, task.program, task.environment, stdin=subprocess.PIPE, stderr=self._stderr)
        try:
            self._ask(json.dumps({"workload": task.workload, **task.fields}))
        except BaseException:
            self.close()
            raise

    def run(self, first: int, end: int) -> Answer:
        """Let it work on some frames.

        Raises:
            BenchmarkError: it failed, has ended, or does not answer.
        """
        return Answer(**self._ask(f"{first} {end}"))

    def nodes(self, first: int, end: int) -> list[tuple[str, int, float]]:
        """Of a user's graph: each node's name, calls and seconds for some frames.

        Raises:
            BenchmarkError: see `run`.
        """
        return [(node, calls, seconds) for node, calls, seconds in self._ask(f"nodes {first} {end}")["nodes"]]

    def close(self) -> None:
        """End it; closing twice does nothing."""
        end_process(self._process, _FAREWELL)
        self._stderr.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is not None:  # it may be in the midst of something long
            self._process.kill()
        self.close()

    def _ask(self, line: str) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        given_up = threading.Event()

        def give_up() -> None:
            given_up.set()
            self._process.kill()

        timer = threading.Timer(self._patience, give_up)
        timer.start()
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        finally:
            timer.cancel()
        if given_up.is_set():
            raise BenchmarkError(f"{self._name} did not answer for {self._patience:.0f} s, and was ended{self._said()}")
        if not answer:
            status = self._process.wait()
            raise BenchmarkError(f"{self._name} ended {_describe(status)}{self._said()}")
        told: dict[str, Any] = json.loads(answer)
        if "error" in told:
            _logger.debug("%s printed:%s", self._name, self._said(lines=None))
            raise BenchmarkError(f"{self._name} failed: {told['error']}")
        return told

    def _said(self, lines: int | None = _SHOWN_LINES) -> str:
        """The end of what it printed, indented, after a colon; "" if that is nothing."""
        return told_at_end(self._stderr, lines)


def start(
    python: str, arguments: Sequence[str], environment: Mapping[str, str], *, stdin: int, stderr: Any
) -> subprocess.Popen[str]:
    """Start an interpreter, its stdout a pipe; MediaPipe's logging is kept down.

    Args:
        python: the interpreter.
        arguments: what follows its name.
        environment: variables that the process has besides ours.
        stdin: as for `subprocess.Popen`.
        stderr: likewise.

    Raises:
        BenchmarkError: it cannot be started.
    """
    try:
        return subprocess.Popen(
            [python, "-W", "ignore", *arguments],
            env=os.environ | {"GLOG_minloglevel": "2", "TF_CPP_MIN_LOG_LEVEL": "2", **environment},
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
    except OSError as error:
        raise BenchmarkError(f'the interpreter "{python}" cannot be started: {error.strerror or error}') from error


def end_process(process: subprocess.Popen[str], patience: float) -> None:
    """Close a process's streams, wait for its end, and kill it if it takes longer than `patience` seconds."""
    try:
        process.communicate(timeout=patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
    except (BrokenPipeError, ValueError):  # it has ended; or this was called before
        process.wait()


def told_at_end(printed: Any, lines: int | None = _SHOWN_LINES) -> str:
    """The last lines of a file, indented, after a colon; "" if it is empty."""
    printed.seek(0)
    found = printed.read().rstrip().splitlines()
    shown = found if lines is None else found[-lines:]
    return ":" + "".join(f"\n    {line}" for line in shown) if shown else ""


def _describe(status: int) -> str:
    return f"by signal {-status}" if status < 0 and sys.platform != "win32" else f"with status {status}"
