"""What it takes before anything is found: the import, the first result, memory, and space on the disk."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from backedge.models import models_folder
from backedge.tools.benchmarks.cases import MEGABYTES, SECONDS
from backedge.tools.benchmarks.process_case import WHOLE, Measure, ProcessCase, Program
from backedge.tools.benchmarks.programs import size_program, start_program
from backedge.tools.benchmarks.workshop import Workshop

_MEASURES: Final = (
    Measure("import", "Import", SECONDS),
    Measure("first_result", "Import and first hand", SECONDS),
    Measure(WHOLE, "The whole process", SECONDS),
    Measure("memory", "Peak memory", MEGABYTES),
)


def start_cases() -> list[ProcessCase]:
    """A process that finds one hand in one picture; and the sizes of what is installed."""
    return [
        ProcessCase("first_hand", "A process that finds a hand in one picture", _MEASURES, _first_hand, turns=7),
        ProcessCase(
            "size",
            "Installed size, with all that is needed and the models",
            (Measure("size", "Installed size, with all that is needed and the models", MEGABYTES),),
            _sizes,
            turns=1,
        ),
    ]


def _first_hand(workshop: Workshop) -> tuple[Program, Program]:
    clip = workshop.hands(1).fields

    def program(modules: list[str], module: str, name: str, arguments: dict[str, Any]) -> Program:
        task = {"modules": modules, "module": module, "name": name, "arguments": arguments, **clip}
        return Program([str(Path(start_program.__file__)), json.dumps(task)])

    ours = program(["backedge", "backedge.graphs.hand_tracking"], "backedge.graphs.hand_tracking", "HandTracker", {})
    return ours, program(["mediapipe"], "mediapipe.python.solutions.hands", "Hands", {})


def _sizes(_workshop: Workshop) -> tuple[Program, Program]:
    file = str(Path(size_program.__file__))
    return Program([file, "backedge", str(models_folder())]), Program([file, "mediapipe"])
