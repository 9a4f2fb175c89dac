"""FreiHAND (https://lmb.informatik.uni-freiburg.de/projects/freihand): right hands, cut out to 224 by 224 pixels.

The folder has ``training/rgb/00000000.jpg`` and so on, ``training_K.json`` (3 by 3 camera matrices) and
``training_xyz.json`` (21 points in metres before the camera, in MediaPipe's order), or the same for ``evaluation``. Of
training pictures there are four versions with other backgrounds, one after the other; their truth is the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np

from backedge.errors import ResourceError
from backedge.tools.hand_sets.json_files import FileReader
from backedge.tools.hand_sets.truth import SEEN, HandSet, TrueHand, TruePicture

SPLITS: Final = ("evaluation", "training")
_SIZE: Final = (224, 224)
_RIGHT_HAND: Final = "Left"  # of a picture that is not mirrored, in MediaPipe's words


def read_freihand(path: Path) -> HandSet:
    """Read the set.

    Args:
        path: its folder, whose evaluation half is read where there is one; or the ``_xyz.json`` of a half.

    Raises:
        ResourceError: a file is not there, or laid out otherwise: what was expected where.
    """
    folder, split = (path, _split(path)) if path.is_dir() else (path.parent, path.stem.removesuffix("_xyz"))
    points_file, cameras_file = FileReader(folder / f"{split}_xyz.json"), FileReader(folder / f"{split}_K.json")
    points, cameras = _rows(points_file), _rows(cameras_file)
    if len(points) != len(cameras):
        raise ResourceError(
            f"{cameras_file.path}: expected {len(points)} camera matrices, one for each hand of "
            f"{points_file.path.name}, found {len(cameras)}"
        )
    files = sorted((folder / split / "rgb").glob("*.jpg"))
    if len(files) < len(points):
        raise ResourceError(
            f"{folder / split / 'rgb'}: expected at least {len(points)} pictures (00000000.jpg …), found {len(files)}"
        )
    pictures = []
    for number, file in enumerate(files):
        truth = number % len(points)
        hand = _hand(points_file, points[truth], cameras_file, cameras[truth], f"[{truth}]")
        pictures.append(TruePicture(file.name, file, _SIZE, [hand]))
    return HandSet(f"freihand_{split}", pictures)


def _split(folder: Path) -> str:
    found = next((split for split in SPLITS if (folder / f"{split}_xyz.json").exists()), None)
    if found is None:
        raise ResourceError(f"{folder}: expected evaluation_xyz.json or training_xyz.json of FreiHAND, found neither")
    return found


def _rows(reader: FileReader) -> list[Any]:
    rows = reader.document()
    if not isinstance(rows, list) or not rows:
        raise reader.error("", "a list with an entry for each hand", rows)
    return rows


def _hand(points_file: FileReader, points: Any, cameras_file: FileReader, camera: Any, place: str) -> TrueHand:
    world = points_file.numbers({"points": points}, "points", (21, 3), place)
    seen = world @ cameras_file.numbers({"matrix": camera}, "matrix", (3, 3), place).T
    return TrueHand(
        points=seen[:, :2] / seen[:, 2:],
        visible=np.full(21, SEEN, np.int8),
        world=world,
        handedness=_RIGHT_HAND,
    )
