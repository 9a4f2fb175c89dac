"""The state of a project's files, by which a change is noticed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

from backedge.tools.watching.file_watch import is_of_late

Stamp: TypeAlias = tuple[tuple[str, int, int], ...]
"""Path, time of the last change in ns and size of every file that is there."""


def stamp(files: Iterable[Path], folders: Iterable[Path]) -> Stamp:
    """The state of files, and of all graphs in folders."""
    graphs = (path for folder in folders for path in sorted(folder.rglob("*.pbtxt")))
    return tuple(entry for path in (*files, *graphs) if (entry := _entry(path)) is not None)


def is_written_since(files: Stamp, since: int) -> bool:
    """Tell whether any file was written after `since`, in ns since the epoch; see `is_of_late`."""
    return any(is_of_late(written, since) for _, written, _ in files)


def _entry(path: Path) -> tuple[str, int, int] | None:
    try:
        status = path.stat()
    except OSError:  # gone, or not there yet
        return None
    return str(path), status.st_mtime_ns, status.st_size
