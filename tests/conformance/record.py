"""Records MediaPipe's results: ``python -m tests.conformance.record PYTHON_WITH_MEDIAPIPE``. See README.md."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.conformance.case import Case, Outcome, save_cases
from tests.conformance.coverage import coverage_table
from tests.conformance.generator.generate import generate

# On the caller's thread the order of everything is MediaPipe's own choice; on four it is whatever happens.
ON_CALLER = 'executor { type: "ApplicationThreadExecutor" }'
ON_THREADS = "num_threads: 4"
REPEATS = 4


class Engine:
    """MediaPipe's engine in a process of another Python.

    Args:
        python: the interpreter.
    """

    def __init__(self, python: str) -> None:
        self._process = subprocess.Popen(
            [python, "-m", "tests.conformance.mediapipe_engine"],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def run(self, case: Case, executor: str) -> dict[str, Any]:
        """The outcome of a case under an executor, or how its process ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(replace(case, config=f"{case.config}\n{executor}").to_json() + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._process.communicate()


def record(engines: Sequence[Engine], case: Case) -> str:
    """Fill in what MediaPipe made of a case.

    Args:
        engines: several, because some of what happens in any order happens in one order within a process.
        case: the case.

    Returns:
        Why to leave it out; "" if it is fine.
    """
    first = engines[0].run(case, ON_CALLER)
    if "ended" in first:
        return str(first["ended"])
    if any(engine.run(case, ON_CALLER) != first for engine in engines[1:]):
        return "differs from time to time"
    case.expected = Outcome(**first)
    if (
        case.expected.accepted
        and not case.order_matters
        and all(engine.run(case, ON_THREADS) == first for engine in engines)
    ):
        case.on_threads = case.steps_until_an_input_ends
    return ""


def _recorded(engines: Sequence[Engine], count: int, left_out: Counter[str]) -> Iterator[Case]:
    for number in range(count):
        case = generate(number)
        reason = record(engines, case)
        if reason:
            left_out[reason] += 1
        else:
            yield case


def main(arguments: Sequence[str] | None = None) -> None:
    """Record cases and say what they cover."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("python", help="interpreter of an environment with mediapipe==0.10.21")
    parser.add_argument("--cases", type=int, default=1200, help="how many to try")
    options = parser.parse_args(arguments)
    left_out: Counter[str] = Counter()
    with ExitStack() as stack:
        engines = [stack.enter_context(Engine(options.python)) for _ in range(REPEATS)]
        cases = list(_recorded(engines, options.cases, left_out))
    save_cases(cases)
    sys.stdout.write(f"{coverage_table(cases)}recorded {len(cases)}; left out: {dict(left_out)}\n")


if __name__ == "__main__":
    main()
