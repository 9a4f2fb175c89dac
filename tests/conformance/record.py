"""Records MediaPipe's results: ``python -m tests.conformance.record PYTHON_WITH_MEDIAPIPE [--cases N] [--first NUMBER]``.

See README.md for what is kept and what is left out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.conformance.case import Case, Outcome, save_cases
from tests.conformance.coverage import coverage_table
from tests.conformance.generator.generate import generate

ENGINE = Path(__file__).with_name("mediapipe_engine.py")
# On the caller's thread the order of everything is MediaPipe's own choice; on four it is whatever happens.
ON_CALLER = 'executor { type: "ApplicationThreadExecutor" }'
ON_THREADS = "num_threads: 4"
REPEATS = 3


class Engine:
    """MediaPipe's engine in a process of another Python.

    Args:
        python: the interpreter.
    """

    def __init__(self, python: str) -> None:
        self._process = subprocess.Popen(
            [python, str(ENGINE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def run(self, case: Case, executor: str) -> dict[str, Any]:
        """The outcome of a case under an executor."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {
            "config": f"{case.config}\n{executor}",
            "side": case.side,
            "streams": case.streams,
            "side_outputs": case.side_outputs,
            "feed": case.feed,
        }
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        answer.pop("why", None)  # MediaPipe's wording is its own
        return answer

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def record(engine: Engine, case: Case) -> str:
    """Fill in what MediaPipe made of a case; why to leave it out otherwise, "" for nothing."""
    outcomes = [engine.run(case, ON_CALLER) for _ in range(REPEATS)]
    if "ended" in outcomes[0]:
        return str(outcomes[0]["ended"])
    if any(outcome != outcomes[0] for outcome in outcomes):
        return "racy"
    case.expected = Outcome(**outcomes[0])
    case.on_threads = all(engine.run(case, ON_THREADS) == outcomes[0] for _ in range(REPEATS))
    return ""


def _recorded(engine: Engine, numbers: Sequence[int], left_out: Counter[str]) -> Iterator[Case]:
    for number in numbers:
        case = generate(number)
        reason = record(engine, case)
        if reason:
            left_out[reason] += 1
        else:
            yield case


def main(arguments: Sequence[str] | None = None) -> None:
    """Record cases and say what they cover."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("python", help="interpreter of an environment with mediapipe==0.10.21")
    parser.add_argument("--cases", type=int, default=1200, help="how many to try")
    parser.add_argument("--first", type=int, default=0, help="number of the first")
    options = parser.parse_args(arguments)
    engine = Engine(options.python)
    left_out: Counter[str] = Counter()
    cases = list(_recorded(engine, range(options.first, options.first + options.cases), left_out))
    engine.close()
    save_cases(cases)
    sys.stdout.write(coverage_table(cases) + f"recorded {len(cases)}, left out: {dict(left_out)}\n")


if __name__ == "__main__":
    main()
