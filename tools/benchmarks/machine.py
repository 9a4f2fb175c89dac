"""The machine that figures are of, and the versions of what was measured."""

from __future__ import annotations

import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

from backedge.calculators.inference.thread_default import usable_processors


def describe_machine() -> dict[str, Any]:
    """What figures depend on: processor, cores, system, and the versions of Python and backedge."""
    return {
        "processor": processor(),
        "cores": usable_processors(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "backedge": version("backedge"),
    }


def processor() -> str:
    """The processor's name, as far as the system says it."""
    known = Path("/proc/cpuinfo")
    if known.exists():
        for line in known.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
