"""The time for a frame that our trackers take, and `mediapipe.solutions` of the same models.

    python -m tests.benchmarks.against_solutions PYTHON_WITH_MEDIAPIPE [SOLUTION …]

Measured in turns, as `against_mediapipe` measures graphs. Both sides have their defaults: ours run models on as many
threads as the machine has cores for, MediaPipe's on one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from itertools import count, islice
from pathlib import Path

from tests.benchmarks.against_mediapipe import RECORDED, WARM_UP, save_clip
from tests.benchmarks.timed_side import Comparison, Side, Turn, compare
from tests.benchmarks.timed_solution import OURS, SolutionTask


def main() -> None:
    """Compare the solutions that the command line names."""
    arguments = _parser().parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "clip.npy"
        save_clip(arguments.clip, clip)
        for solution in arguments.solutions or OURS:
            comparison = compare_solution(solution, arguments.python, clip, arguments.turns, arguments.frames)
            print(f"{solution:30s}{comparison}", flush=True)  # noqa: T201


def compare_solution(solution: str, python: str, clip: Path, turns: int, frames: int) -> Comparison:
    """Run both sides in turns.

    Args:
        solution: a key of `OURS`.
        python: an interpreter that has mediapipe 0.10.21.
        clip: the frames, see `SolutionTask`.
        turns: how often each side runs; 2 at least.
        frames: of a turn.
    """

    def side(interpreter: str, package: str) -> Side:
        return Side(interpreter, SolutionTask(package, solution, str(clip)), "timed_solution")

    measured = []
    with side(sys.executable, "backedge") as ours, side(python, "mediapipe") as theirs:
        for each in (ours, theirs):
            each.run(0, WARM_UP)
        for turn, first in islice(enumerate(count(WARM_UP, frames)), turns):
            order = (ours, theirs) if turn % 2 else (theirs, ours)
            answers = {each: each.run(first, first + frames) for each in order}
            measured.append(Turn(answers[ours], answers[theirs]))
    return compare(measured)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.against_solutions",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("python", help="an interpreter that has mediapipe 0.10.21")
    add("solutions", nargs="*", metavar="solution", choices=[[], *OURS], help=f"of {', '.join(OURS)}; by default all")
    add("--clip", type=Path, default=RECORDED, help="a video; otherwise a synthetic hand")
    add("--turns", type=int, default=30, help="how often each side runs; 2 at least")
    add("--frames", type=int, default=5, help="of a turn")
    return parser


if __name__ == "__main__":
    main()
