"""A video file made an annotated video file, from the start of a process to its end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType

from backedge.tools.benchmarks.cases import MS_A_FRAME
from backedge.tools.benchmarks.process_case import WHOLE, Measure, ProcessCase, Program
from backedge.tools.benchmarks.programs import sequential_video_script, video_script
from backedge.tools.benchmarks.workshop import VIDEO_FRAMES, Workshop


def video_cases() -> list[ProcessCase]:
    """`graph_runner run`, against a script of OpenCV and ``mp.solutions``, and against a loop of our own calls."""

    def case(name: str, what: str, programs: Callable[[Workshop], tuple[Program, Program]]) -> ProcessCase:
        return ProcessCase(name, what, (Measure(WHOLE, what, MS_A_FRAME, VIDEO_FRAMES),), programs, warm_up=False)

    return [
        case("script", "Video to annotated video", partial(_programs, video_script, own=False)),
        case(
            "sequential",
            "Video to annotated video, against a loop of backedge's own calls",
            partial(_programs, sequential_video_script, own=True),
        ),
    ]


def _programs(script: ModuleType, workshop: Workshop, *, own: bool) -> tuple[Program, Program]:
    source, folder = str(workshop.video()), workshop.folder
    ours = ["-m", "backedge.tools.graph_runner", "run", "hand_tracking", "-q", "-i", source]
    theirs = [str(Path(str(script.__file__))), source, str(folder / "theirs.mp4")]
    return Program([*ours, "-o", str(folder / "ours.mp4")]), Program(theirs, own=own)
