"""Pictures of faces, and of none, made by indexing alone, so that every version of the libraries makes the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from tests.graphs.shared_pictures import ASTRONAUT, picture, turned

CLIP = "videos/asl_walk.mkv"
"""A person who walks about; decoded without loss."""


def pictures(hands: Path) -> dict[str, Any]:
    """RGB pictures by name, made of those in the folder of recorded hands."""
    astronaut = picture(hands, ASTRONAUT)
    head = astronaut[:300, 80:380]
    empty = np.zeros_like(astronaut)
    made = {
        "face": astronaut,
        "turned": turned(astronaut, 35),
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
