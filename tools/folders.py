"""Folders for what commands write."""

from __future__ import annotations

from pathlib import Path

from backedge.errors import ResourceError


def make_folder(folder: Path, option: str) -> None:
    """Make `folder`, and those around it, unless it is there.

    Raises:
        ResourceError: it cannot be made; `option` is where another could be named.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ResourceError(f"cannot make the folder {folder}: {error.strerror}; name another with {option}") from error
