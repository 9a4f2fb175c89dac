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

from backedge.calculators.row_blocks import row_blocks
from backedge.errors import PacketTypeError
from backedge.formats import ImageSize

_SCALE_BITS: Final = 10  # positions are computed in parts of 1/1024 pixel
_STEP_BITS: Final = 5  # … and used in parts of 1/32
_LARGEST: Final = 2**15 - 1
_FARTHEST_READ: Final = _LARGEST << _SCALE_BITS  # in parts of 1/1024 pixel; whole pixels have 16 bits
_FARTHEST: Final = 2.0**30 - 1  # likewise; two of them can be added


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
    width, height = size
    across, down = _parts_of_positions(np.asarray(matrix, np.float64), size)
    warped = np.empty((height, width, *pixels.shape[2:]), pixels.dtype)
    blocks = tuple(row_blocks(size))
    rows = blocks[0].stop
    exact = np.empty((2, rows, width), np.int32)
    pixel = np.empty((rows, width, 2), np.int16)
    within_pixel = np.empty((rows, width), np.uint16)
    highest, lowest = across.max(1) + down.max(1), across.min(1) + down.min(1)
    is_far = bool(np.any(highest > _FARTHEST_READ) or np.any(lowest < -_FARTHEST_READ))
    for place in blocks:
        block = slice(0, place.stop - place.start)
        for axis in (0, 1):
            parts = np.add(across[axis], down[axis, place, None], out=exact[axis, block])
            if is_far:
                np.clip(parts, -_FARTHEST_READ, _FARTHEST_READ, out=parts)
            np.right_shift(parts, _SCALE_BITS, out=pixel[block, :, axis], casting="unsafe")
        x, y = exact[:, block]
        # The bits below a whole pixel, down to a step: those of y stand above those of x.
        x >>= _SCALE_BITS - _STEP_BITS
        x &= (1 << _STEP_BITS) - 1
        y &= ((1 << _STEP_BITS) - 1) << _STEP_BITS
        np.add(x, y, out=within_pixel[block], casting="unsafe")
        cv2.remap(pixels, pixel[block], within_pixel[block], interpolation, warped[place], border)
    return warped


def _parts_of_positions(matrix: NDArray[np.float64], size: ImageSize) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The summands of the old picture's positions x and y, rounded each: (2, width) and (2, height).

    They are in parts of a pixel; half a step is added, because steps are rounded, too.
    """
    columns, rows = np.arange(size[0]), np.arange(size[1])
    half_step = 1 << (_SCALE_BITS - _STEP_BITS - 1)
    across = np.rint(matrix[:, :1] * columns * 2**_SCALE_BITS)
    down = np.rint((matrix[:, 1:2] * rows + matrix[:, 2:]) * 2**_SCALE_BITS) + half_step
    return _within_reach(across), _within_reach(down)


def _within_reach(parts: NDArray[np.float64]) -> NDArray[np.int32]:
    """The parts as whole numbers; what is far away, or nowhere, is far outside of the picture."""
    return np.clip(np.nan_to_num(parts, nan=-_FARTHEST), -_FARTHEST, _FARTHEST).astype(np.int32)
