"""The trial of a model that this package does not know: a process of its own loads it and runs it once.

The engines trust a model's file: one wrong byte in it can end the process (a segmentation fault, an abort). So a model
that is not the manifest's, by its checksum, comes into this process only when another one has survived it, and has
taken no more memory than models of its size do: one wrong byte in the shape of a tensor makes gigabytes of it. That
takes about a second, once for each model and engine.
"""

from __future__ import annotations

import hashlib
import logging
import os
import signal
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from backedge.calculators.inference.trial_memory import MEGABYTE, MEMORY_VARIABLE, ended_beyond, most_memory
from backedge.errors import ResourceError
from backedge.models import list_models
from backedge.models.cache import sha256_of, user_cache

TRUST_VARIABLE: Final = "BACKEDGE_TRUST_MODELS"
"""Environment variable: set to 1, every model is loaded without a trial."""

_SECONDS: Final = 120
"""Time that loading a model and running it once may take."""

TOO_LARGE: Final = 4
"""Exit status of the child where the model has taken too much memory."""

REFUSED: Final = 3
"""Exit status of the child where the engine refuses the model; why stands behind `REASON` in its output.

The engine is not asked again here: what it refuses there, it may crash on here.
"""

TIMES: Final = 3
"""How often the child loads the model: what a damaged one does depends on what is beside it in memory."""

REASON: Final = b"\0"
UNNAMED: Final = "the model"
"""What a model is called whose file is not known."""

_logger: Final = logging.getLogger(__name__)


def try_out(content: bytes, file: Path | None, backend: str, package: str) -> None:
    """Make sure that a model does not end the process that runs it.

    Args:
        content: of the .tflite file.
        file: where it is, if it is in a file.
        backend: name of the engine.
        package: the engine's package.

    Raises:
        ResourceError: the engine refuses the model, or it has ended the process that tried it, or took too long or
            too much memory; or an environment variable is wrong.
    """
    if os.environ.get(TRUST_VARIABLE) == "1":
        return
    # A file's checksum is known already where it was looked for by a model's name.
    digest = sha256_of(file) if file else hashlib.sha256(content).hexdigest()
    if any(digest == model.sha256 for model in list_models()) or getattr(sys, "frozen", False) or not sys.executable:
        return
    passed = user_cache() / "tried" / f"{digest}-{backend}-{_installation(package)}"
    if not passed.exists():
        _run_in_child(content, str(file or UNNAMED), backend)
        _note(passed)


def _run_in_child(content: bytes, label: str, backend: str) -> None:
    import subprocess

    memory = most_memory(len(content))
    command = [sys.executable, "-P", "-m", "backedge.calculators.inference.trial_child", backend, str(memory)]
    environment = os.environ | {TRUST_VARIABLE: "1"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=environment) as child:
        try:
            with ended_beyond(memory, child) as is_ended:
                printed, _ = child.communicate(content, _SECONDS)
        except subprocess.TimeoutExpired as error:
            raise ResourceError(
                f"{label} did not run once within {_SECONDS} s in a process of its own; use another model, or set "
                f"{TRUST_VARIABLE}=1 to run it all the same"
            ) from error
        finally:
            child.kill()
    if is_ended.is_set() or child.returncode == TOO_LARGE:
        raise ResourceError(
            f"{label} takes more than {memory // MEGABYTE} MB of memory when it is loaded {TIMES} times to try it out, "
            f"as damaged models do; get the file again, or use another model, or set {MEMORY_VARIABLE} to the number "
            f"of MB that it may take (tried with inference backend {backend})"
        )
    if child.returncode == REFUSED:
        reason = printed.rpartition(REASON)[2].decode("utf-8", "replace")
        raise ResourceError(reason.replace(UNNAMED, label, 1))
    if child.returncode:
        raise ResourceError(
            f"{label} ends the process that runs it ({_cause(child.returncode)}), as damaged models do; "
            f"get the file again, or use another model (tried with inference backend {backend})"
        )


def _cause(status: int) -> str:
    if status < 0:
        return signal.Signals(-status).name
    return f"exit status {status}"


def _installation(package: str) -> str:
    """What changes with the engine's version; a file's time costs less than to look for the version."""
    spec = find_spec(package)
    origin = spec and spec.origin
    return f"{Path(origin).stat().st_mtime_ns:x}" if origin else "0"


def _note(passed: Path) -> None:
    """Remember that a model has passed. Where that cannot be written, the next process tries it again."""
    try:
        passed.parent.mkdir(parents=True, exist_ok=True)
        passed.touch()
    except OSError as error:
        _logger.debug("cannot write %s: %s", passed, error)
