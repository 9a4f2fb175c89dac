"""What readers deliver."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

RgbImage: TypeAlias = npt.NDArray[np.uint8]
"""(height, width, 3) uint8, red first."""


class TimedImage(NamedTuple):
    """One picture of a sequence: its pixels, its time in microseconds and its number, from 0."""

    image: RgbImage
    timestamp: int
    number: int
