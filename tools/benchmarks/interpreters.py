"""The interpreter that has MediaPipe: whether it is there, and where its package lies."""

from __future__ import annotations

import json
import logging
import subprocess
from pathlib import Path
from typing import Any, Final

from backedge.tools.benchmarks.cases import Interpreter
from backedge.tools.benchmarks.side import BenchmarkError

_logger: Final = logging.getLogger(__name__)

VERSION: Final = "0.10.21"
"""The MediaPipe that figures are about: the last whose packages for Linux have its Python graph API and solutions."""

_PATIENCE: Final = 60

# Not from the working directory, which may have folders that are named like packages.
_BEGIN: Final = """
import importlib.metadata, importlib.util, json, os, sys
sys.path[:] = filter(None, sys.path)
"""

_LOOK_FOR_MEDIAPIPE: Final = """
spec = importlib.util.find_spec("mediapipe")
known = {}
if spec:
    folder = os.path.dirname(spec.origin)
    known["version"] = importlib.metadata.version("mediapipe")
    known["folder"] = folder
    known["has_solutions"] = os.path.isdir(os.path.join(folder, "python", "solutions"))
print(json.dumps(known))
"""

_LOOK_FOR_US: Final = 'print(json.dumps({"is_there": bool(importlib.util.find_spec("backedge"))}))'


def mediapipe(python: str) -> Interpreter:
    """The interpreter `python`, which has MediaPipe.

    Raises:
        BenchmarkError: it cannot be run, has no MediaPipe, or one without the Python graph API.
    """
    found = _look(python, _LOOK_FOR_MEDIAPIPE)
    install = f"`{python} -m pip install mediapipe=={VERSION}` installs it"
    if not found:
        raise BenchmarkError(f'--mediapipe: the interpreter "{python}" has no mediapipe; {install}')
    version = found["version"]
    if not found["has_solutions"]:
        raise BenchmarkError(
            f'--mediapipe: mediapipe {version} of "{python}" has no Python graph API nor solutions any more; {install}'
        )
    if version != VERSION:
        _logger.warning("comparing with mediapipe %s, where %s is usual", version, VERSION)
    return Interpreter(f"MediaPipe {version}", python, is_mediapipe=True)


def folder_of_mediapipe(python: str) -> Path:
    """The folder of MediaPipe's package, which has its graphs and models.

    Raises:
        BenchmarkError: see `mediapipe`.
    """
    return Path(_look(python, _LOOK_FOR_MEDIAPIPE)["folder"])


def other_python(python: str) -> Interpreter:
    """The interpreter `python`, which has a backedge of its own.

    Raises:
        BenchmarkError: it cannot be run, or has none.
    """
    if not _look(python, _LOOK_FOR_US)["is_there"]:
        raise BenchmarkError(f'--vs-python: the interpreter "{python}" has no backedge')
    return Interpreter("other", python)


def _look(python: str, code: str) -> dict[str, Any]:
    try:
        done = subprocess.run(
            [python, "-c", _BEGIN + code], capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise BenchmarkError(f'the interpreter "{python}" cannot be run: {reason}') from error
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        said = done.stderr.strip().splitlines()
        raise BenchmarkError(f'"{python}" is no Python interpreter{": " + said[-1] if said else ""}') from error
    return found
