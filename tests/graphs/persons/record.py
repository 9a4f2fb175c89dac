"""Record what MediaPipe's graphs of persons answer: run this with a Python that has ``mediapipe==0.10.21``.

    PYTHONPATH=. /path/to/that/python -m tests.graphs.persons.record FOLDER [PROGRAM …]

FOLDER holds the recorded hands; a program is a function of `programs`.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import numpy as np

from tests.graphs.persons import programs

PROGRAMS = ("pose_by_roi", "pose_detections", "pose_tracked", "selfie_masks")


def record(program: str, hands: Path) -> None:
    """Write what MediaPipe answers to one program."""
    mediapipe = importlib.import_module("mediapipe")
    resources = importlib.import_module("mediapipe.python._framework_bindings.resource_util")
    resources.set_resource_dir(str(Path(str(mediapipe.__file__)).parents[1]))
    np.savez_compressed(_file(program), **getattr(programs, program)("mediapipe", hands))


def recorded(program: str) -> dict[str, Any]:
    """Read what MediaPipe answered to one program."""
    with np.load(_file(program)) as arrays:
        return dict(arrays)


def _file(program: str) -> Path:
    return Path(__file__).with_name(f"{program}.npz")


if __name__ == "__main__":
    folder, *chosen = sys.argv[1:]
    for name in chosen or PROGRAMS:
        record(name, Path(folder))
