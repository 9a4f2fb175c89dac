"""The names of modules: each occurs once, and an import by that name gives the module."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from tests.checkout import needs_checkout, source_files

COMPAT = "backedge.compat"
"""Its modules have MediaPipe's names, whatever ours are called."""


def own_modules() -> list[str]:
    """Our modules, but for those of compat."""
    return [name for name, _ in _own_files()]


def _own_files() -> list[tuple[str, Path]]:
    return [(name, path) for name, path in source_files() if not f"{name}.".startswith(f"{COMPAT}.")]


@needs_checkout
def test_no_module_name_occurs_twice() -> None:
    """A module is found by its last name alone, in a traceback, an editor or a search."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for name, path in _own_files():
        if path.name != "__init__.py":  # folders are themes, and named so wherever they are
            places[name.rpartition(".")[2]].append(name)
    twice = {last: names for last, names in places.items() if len(names) > 1}
    assert twice == {}


SHADOWED = """
import importlib, sys
names = sys.argv[1:]
for name in names:
    importlib.import_module(name)
for name in names:
    package, _, last = name.rpartition(".")
    if package and getattr(sys.modules[package], last) is not sys.modules[name]:
        print(name)
"""


@needs_checkout
def test_no_module_is_shadowed() -> None:
    """``import backedge.a.b`` gives the module `b`, whatever its package exports."""
    # In a process of its own: other tests may have put something else in a module's place.
    command = [sys.executable, "-c", SHADOWED, *own_modules()]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    assert found.stdout.split() == []
