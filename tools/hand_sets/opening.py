"""Finds out what a folder or file of truth is, and reads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from backedge.errors import ResourceError
from backedge.tools.hand_sets.coco_wholebody import read_coco_wholebody
from backedge.tools.hand_sets.freihand import SPLITS, read_freihand
from backedge.tools.hand_sets.hagrid import read_hagrid
from backedge.tools.hand_sets.mmpose_json import read_mmpose
from backedge.tools.hand_sets.recorded_clips import SUFFIXES, read_clips
from backedge.tools.hand_sets.rhd import read_rhd
from backedge.tools.hand_sets.rows import JSONL, PARQUET, read_rows
from backedge.tools.hand_sets.truth import HandSet

_OWN_FILES: Final = ("annotations.json", "truth.parquet", "truth.jsonl")

FORMATS: Final[dict[str, Callable[[Path], HandSet]]] = {
    "clips": read_clips,
    "coco-wholebody": read_coco_wholebody,
    "freihand": read_freihand,
    "hagrid": read_hagrid,
    "mmpose": read_mmpose,
    "rhd": read_rhd,
    "rows": read_rows,
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
    file = _file(path) if path.is_dir() and layout in ("", "coco-wholebody", "rows") else path
    layout = layout or _layout(file)
    if not layout:
        raise ResourceError(
            f"{path}: expected {', '.join(_OWN_FILES)}, videos, or a dataset ({', '.join(FORMATS)}), found none of "
            "them; --format says which it is"
        )
    return FORMATS[layout](file)


def _file(folder: Path) -> Path:
    """The file of ours that a folder has; the folder itself where it has none."""
    return next((folder / name for name in _OWN_FILES if (folder / name).exists()), folder)


def _layout(path: Path) -> str:
    if path.is_dir():
        return _layout_of_folder(path)
    if path.suffix in (JSONL, PARQUET):
        return "rows"
    if path.suffix == ".json":
        if path.stem.endswith("_xyz"):
            return "freihand"
        head = path.read_bytes()
        return "coco-wholebody" if b'"lefthand_kpts"' in head or b'"keypoints"' not in head else "mmpose"
    return ""


def _layout_of_folder(folder: Path) -> str:
    if any((folder / f"{split}_xyz.json").exists() for split in SPLITS):
        return "freihand"
    if any(folder.glob("anno_*.pickle")) or any(folder.glob("*/anno_*.pickle")):
        return "rhd"
    if any(file.suffix.lower() in SUFFIXES for file in folder.iterdir()):
        return "clips"
    return "hagrid" if next(folder.rglob("*.json"), None) else ""
