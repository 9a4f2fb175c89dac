"""Tells which modules of the installed package are machine code, and which are Python.

The modules that every packet passes can be compiled when the package is built, from the same sources. Nothing else
tells them apart but their speed.
"""

from __future__ import annotations

from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path


def compiled_modules() -> tuple[str, ...]:
    """Return the names of the compiled modules, sorted; none where the core is pure Python, as it is with `-e`."""
    package = Path(__file__).parent
    return tuple(
        sorted(
            ".".join((__package__, *file.relative_to(package).parent.parts, file.name.partition(".")[0]))
            for file in package.rglob("*")
            if file.name.endswith(tuple(EXTENSION_SUFFIXES))
        )
    )
