"""Where files are looked for that a program names by a relative path."""

from __future__ import annotations

from pathlib import Path

_folder = Path()


def set_folder(folder: str) -> None:
    """Look in `folder` for files that are not in the working directory."""
    global _folder  # noqa: PLW0603 - one for the process, as in MediaPipe
    _folder = Path(folder)


def find_file(path: str) -> Path:
    """`path` itself, or, where there is no such file, in the folder that was set."""
    plain = Path(path)
    elsewhere = _folder / plain
    return elsewhere if not plain.exists() and elsewhere.exists() else plain
