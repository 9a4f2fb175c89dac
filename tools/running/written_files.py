"""The files that a run writes: their folders are made, and none may be one that it reads or writes something else into.

A command line that asks for such a thing is refused before a file is opened.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from glob import glob, has_magic
from itertools import combinations, product
from pathlib import Path
from typing import Any, Final

import click

from backedge.calculators.media.image_files import SUFFIXES
from backedge.calculators.media.jsonl_sink_calculator import STDOUT
from backedge.errors import ResourceError
from backedge.planning import GraphPlan

WRITTEN: Final = "OUTPUT_FILE_PATH"
"""The side packet, and in lower case the option, by which calculators that write a file know its path."""

_READ: Final = ("INPUT_FILE_PATH", "FILE_PATH")
_PLACEHOLDER: Final = re.compile(r"%[^a-zA-Z%]*[a-zA-Z]")


@dataclass(frozen=True, slots=True)
class Use:
    """A path, and what names it.

    Attributes:
        by: an option of the command line, or a port of a node.
        path: the path, which may stand for several files.
    """

    by: str
    path: str


def paths_of_nodes(plan: GraphPlan, side_packets: Mapping[str, Any]) -> tuple[list[Use], list[Use]]:
    """The paths that a graph's own nodes read, and those that they write, as far as they are known."""
    read = [use for tag in _READ for use in _uses(plan, side_packets, tag)]
    return read, list(_uses(plan, side_packets, WRITTEN))


def _uses(plan: GraphPlan, side_packets: Mapping[str, Any], tag: str) -> Iterator[Use]:
    for node in plan.nodes:
        paths = [side_packets.get(port.name) for port in node.contract.input_side_packets if port.tag == tag]
        for path in paths or [getattr(node.contract.options, tag.lower(), "")]:
            if path and isinstance(path, str) and path != STDOUT:
                yield Use(f'{tag} of node "{node.name}"', path)


def require_different_files(read: list[Use], written: list[Use]) -> None:
    """Check that nothing that is written is read, or written by another.

    Raises:
        click.UsageError: two of them are one file, by whatever links and relative paths.
    """
    sources = [(use, _identities(_existing_sources(use.path))) for use in read]
    targets = [(use, _identities(_existing_targets(use.path))) for use in written]
    for (target, replaced), (source, needed) in product(targets, sources):
        if replaced & needed:
            raise click.UsageError(
                f"{target.by} would write {target.path} over {source.path}, which {source.by} reads; name another"
            )
    for (one, ones), (other, others) in combinations(targets, 2):
        if ones & others or _will_be_one(one.path, other.path):
            raise click.UsageError(
                f"{one.by} and {other.by} would write into one file, {one.path} and {other.path}; name another for one"
            )


class Versions:
    """What files are like before a run, to tell afterwards which of them it has left as they were.

    Args:
        paths: of files; patterns, folders and what is neither, as /dev/null, are taken for written.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self._before = {path: _version(path) for path in paths}

    def untouched(self) -> list[str]:
        """The files that are still not there, or have not changed."""
        return [path for path, before in self._before.items() if before is not None and _version(path) == before]


def _version(path: str) -> tuple[int, ...] | None:
    """What changes with the content of a file, nothing where there is no file; None where one cannot tell."""
    if _names(Path(path)) is not None:
        return None
    try:
        status = Path(path).stat()
    except OSError:
        return ()
    if not stat.S_ISREG(status.st_mode):
        return None
    return status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size


def _existing_sources(text: str) -> list[Path]:
    """The files that are read, and their folder where that is what is named."""
    text = text.removeprefix("file://")
    path = Path(text)
    if path.is_dir():
        return [path, *(file for file in _entries(path) if file.suffix.lower() in SUFFIXES)]
    if not path.exists() and has_magic(text):
        return [Path(name) for name in glob(text, recursive=True)]  # noqa: PTH207 - as the reader of the files does
    return [path]


def _existing_targets(text: str) -> list[Path]:
    """Files there are that would be written over, and their folder where that is what is named."""
    path = Path(text)
    if path.is_dir():
        return [path, *(file for file in _entries(path) if re.fullmatch(r"\d{5,}\.png", file.name))]
    if names := _names(path):
        return [file for file in _entries(path.parent) if names.fullmatch(file.name)]
    return [path]


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:  # the code that looks for something in it says so
        return []


def _names(path: Path) -> re.Pattern[str] | None:
    """The names of the files that `path`, a pattern such as ``%04d.png``, stands for; None if it names one file."""
    if "%" not in path.name or path.suffix.lower() not in SUFFIXES:
        return None
    return re.compile(r"[\w +-]+".join(map(re.escape, _PLACEHOLDER.split(path.name))))


def _will_be_one(one: str, other: str) -> bool:
    """Tell whether both name one file that is not there yet; what is there and not a file, as /dev/null, takes both."""
    paths = [Path(path).resolve() for path in (one, other)]
    return os.path.normcase(paths[0]) == os.path.normcase(paths[1]) and not paths[0].exists()


def _identities(paths: list[Path]) -> set[tuple[int, int]]:
    """Identify the files and folders of `paths` that are there, by device and inode."""
    found = set()
    for path in paths:
        try:
            status = path.stat()
        except OSError:  # it is not there, or hidden from us; the code that opens it says so
            continue
        if stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode):
            found.add((status.st_dev, status.st_ino))
    return found


def make_folder(folder: Path, option: str) -> None:
    """Make `folder`, and those around it, unless it is there.

    Raises:
        ResourceError: it cannot be made; `option` is where another could be named.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ResourceError(f"cannot make the folder {folder}: {error.strerror}; name another with {option}") from error
