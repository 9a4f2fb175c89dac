"""A tracker of ours, or a solution of MediaPipe, that is timed by orders from standard input; see `timed_graph`.

The first JSON line has the fields of `SolutionTask`. Both sides find the same things with the same models.
"""

from __future__ import annotations

import importlib
import json
import sys
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import Any

import numpy as np

OURS = {"face_mesh": "FaceMesh", "pose": "PoseTracker", "holistic": "HolisticTracker"}
"""Our class for each module of `mediapipe.solutions`; it is in a package of the same name in `backedge.graphs`."""
THEIRS = {"face_mesh": "FaceMesh", "pose": "Pose", "holistic": "Holistic"}
"""The class in each of these modules."""
FOUND = {"face_mesh": "multi_face_landmarks", "pose": "pose_landmarks", "holistic": "pose_landmarks"}
"""What MediaPipe's results have where it found something."""


@dataclass(frozen=True)
class SolutionTask:
    """What to run.

    Attributes:
        package: ``mediapipe`` or ``backedge``.
        solution: a key of `OURS`.
        frames: an .npy file, uint8 (N, height, width, 3), RGB.
    """

    package: str
    solution: str
    frames: str


class TimedSolution:
    """A tracker, and the frames for it; the clip begins anew when it ends."""

    def __init__(self, task: SolutionTask) -> None:
        self._frames = np.load(task.frames)
        self._solution = task.solution
        self._is_ours = task.package != "mediapipe"
        if self._is_ours:
            name, package = OURS[task.solution], "backedge.graphs"
        else:
            name, package = THEIRS[task.solution], "mediapipe.python.solutions"
        self._tracker = getattr(importlib.import_module(f"{package}.{task.solution}"), name)()

    def run(self, first: int, end: int) -> dict[str, Any]:
        """Run some frames; "packets" says in how many something was found."""
        times, found = [], 0
        for number in range(first, end):
            pixels = self._frames[number % len(self._frames)]
            start, processor_start = perf_counter(), process_time()
            result = self._tracker.process(pixels)
            times.append((perf_counter() - start, process_time() - processor_start))
            found += self._has_found(result)
        seconds, processor_seconds = zip(*times, strict=True)
        return {"seconds": seconds, "processor_seconds": processor_seconds, "packets": {"found": found}}

    def close(self) -> None:
        """End the run."""
        self._tracker.close()

    def _has_found(self, result: Any) -> bool:
        if not self._is_ours:
            return getattr(result, FOUND[self._solution]) is not None
        return bool(result.faces) if self._solution == "face_mesh" else result.pose is not None


def main() -> None:
    """Do what comes in until there is no more."""
    solution = TimedSolution(SolutionTask(**json.loads(sys.stdin.readline())))
    for line in sys.stdin:
        first, end = map(int, line.split())
        sys.stdout.write(json.dumps(solution.run(first, end)) + "\n")
        sys.stdout.flush()
    solution.close()


if __name__ == "__main__":
    main()
