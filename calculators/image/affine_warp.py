"""Affine warps as MediaPipe's OpenCV makes them, whatever the version of ours.

Up to version 4 `cv2.warpAffine` takes the position of each pixel in steps of 1/32; version 5 takes it exactly, which
makes pixels that differ by a few levels. `cv2.remap`, given positions in fixed point, takes these steps in every
version.
"""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from backedge.errors import PacketTypeError
from backedge.formats import ImageSize

_SCALE: Final = 1024  # positions are computed in parts of 1/1024 pixel
_STEPS: Final = 32  # … and used in parts of 1/32
_LARGEST: Final = 2**15 - 1


def warp_affine(
    pixels: NDArray[Any], matrix: NDArray[np.floating[Any]], size: ImageSize, *, interpolation: int, border: int
) -> NDArray[Any]:
    """Make a picture from another one.

    Args:
        pixels: (height, width) or (height, width, channels).
        matrix: (2, 3); from (x, y, 1) in pixels of the new picture to those of the old one.
        size: (width, height) of the new one.
        interpolation: one of OpenCV's; linear or cubic.
        border: what lies beyond the edges, one of OpenCV's.

    Raises:
        PacketTypeError: a picture with more than 32767 pixels a side.
    """
    if max(*pixels.shape[:2], *size) > _LARGEST:
        raise PacketTypeError(f"pictures have at most {_LARGEST} pixels a side, found {pixels.shape[:2]} and {size}")
    exact = np.asarray(matrix, np.float64)
    columns, rows = np.arange(size[0]), np.arange(size[1])
    across = np.rint(exact[:, :1] * columns * _SCALE)[:, None, :]
    down = np.rint((exact[:, 1:2] * rows + exact[:, 2:]) * _SCALE)[:, :, None]
    steps = (across + down + _SCALE // _STEPS // 2).astype(np.int64) // (_SCALE // _STEPS)
    whole = np.clip(steps // _STEPS, -_LARGEST, _LARGEST).astype(np.int16)
    parts = (steps % _STEPS).astype(np.uint16)
    return cv2.remap(
        pixels,
        np.ascontiguousarray(np.moveaxis(whole, 0, -1)),
        parts[1] * _STEPS + parts[0],
        interpolation,
        borderMode=border,
    )
