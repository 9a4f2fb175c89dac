"""The folder in which graph files are looked for, which a program of MediaPipe calls its resource directory."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from backedge.planning.subgraph_registry import subgraphs

_MODULES: Final = Path("mediapipe") / "modules"
"""Where MediaPipe keeps the graphs that its other graphs name, one folder a task."""

_folder = Path()


def set_folder(folder: str) -> None:
    """Look in `folder` for files that the working directory lacks, and for subgraphs where MediaPipe has them."""
    global _folder  # noqa: PLW0603 - one for the process, as in MediaPipe
    _folder = Path(folder)
    for modules in sorted(_folder.glob(f"{_MODULES}/*/")):
        subgraphs.add_folder(modules)


def find_file(path: str) -> Path:
    """`path` itself, or, where there is no such file, in the folder that was set."""
    plain = Path(path)
    elsewhere = _folder / plain
    return elsewhere if not plain.exists() and elsewhere.exists() else plain
