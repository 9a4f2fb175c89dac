"""What a process reads that its user may edit: graphs, Python modules, and the folders that it looks for graphs in."""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

import backedge
from backedge.config.load import GRAPH_SUFFIXES

_EVENTS: Final[dict[str, str | tuple[str, ...]]] = {
    "open": (*GRAPH_SUFFIXES, ".py"),
    "os.listdir": "",
    "os.scandir": "",
}
"""What Python tells an audit hook of, and how the names end that count."""


def record_reads() -> Callable[[], set[Path]]:
    """Note what the process opens and lists from now on, to its end; the function returned tells what it was."""
    names: set[str] = set()

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _EVENTS and isinstance(arguments[0], str) and arguments[0].endswith(_EVENTS[event]):
            names.add(arguments[0])

    sys.addaudithook(note)
    return lambda: _of_the_user(names)


def _of_the_user(names: set[str]) -> set[Path]:
    """The paths of `names`, and of all modules, without those of Python, of installed packages and of backedge."""
    # A module that was compiled before is not opened.
    modules = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    found = {Path(name).absolute() for name in (*names, *modules) if name}
    return set(filter(is_of_the_user, found))


def is_of_the_user(path: Path) -> bool:
    """Tell whether a file is neither Python's, nor of an installed package, nor backedge's."""
    return not any(path.is_relative_to(other) for other in _folders_of_others())


@cache
def _folders_of_others() -> list[Path]:
    places = sysconfig.get_paths()
    return [
        *(Path(places[kind]) for kind in ("stdlib", "platstdlib", "purelib", "platlib")),
        Path(backedge.__file__).parent,
    ]
