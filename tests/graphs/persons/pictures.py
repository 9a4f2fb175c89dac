"""A clip of persons, from the folder of recorded hands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from tests.graphs.shared_pictures import frames

MAN = "fr_asl_walk_0040.png"


def clip(hands: Path) -> list[Any]:
    """A person for 24 frames, an empty room for 4, and another person for 8, RGB, half the recorded size."""
    first = list(frames(hands / "videos" / "asl_walk.mkv", 24))
    second = list(frames(hands / "videos" / "asl_again.mkv", 8))
    empty = [np.zeros_like(first[0])] * 4
    return [np.ascontiguousarray(frame[::2, ::2]) for frame in (*first, *empty, *second)]
