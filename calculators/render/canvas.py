"""The picture that is drawn on, and the scale of what is drawn."""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Canvas: TypeAlias = npt.NDArray[np.uint8]
"""(height, width, 3) uint8 RGB that may be written."""

Colour: TypeAlias = tuple[int, int, int]
"""Red, green, blue in 0..255."""

WHITE: Final[Colour] = (255, 255, 255)
DARK: Final[Colour] = (24, 26, 32)

SUBPIXEL_BITS: Final = 4
"""Drawing functions of OpenCV take fixed-point coordinates with this many bits after the point."""

_REFERENCE: Final = 480.0  # pixels; the shorter side of a picture for which thicknesses are given


def canvas_of(image: npt.NDArray[np.uint8]) -> Canvas:
    """A copy of a picture to draw on; pictures in packets are not written."""
    return np.array(image, order="C")


def scale_of(canvas: Canvas) -> float:
    """The factor on the usual size of what is drawn: 1 where the picture's shorter side is 480 pixels."""
    return max(float(min(canvas.shape[:2])) / _REFERENCE, 0.4)


def thickness(canvas: Canvas, usual: float) -> int:
    """A line's thickness in whole pixels, at least 1, for one of `usual` pixels in a picture of the usual size."""
    return max(round(usual * scale_of(canvas)), 1)


def to_pixels(canvas: Canvas, points: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """(N, 2) points in parts of the picture's size, 0 at its edge, as pixels, 0 at the first pixel's centre."""
    height, width = canvas.shape[:2]
    pixels: npt.NDArray[np.float64] = np.asarray(points, float)[:, :2] * (width, height) - 0.5
    return pixels


def fixed_point(pixels: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
    """Pixels as OpenCV's fixed-point coordinates. Far outside the picture they stop, before they overflow."""
    return np.round(np.clip(pixels, -1e5, 1e5) * 2**SUBPIXEL_BITS).astype(np.int32)
