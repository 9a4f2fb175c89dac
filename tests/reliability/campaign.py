"""Campaigns: many made-up inputs for one function, each of which may end in an error of ours and in nothing else.

A fault is shown with the seed that it came from, and with the smallest input that still has it.
"""

from __future__ import annotations

import random
import resource
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Generic, TypeVar

from backedge.errors import BackedgeError

Input = TypeVar("Input")
Text = TypeVar("Text", str, bytes)

MIB: Final = 2**20
_SHRINKING_ATTEMPTS: Final = 300
_FORGET: Final = Path("/proc/self/clear_refs")
_STATUS: Final = Path("/proc/self/status")


def shrink(case: Text, is_faulty: Callable[[Text], bool]) -> Text:
    """Take out of a faulty input what it is faulty without: halves, then quarters, and so on."""
    attempts, size = 0, len(case) // 2
    while size:
        start = 0
        while start < len(case) and attempts < _SHRINKING_ATTEMPTS:
            attempts += 1
            smaller = case[:start] + case[start + size :]
            if is_faulty(smaller):
                case = smaller
            else:
                start += size
        size //= 2
    return case


@dataclass(frozen=True, slots=True)
class Campaign(Generic[Input]):
    """Inputs of one kind, and what is done with them.

    Attributes:
        name: what the inputs are, for the figure.
        make: makes an input by chance.
        attempt: does with an input what is tried; what it returns does not matter.
        reduce: makes a faulty input smaller, given what tells whether another is faulty, too.
        most_seconds: the processor's time that one attempt may take.
        most_memory: the bytes that it may use besides those that are in use already.
    """

    name: str
    make: Callable[[random.Random], Input]
    attempt: Callable[[Input], object]
    reduce: Callable[[Input, Callable[[Input], bool]], Input] = field(default=shrink)  # type: ignore[assignment] # most are texts
    most_seconds: float = 1
    most_memory: int = 200 * MIB

    def run(self, cases: int, seed: int) -> None:
        """Try so many inputs, print how they went, and fail at the first that goes wrong."""
        refused, slowest, largest = 0, 0.0, 0
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            self._outcome(self.make(random.Random(seed)))  # what is loaded and remembered once is no input's cost
            for number in range(cases):
                case = self.make(random.Random(f"{seed}/{number}"))
                outcome = self._outcome(case)
                if outcome.fault:
                    raise AssertionError(self._report(case, outcome.fault, f"{seed}/{number}"))
                refused += outcome.is_refused
                slowest, largest = max(slowest, outcome.seconds), max(largest, outcome.memory)
        figure = f"{cases} {self.name} (seed {seed}): {refused} refused, the slowest {slowest:.2f} s"
        print(f"{figure}, the largest {largest / MIB:.0f} MiB")  # noqa: T201 - the figure of a release

    def _outcome(self, case: Input) -> Outcome:
        forget_peak_memory()
        before, begun = peak_memory(), time.thread_time()
        fault, is_refused = "", False
        try:
            self.attempt(case)
        except BackedgeError:
            is_refused = True
        except Exception as error:  # noqa: BLE001 - that is what the campaign is after
            fault = f"{type(error).__name__}: {str(error)[:300]}"
        seconds, used = time.thread_time() - begun, peak_memory() - before
        if not fault and seconds > self.most_seconds:
            fault = f"takes more than {self.most_seconds:g} s"
        if not fault and used > self.most_memory:
            fault = f"takes more than {self.most_memory // MIB} MiB"
        return Outcome(fault, is_refused, seconds, used)

    def _report(self, case: Input, fault: str, seed: str) -> str:
        kind = fault.partition(":")[0]
        smallest = self.reduce(case, lambda smaller: self._outcome(smaller).fault.partition(":")[0] == kind)
        return f"{fault}\n  {self.name}, seed {seed}, smallest input:\n{smallest!r}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one attempt.

    Attributes:
        fault: what is wrong with it; "" if nothing.
        is_refused: whether it was an error of ours.
        seconds: how much processor time it took.
        memory: by how many bytes it made the process's peak grow.
    """

    fault: str
    is_refused: bool
    seconds: float
    memory: int


def forget_peak_memory() -> None:
    """Make the process's peak what it uses now, where the system can: what was used before says nothing."""
    if _FORGET.exists():
        _FORGET.write_text("5")


def peak_memory() -> int:
    """How many bytes the process has used at most."""
    if _FORGET.exists():
        [line] = [line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
