"""Files that are read and written: whether they can be, and one line that says why not."""

from __future__ import annotations

import os
from pathlib import Path

from backedge.errors import ResourceError
from backedge.path_names import usable_path


def failure(what: str, path: str | Path, error: Exception) -> ResourceError:
    """The complaint of the operating system, or of FFmpeg, about `path` as an error of ours; `what` was tried."""
    return ResourceError(f"{path}: {what}: {getattr(error, 'strerror', None) or error}")


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


def require_still_there(path: Path) -> None:
    """Checks that a file that was written is there for others, and was not removed meanwhile.

    Raises:
        ResourceError: it is not.
    """
    if not path.exists():
        raise ResourceError(f"{path}: was removed while it was written, or its folder; what was written is lost")
