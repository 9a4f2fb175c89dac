"""A side of a comparison: a process in which a graph runs, and the graph files that it is given."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from types import TracebackType
from typing import Any, Self

from tests.benchmarks.timed_graph import Task
from tests.benchmarks.timed_solution import SolutionTask

ROOT = Path(__file__).parents[2]


class Side:
    """A graph that runs in a process of its own.

    Args:
        python: the interpreter.
        task: what it runs.
        program: the module that does so.
    """

    def __init__(self, python: str, task: Task | SolutionTask, program: str = "timed_graph") -> None:
        self._process = subprocess.Popen(
            [python, "-W", "ignore", "-m", f"tests.benchmarks.{program}"],
            cwd=ROOT,
            env=os.environ | {"GLOG_minloglevel": "2"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._order(json.dumps(asdict(task)))

    def run(self, first: int, end: int) -> dict[str, Any]:
        """Run some frames; the answer of `TimedGraph.run`.

        Raises:
            RuntimeError: the process has ended; it has printed why.
        """
        self._order(f"{first} {end}")
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._process.args!r} has ended with status {self._process.wait()}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._process.communicate()

    def _order(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()


@dataclass(frozen=True)
class Turn:
    """What both sides answered to the same frames, see `timed_graph`."""

    ours: dict[str, Any]
    theirs: dict[str, Any]

    def ratio(self, times: str) -> float:
        """Of the median of our times to the median of theirs."""
        ratio: float = median(self.ours[times]) / median(self.theirs[times])
        return ratio


@dataclass(frozen=True)
class Comparison:
    """The times for a graph.

    Attributes:
        ours: median milliseconds for a frame, here.
        theirs: median milliseconds for a frame, in MediaPipe.
        ratio: of the two; the median of the turns' ratios.
        lower: the lower quartile of the turns' ratios.
        upper: the upper quartile of the turns' ratios.
        processor_ratio: likewise, of the time that processors worked, which others on the machine disturb less.
        same_packets: the share of turns in which every stream gave as many packets on both sides.
    """

    ours: float
    theirs: float
    ratio: float
    lower: float
    upper: float
    processor_ratio: float
    same_packets: float

    def __str__(self) -> str:
        return (
            f"{self.ours:6.2f} ms, MediaPipe {self.theirs:6.2f} ms, ratio {self.ratio:.2f} ({self.lower:.2f} to"
            f" {self.upper:.2f}), of processor time {self.processor_ratio:.2f}; as many results in"
            f" {self.same_packets:.0%} of turns"
        )


def compare(turns: Sequence[Turn]) -> Comparison:
    """Sum up what both sides took for the same frames; two turns at least."""
    lower, ratio, upper = quantiles((turn.ratio("seconds") for turn in turns), n=4)
    ours, theirs = (
        1e3 * median(seconds for answer in answers for seconds in answer["seconds"])
        for answers in ([turn.ours for turn in turns], [turn.theirs for turn in turns])
    )
    same = sum(turn.ours["packets"] == turn.theirs["packets"] for turn in turns) / len(turns)
    processor_ratio = median(turn.ratio("processor_seconds") for turn in turns)
    return Comparison(ours, theirs, ratio, lower, upper, processor_ratio, same)


def on_threads(graph: bytes, threads: int | None) -> bytes:
    """A serialized graph that runs on so many threads: on the caller's own for 0, on its own choice for None."""
    if threads is None:
        return graph
    # Messages that follow each other are one: what is appended is set besides.
    if threads > 0:
        return graph + bytes([_field(8, 0), threads])
    name = b"ApplicationThreadExecutor"
    executor = bytes([_field(2, 2), len(name)]) + name
    return graph + bytes([_field(14, 2), len(executor)]) + executor


def _field(number: int, wire_type: int) -> int:
    """The byte that begins a field in protobuf's wire format."""
    return number << 3 | wire_type
