"""Record anew what MediaPipe's solutions are and do: run this with a Python that has ``mediapipe==0.10.21``.

PYTHONPATH=. /path/to/that/python -m tests.compat.solutions.record
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from tests.compat.solutions.drawings import DRAWINGS, draw
from tests.compat.solutions.interface import MODULES, describe, public_names
from tests.compat.solutions.results import FOLLOWED, RUNS, follow, run
from tests.compat.solutions.wrong_calls import CALLS, outcomes
from tests.data import hands_dir

FOLDER = Path(__file__).with_name("recorded")
PACKAGE = "mediapipe"


def record_interface() -> None:
    """Write what the modules have, a name a line."""
    found = {
        module: {name: describe(PACKAGE, module, name) for name in public_names(PACKAGE, module)} for module in MODULES
    }
    lines = (
        f"{json.dumps(module)}: {{\n"
        + ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in names.items())
        + "\n}"
        for module, names in found.items()
    )
    (FOLDER / "interface.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def record_drawings() -> None:
    """Write the pictures."""
    pictures: dict[str, Any] = {name: draw(PACKAGE, name) for name in DRAWINGS}
    np.savez_compressed(FOLDER / "drawings.npz", **pictures)


def record_results() -> None:
    """Write what is found in pictures, and in the last frames of videos."""
    found = {name: run(PACKAGE, name, hands_dir()) for name in RUNS}
    for name in FOLLOWED:
        found[f"{name}, followed"] = follow(PACKAGE, name, hands_dir())[-1]
    flat: dict[str, Any] = {
        f"{name}: {field}": values for name, fields in found.items() for field, values in fields.items()
    }
    np.savez_compressed(FOLDER / "results.npz", **flat)


def record_wrong_calls() -> None:
    """Write what each call comes to, in a process of its own: some end it."""
    answers = {call: _outcome_apart(call) for call in CALLS}
    text = json.dumps(answers, indent=0)
    (FOLDER / "wrong_calls.json").write_text(f"{text}\n", encoding="utf-8")


def _outcome_apart(call: str) -> str:
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.write(writer, outcomes(PACKAGE, call)[0].encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    if not text:
        raise ValueError(f"{call} ends the process, and not always")
    return text


if __name__ == "__main__":
    record_wrong_calls()  # first: no graph has run yet, and processes can be forked
    record_interface()
    record_drawings()
    record_results()
