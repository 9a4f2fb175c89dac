"""How many threads a model runs on where neither graph nor program says it."""

from __future__ import annotations

import math
import os
from importlib import import_module
from pathlib import Path
from typing import Final

from backedge.calculators.inference.number_variables import number_of

THREADS_VARIABLE: Final = "BACKEDGE_MODEL_THREADS"
"""Environment variable with the number of threads of models for which nothing else says it."""
MOST_THREADS: Final = 4
"""By default; models of this size hardly get faster by more, and other work needs processors, too."""
_FIRST_THAT_SURVIVES: Final = (2, 1)
_QUOTA: Final = Path("/sys/fs/cgroup/cpu.max")


def default_threads(most: int = MOST_THREADS) -> int:
    """The number in `$BACKEDGE_MODEL_THREADS`; without it, of the processors that this process may use.

    Results do not depend on it. While a model is idle its threads sleep.

    Args:
        most: if the variable does not say it, not more than that.

    Raises:
        ResourceError: the variable is set and is not a whole number of at least 1.
    """
    return number_of(THREADS_VARIABLE) or min(usable_processors(), most)


def most_threads() -> int:
    """How many threads a model may have by default in most engines."""
    return MOST_THREADS


def one_thread() -> int:
    """How many threads a model of tflite-runtime may have by default: it waits forever for any that a fork lost."""
    return 1


def most_threads_that_survive_forks() -> int:
    """How many threads a model of LiteRT may have by default; up to 2.0 it waits for threads as tflite-runtime does."""
    try:
        release = tuple(map(int, _litert_version().split(".")[:2]))
    except ValueError:  # a nightly build
        return MOST_THREADS
    return MOST_THREADS if release >= _FIRST_THAT_SURVIVES else 1


def _litert_version() -> str:
    """The version of LiteRT that is installed; "" where it cannot be told."""
    try:
        return str(import_module("ai_edge_litert").__version__)  # in a tenth of the time that its metadata takes
    except (ImportError, AttributeError):  # it is broken, which is told when it loads a model; or it does not say
        from importlib.metadata import PackageNotFoundError, version
    try:
        return version("ai-edge-litert")
    except PackageNotFoundError:
        return ""


def usable_processors(quota: Path = _QUOTA) -> int:
    """How many processors this process may use.

    Args:
        quota: file in which Linux says how much of its time a container may compute, in microseconds: "200000 100000".
    """
    # The system's own answer counts those that others, such as `taskset` and `docker --cpuset-cpus`, have taken away.
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        share, period = quota.read_text().split()
    except OSError:  # not Linux, or not in a container
        return allowed
    return allowed if share == "max" else min(allowed, max(1, math.ceil(int(share) / int(period))))
