"""A process from its start to its first hand; prints how long that took and how much memory it needed.

    python start_program.py '{"modules": […], "module": "…", "name": "…", "arguments": {…}, "clip": "…", "shape": […]}'

``modules`` are what a program imports; the class `name` of `module` processes the first frame of the clip then.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from time import perf_counter
from typing import Any


def main(task: dict[str, Any]) -> dict[str, float]:
    """Import, make the object, process one frame.

    Returns:
        ``import`` and ``first_result``, in seconds from the first import on; ``memory``, the peak in bytes.
    """
    start = perf_counter()
    for module in task["modules"]:
        import_module(module)
    imported = perf_counter()
    made = getattr(import_module(task["module"]), task["name"])(**task["arguments"])
    # Beside this file. It needs numpy, which is there by now.
    turn_program = import_module("turn_program")
    made.process(turn_program.Clip(task["clip"], task["shape"])[0])
    finished = perf_counter()
    memory = turn_program.peak_memory()
    made.close()
    return {"import": imported - start, "first_result": finished - start, "memory": memory}


if __name__ == "__main__":
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # where libraries print
    answers.write(json.dumps(main(json.loads(sys.argv[1]))) + "\n")
    answers.close()
