"""The time for a packet that the engine takes in graphs of tiny calculators, here and in MediaPipe.

    python -m tests.benchmarks.engine_against_mediapipe PYTHON_WITH_MEDIAPIPE [GRAPH …] [--compiled PYTHON_WITH_WHEEL]

That Python is of an environment with ``mediapipe==0.10.21``; PYTHON_WITH_WHEEL of one in which backedge was installed
with ``BACKEDGE_COMPILE=1``. All sides run the same program (`timed_engine`), each in a process of its own, in turns:
some packets here, as many there. What else the machine does slows down all alike, then, and it is turns that are
compared. MediaPipe runs on the caller's thread, which is its quickest way; so does `backedge.compat.mediapipe`, from
the same text, and our own API does by itself.

A packet is a value of Python's when its time begins. It is over when the graph is idle again, each time, or once for a
burst of packets that were fed before (``--way burst``).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from statistics import median, quantiles
from types import TracebackType
from typing import Any, Self

from tests.benchmarks.engine_graphs import ENGINE_GRAPHS

ROOT = Path(__file__).parents[2]
THEIRS = "MediaPipe"


class EngineSide:
    """A process that runs the graphs.

    Args:
        python: the interpreter.
        package: what it runs them with.
    """

    def __init__(self, python: str, package: str) -> None:
        self._process = subprocess.Popen(
            [python, "-W", "ignore", "-m", "tests.benchmarks.timed_engine"],
            cwd=ROOT,
            env=os.environ | {"GLOG_minloglevel": "2"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._order(package)

    def run(self, graph: str, way: str, packets: int) -> dict[str, Any]:
        """Feed some packets; the answer of `TimedEngine.run`.

        Raises:
            RuntimeError: the process has ended; it has printed why.
        """
        self._order(f"{graph}\t{way}\t{packets}")
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


def compare_engines(
    sides: dict[str, EngineSide], graph: str, way: str, turns: int, packets: int
) -> dict[str, dict[str, float]]:
    """Run a graph on all sides in turns, 2 at least; gives figures by side.

    A turn's time is the lower quartile of its packets' times, in the middle of those that nothing has interrupted. Each
    side has "microseconds", the median of its turns, and, but for MediaPipe, the "ratio" to MediaPipe's time, the
    median of the turns, with its "lower" and "upper" quartile, and "goal" where there is one.
    """
    for side in sides.values():
        side.run(graph, way, packets)
    names = list(sides)
    times: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(turns):
        for name in names if turn % 2 else reversed(names):
            times[name].append(quantiles(sides[name].run(graph, way, packets)["seconds"], n=4)[0])
    figures: dict[str, dict[str, float]] = {}
    for name in names:
        figures[name] = {"microseconds": 1e6 * median(times[name])}
        if name != THEIRS:
            ratios = [ours / theirs for ours, theirs in zip(times[name], times[THEIRS], strict=True)]
            lower, middle, upper = quantiles(ratios, n=4)
            figures[name] |= {"ratio": middle, "lower": lower, "upper": upper}
            if goal := ENGINE_GRAPHS[graph].goals.get(name):
                figures[name]["goal"] = goal
    return figures


def main() -> None:
    """Compare the graphs that the command line names."""
    arguments = _parser().parse_intermixed_args()
    sides = {THEIRS: (arguments.python, "mediapipe")}
    pythons = {"pure": sys.executable, "compiled": arguments.compiled}
    for name, python in pythons.items():
        if python is not None:
            sides[name] = (python, "backedge")
            sides[f"compat {name}"] = (python, "backedge.compat.mediapipe")
    found = {}
    with ExitStack() as stack:
        running = {name: stack.enter_context(EngineSide(*side)) for name, side in sides.items()}
        for graph in arguments.graphs or ENGINE_GRAPHS:
            found[graph] = compare_engines(running, graph, arguments.way, arguments.turns, arguments.packets)
            if not arguments.json:
                print(f"{graph:20s} {_line(found[graph])}", flush=True)  # noqa: T201
    if arguments.json:
        print(json.dumps(found, indent=2))  # noqa: T201


def _line(figures: dict[str, dict[str, float]]) -> str:
    parts = []
    for name, figure in figures.items():
        part = f"{name} {figure['microseconds']:.1f} µs"
        if "ratio" in figure:
            goal = f"; goal {figure['goal']:.2f}" if "goal" in figure else ""
            part += f", ratio {figure['ratio']:.2f} ({figure['lower']:.2f} to {figure['upper']:.2f}{goal})"
        parts.append(part)
    return " | ".join(parts)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.engine_against_mediapipe",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    names = ", ".join(f'"{name}"' for name in ENGINE_GRAPHS)
    add("python", help="an interpreter that has mediapipe 0.10.21")
    add("graphs", nargs="*", metavar="graph", choices=[[], *ENGINE_GRAPHS], help=f"of {names}; by default all")
    add("--compiled", help="an interpreter that has backedge with its compiled core")
    add("--way", choices=["each", "burst"], default="each", help="wait for each packet, or for a hundred")
    add("--turns", type=int, default=30, help="how often each side runs; 2 at least")
    add("--packets", type=int, default=500, help="of a turn")
    add("--json", action="store_true", help="print results as JSON")
    return parser


if __name__ == "__main__":
    main()
