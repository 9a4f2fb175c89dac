"""Record what MediaPipe's face graphs answer: run this with a Python that has ``mediapipe==0.10.21``.

    PYTHONPATH=. /path/to/that/python -m tests.graphs.faces.record FOLDER

FOLDER holds the recorded hands.
"""

from __future__ import annotations

import gzip
import importlib
import json
import sys
from pathlib import Path
from typing import Any

from tests.graphs.faces.programs import attention, clip, detections, landmarks, meshes

FILE = Path(__file__).with_name("answers.json.gz")
PROGRAMS = {"detections": detections, "landmarks": landmarks, "meshes": meshes, "clip": clip, "attention": attention}


def record(hands: Path) -> None:
    """Write what MediaPipe answers."""
    mediapipe: Any = importlib.import_module("mediapipe")
    resources = importlib.import_module("mediapipe.python._framework_bindings.resource_util")
    resources.set_resource_dir(str(Path(mediapipe.__file__).parents[1]))
    answers = {name: program("mediapipe", hands) for name, program in PROGRAMS.items()}
    text = json.dumps(answers, separators=(",", ":"))
    FILE.write_bytes(gzip.compress(text.encode(), mtime=0))


def recorded(program: str) -> dict[str, Any]:
    """Read what MediaPipe answered to a program."""
    answers: dict[str, Any] = json.loads(gzip.decompress(FILE.read_bytes()))[program]
    return answers


if __name__ == "__main__":
    record(Path(sys.argv[1]))
