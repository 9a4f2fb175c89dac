"""The files and addresses that the options of a graph name, for the user to see before something is done with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, Final

from backedge.models.fetching import is_own_resource
from backedge.planning import GraphPlan

_NAMES: Final = ("_path", "_directory", "_folder", "_file", "_url", "device")
"""What names of option fields end in that hold a path or an address."""

_TRACE_FOLDER: Final = "the folder for temporary files"


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A path or an address in a graph's options.

    Attributes:
        place: the option: the node's name, a dot and the field.
        path: the path or address.
        is_written: whether the field is one of those that name a file to write.
    """

    place: str
    path: str
    is_written: bool

    def __str__(self) -> str:
        return f"{self.place} names {self.path}{', which is written' if self.is_written else ''}"


def named_files(plan: GraphPlan) -> list[NamedFile]:
    """Find the paths and addresses that a graph's options name.

    Found is what is declared as a path or called one, but for the models and label maps of this package.
    """
    found = [file for node in plan.nodes for file in _of_options(node.contract.options, node.name)]
    profiler = plan.config.profiler_config
    if profiler is not None and profiler.trace_enabled and not profiler.trace_log_disabled:
        path = profiler.trace_log_path or _TRACE_FOLDER
        found.append(NamedFile("profiler_config.trace_log_path", path, is_written=True))
    return found


def _of_options(options: Any, place: str) -> Iterator[NamedFile]:
    if not is_dataclass(options):
        return
    for field in fields(options):
        if field.name.startswith("_"):
            continue
        where = f"{place}.{field.name}"
        for value in _values(getattr(options, field.name)):
            if is_dataclass(value):
                yield from _of_options(value, where)
            elif _is_path(value, field.name) and not is_own_resource(str(value)):
                yield NamedFile(where, str(value), is_written=field.name.startswith("output"))


def _is_path(value: Any, name: str) -> bool:
    return isinstance(value, Path) or (isinstance(value, str) and bool(value) and name.endswith(_NAMES))


def _values(value: Any) -> Iterable[Any]:
    return value if isinstance(value, (tuple, list)) else (value,)
