"""Pictures of faces, and of none, made by indexing alone, so that every version of the libraries makes the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from tests.graphs.shared_pictures import ASTRONAUT, picture

CLIP = "videos/asl_walk.mkv"
"""A person who walks about; decoded without loss."""


def pictures(hands: Path) -> dict[str, Any]:
    """RGB pictures by name, made of those in the folder of recorded hands."""
    astronaut = picture(hands, ASTRONAUT)
    head = astronaut[:300, 80:380]
    empty = np.zeros_like(astronaut)
    made = {
        "face": astronaut,
        "turned": _turned(astronaut, 35),
        "cut off by the border": astronaut[:, 205:],
        "dark": astronaut // 5,
        "small": astronaut[::3, ::3],
        "two faces": np.concatenate([head, head[:, ::-1]], axis=1),
        "far away": np.pad(astronaut, [(0, 400), (0, 300), (0, 0)]),
        "person": picture(hands, "fr_asl_book_0049.png"),
        "person from the side": picture(hands, "fr_asl_walk_0056.png"),
        "toys": picture(hands, "neg_gen_odd_size_grey.png"),
        "black": empty,
        "one pixel": empty[:1, :1],
    }
    return {name: np.ascontiguousarray(array) for name, array in made.items()}


def _turned(picture: Any, degrees: float) -> Any:
    """The picture, turned about its middle; of each pixel the nearest one is taken."""
    height, width = picture.shape[:2]
    angle = np.deg2rad(degrees)
    y, x = np.mgrid[:height, :width] - np.array([height, width]).reshape(2, 1, 1) / 2
    column = np.rint(np.cos(angle) * x - np.sin(angle) * y + width / 2).astype(int)
    row = np.rint(np.sin(angle) * x + np.cos(angle) * y + height / 2).astype(int)
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    turned = np.zeros_like(picture)
    turned[inside] = picture[row[inside], column[inside]]
    return turned
