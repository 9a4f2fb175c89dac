"""The order of colours in OpenCV, which is blue first, where ours is red first."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from backedge.formats.image_format import ImageFormat


def with_red_and_blue_swapped(pixels: NDArray[Any], image_format: ImageFormat) -> NDArray[Any]:
    """Turn pixels of a red-first format into OpenCV's order, or back; those of other formats stay as they are."""
    match image_format:
        case ImageFormat.SRGB | ImageFormat.SRGB48:
            return np.ascontiguousarray(pixels[..., ::-1])
        case ImageFormat.SRGBA | ImageFormat.SRGBA64:
            return pixels[..., [2, 1, 0, 3]]
        case _:
            return pixels
