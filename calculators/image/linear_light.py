"""Pictures scaled in linear light, where the mean of black and white is the grey that is half as bright.

MediaPipe `util/image_frame_util.cc`; the formulas are those of sRGB.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from backedge.formats import ImageSize


def enlarge(pixels: NDArray[Any], size: ImageSize, interpolation: int) -> NDArray[np.uint8]:
    """Scale the colours of pixels in linear light, and their opacity as it is.

    Args:
        pixels: uint8 (height, width, 3 or 4).
        size: of the result.
        interpolation: one of OpenCV's.
    """
    linear = np.asarray(cv2.resize(_to_linear()[pixels[..., :3]], size, interpolation=interpolation))
    colors: NDArray[np.uint8] = _from_linear()[linear]
    if pixels.shape[2] == 3:
        return colors
    opacity = cv2.resize(np.ascontiguousarray(pixels[..., 3]), size, interpolation=interpolation)
    return np.dstack([colors, opacity])


@cache
def _to_linear() -> NDArray[np.uint16]:
    """16 bits of light for each of 256 values."""
    value = np.arange(256) / 255
    light = np.where(value < 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return np.floor(light * 65535 + 0.5).astype(np.uint16)


@cache
def _from_linear() -> NDArray[np.uint8]:
    """The value for each of 65536 lights."""
    light = np.arange(65536) / 65535
    value = np.where(light < 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.floor(value * 255 + 0.5).astype(np.uint8)
