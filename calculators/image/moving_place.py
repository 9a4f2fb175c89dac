"""The place where something small moves: what comes into a camera's sight moves."""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from backedge.formats import Image, ImageFrame

_LONGER_SIDE: Final = 64
"""Of the small pictures that are compared, in pixels, each of which is the mean of many."""

_SAMPLES: Final = 4
"""How many pixels of the picture at most, along either side, go into one of a small picture: enough against noise."""

_REACH: Final = 2.0
"""Changes that are near each other count together: standard deviation of their weights, in small pictures' pixels."""

_LEAST: Final = 1.0
"""Weighted mean of the changes around a place, in grey levels, from which on something moves; noise makes less."""

_CHANGED: Final = 4
"""Grey levels by which a pixel of the small pictures differs where something moves."""

_SMALL: Final = 1 / 64
"""The part of the picture that changes at most where what moves is small.

Of the hands of a person whose upper body fills the picture half change more than a fifteenth, those four times smaller
less than an eightieth; a camera that moves changes nearly all.
"""


class MovingPlace:
    """Compares each picture with the one before, and tells where something small has moved."""

    def __init__(self) -> None:
        self._before: NDArray[Any] | None = None

    def forget(self) -> None:
        """Let the next picture be the first of a row."""
        self._before = None

    def of(self, image: ImageFrame | Image) -> tuple[float, float] | None:
        """Where the picture has changed most, as (x, y) in parts of its sides.

        None if nothing has changed, or more than something small does; and for a picture that is the first, of another
        size than the one before, or not of 8-bit values.
        """
        pixels = image.numpy_view()
        if pixels.dtype != np.uint8:
            return None
        scale = _LONGER_SIDE / max(image.width, image.height)
        size = max(round(image.width * scale), 1), max(round(image.height * scale), 1)
        step = max(1, int(1 / (scale * _SAMPLES)))
        small = cv2.resize(pixels[::step, ::step], size, interpolation=cv2.INTER_AREA)
        before, self._before = self._before, small
        if before is None or before.shape != small.shape:
            return None
        change = cv2.absdiff(before, small).reshape(size[1], size[0], -1).max(axis=2)
        if np.count_nonzero(change >= _CHANGED) > _SMALL * change.size:
            return None
        around = cv2.GaussianBlur(change.astype(np.float32), (0, 0), _REACH)
        y, x = np.unravel_index(int(around.argmax()), around.shape)
        if around[y, x] < _LEAST:
            return None
        return (float(x) + 0.5) / size[0], (float(y) + 0.5) / size[1]
