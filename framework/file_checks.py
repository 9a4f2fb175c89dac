"""Files that are read and written: whether they can be, and one line that says why not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Any

from backedge.errors import ResourceError
from backedge.path_names import usable_path
from backedge.whole_files import GrowingFile


def failure(what: str, path: str | Path, error: Exception, more: str = "") -> ResourceError:
    """The complaint of the operating system, or of FFmpeg, about `path` as an error of ours.

    Args:
        what: what was tried.
        path: the file.
        error: the complaint.
        more: the end of the sentence.
    """
    return ResourceError(f"{path}: {what}: {getattr(error, 'strerror', None) or error}{more}")


def require_file(path: Path, kind: str) -> None:
    """Checks that `path` is a file that can be read and is not empty; `kind` says what is expected.

    Raises:
        ResourceError: it is not.
    """
    if not usable_path(path).exists():
        raise ResourceError(f"{path}: expected {kind}, found nothing of that name")
    if path.is_dir():
        raise ResourceError(f"{path}: expected {kind}, found a folder")
    try:
        with path.open("rb") as file:
            empty = not file.read(1)
    except OSError as error:
        raise failure("cannot be read", path, error) from error
    if empty:
        raise ResourceError(f"{path}: expected {kind}, found an empty file")


def require_folder_for(path: Path) -> None:
    """Checks that a file `path` can be created.

    Raises:
        ResourceError: its folder is missing or cannot be written to, or `path` is a folder itself.
    """
    folder = usable_path(path).parent
    if path.is_dir():
        raise ResourceError(f"{path}: expected the name of a file to write, found a folder")
    if not folder.is_dir():
        raise ResourceError(f"{path}: cannot be written: there is no folder {folder}; create it first")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ResourceError(f"{path}: cannot be written: no permission to write to the folder {folder}")


def complete(growing: GrowingFile, file: IO[Any], path: Path) -> None:
    """Closes a file that was written, and makes sure that others find it under its name.

    Args:
        growing: where it is.
        file: what was written to.
        path: its name.

    Raises:
        ResourceError: it, or its folder, was removed or renamed meanwhile, or it cannot be completed.
    """
    written = os.fstat(file.fileno())
    try:
        file.close()
        is_there = os.path.samestat(written, growing.path.stat())
        if is_there:
            growing.complete()
    except FileNotFoundError:
        is_there = False
    except OSError as error:
        raise failure("cannot be completed", path, error, growing.whereabouts) from error
    if not is_there:
        raise ResourceError(f"{path}: was removed while it was written, or its folder; what was written is lost")
