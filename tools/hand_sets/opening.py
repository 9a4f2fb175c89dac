"""Finds out what a folder or file of truth is, and reads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from backedge.errors import ResourceError
from backedge.tools.hand_sets.coco_wholebody import read_coco_wholebody
from backedge.tools.hand_sets.recorded_clips import SUFFIXES, read_clips
from backedge.tools.hand_sets.rows import JSONL, PARQUET, read_rows
from backedge.tools.hand_sets.truth import HandSet

_OWN_FILES: Final = ("annotations.json", "truth.parquet", "truth.jsonl")

FORMATS: Final[dict[str, Callable[[Path], HandSet]]] = {
    "coco-wholebody": read_coco_wholebody,
    "rows": read_rows,
    "clips": read_clips,
}
"""Readers by the name of what they read."""


def open_set(path: Path, layout: str = "") -> HandSet:
    """Read a set of pictures or videos with what is known of them.

    Args:
        path: a folder or a file.
        layout: of `FORMATS`; "" to find out.

    Raises:
        ResourceError: there is nothing, or it is not laid out as expected.
    """
    if not path.exists():
        raise ResourceError(f"{path}: expected a folder or file of truth, found nothing of that name")
    return FORMATS[layout or _layout(path)](_file(path) if path.is_dir() and layout != "clips" else path)


def _file(folder: Path) -> Path:
    """The file of ours that a folder has; the folder itself where it has none."""
    return next((folder / name for name in _OWN_FILES if (folder / name).exists()), folder)


def _layout(path: Path) -> str:
    file = _file(path) if path.is_dir() else path
    if file.suffix in (JSONL, PARQUET):
        return "rows"
    if file.suffix == ".json":
        return "coco-wholebody"
    if path.is_dir() and any(each.suffix.lower() in SUFFIXES for each in path.iterdir()):
        return "clips"
    raise ResourceError(f"{path}: expected {', '.join(_OWN_FILES)} or videos in it; --format names other layouts")
