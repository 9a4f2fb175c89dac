"""Processes that are measured from their start to their end, one after the other."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Final

from backedge.tools.benchmarks.cases import Effort, Interpreter, Result, Unit
from backedge.tools.benchmarks.comparison import Sample, Turn, compare
from backedge.tools.benchmarks.side import PATIENCE, BenchmarkError, end_process, start, told_at_end
from backedge.tools.benchmarks.workshop import Workshop
from backedge.tools.console import Advance

WHOLE: Final = "whole"
"""The measure that is the time from a process's start to its end, in seconds."""

PROCESSOR: Final = "processor"
"""The measure that is the time that processors worked on it; only where the system tells."""


@dataclass(frozen=True)
class Program:
    """A program to run to its end.

    Attributes:
        arguments: of the interpreter; it prints a JSON object of numbers as its last line, or nothing.
        own: whether our interpreter runs it, also where it stands for the other side.
    """

    arguments: list[str]
    own: bool = False


@dataclass(frozen=True)
class Measure:
    """One of the numbers that a program prints, or `WHOLE`.

    Attributes:
        key: its name there.
        what: it in words.
        unit: of the value in tables.
        divisor: what to divide it by first, such as the number of frames.
    """

    key: str
    what: str
    unit: Unit
    divisor: float = 1.0


@dataclass(frozen=True)
class ProcessCase:
    """Processes from start to end, one after the other.

    Attributes:
        name: what the command line calls it.
        what: it in words.
        measures: what is taken of each process.
        programs: makes our program and MediaPipe's.
        turns: how often each runs.
        warm_up: whether each runs once before, so that its files are in memory.
    """

    name: str
    what: str
    measures: tuple[Measure, ...]
    programs: Callable[[Workshop], tuple[Program, Program]]
    turns: int = 5
    warm_up: bool = True
    needs_clip: bool = field(default=False, init=False)

    def measure(
        self, workshop: Workshop, ours: Interpreter, other: Interpreter | None, effort: Effort, advance: Advance
    ) -> Iterator[Result]:
        """Measure it; a result for each of its measures."""
        program, counterpart = self.programs(workshop)
        runs: list[tuple[Interpreter, Program]] = [(ours, program)]
        if counterpart.own:
            runs.append((ours, counterpart))
        elif other is not None:
            runs.append((other, counterpart if other.is_mediapipe else program))
        for interpreter, each in runs if self.warm_up else ():
            run_program(interpreter, each)
        taken: list[list[Mapping[str, float]]] = []
        for number in range(count := effort.turns or self.turns):
            found = {place: run_program(*runs[place]) for place in _alternating(len(runs), number)}
            taken.append([found[place] for place in range(len(runs))])
            advance(number + 1, count)
        for measure in self.measures:
            turns = [Turn(*(_measured(side, measure) for side in turn)) for turn in taken]
            name = self.name if len(self.measures) == 1 else measure.key
            yield Result(name, measure.what, measure.unit.name, compare(turns))


def _measured(side: Mapping[str, float], measure: Measure) -> Sample:
    scale = measure.unit.scale / measure.divisor
    processor = [side[PROCESSOR] * scale] if measure.key == WHOLE and PROCESSOR in side else []
    return Sample([side[measure.key] * scale], processor)


def _alternating(count: int, turn: int) -> list[int]:
    return list(range(count)) if turn % 2 == 0 else list(range(count))[::-1]


def run_program(interpreter: Interpreter, program: Program) -> dict[str, float]:
    """Run a program to its end: the numbers that it printed, `WHOLE` and, where the system tells, `PROCESSOR`.

    Raises:
        BenchmarkError: it failed, or takes too long.
    """
    with tempfile.TemporaryFile(mode="w+", errors="replace") as stderr:
        begin, worked = perf_counter(), _worked_by_children()
        process = start(interpreter.python, program.arguments, {}, stdin=subprocess.DEVNULL, stderr=stderr)
        try:
            printed, _ = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired as error:
            raise BenchmarkError(f"{interpreter.name} took more than {PATIENCE:.0f} s, and was ended") from error
        finally:
            if process.poll() is None:
                process.kill()
            end_process(process, 1.0)
        seconds = perf_counter() - begin
        if process.returncode:
            raise BenchmarkError(f"{interpreter.name} ended with status {process.returncode}{told_at_end(stderr)}")
    lines = printed.strip().splitlines()
    numbers: dict[str, Any] = json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {}
    processor = {} if worked is None else {PROCESSOR: (_worked_by_children() or 0.0) - worked}
    return {**numbers, WHOLE: seconds, **processor}


def _worked_by_children() -> float | None:
    """Seconds that processors have worked on processes that this one started, and that have ended."""
    if sys.platform == "win32":
        return None
    import resource

    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
