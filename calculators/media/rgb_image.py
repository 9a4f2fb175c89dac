"""Pictures as the (height, width, 3) uint8 RGB that files, cameras and drawings are made of."""

from __future__ import annotations

from typing import Final, NamedTuple, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from backedge.errors import PacketTypeError
from backedge.formats import Image, ImageFormat, ImageFrame

RgbImage: TypeAlias = npt.NDArray[np.uint8]
"""(height, width, 3) uint8, red first."""

_CONVERSIONS: Final = {
    ImageFormat.SRGBA: cv2.COLOR_RGBA2RGB,
    ImageFormat.SBGRA: cv2.COLOR_BGRA2RGB,
    ImageFormat.GRAY8: cv2.COLOR_GRAY2RGB,
}


class TimedImage(NamedTuple):
    """One picture of a sequence: its pixels, its time in microseconds and its number, from 0."""

    image: RgbImage
    timestamp: int
    number: int


def to_rgb(image: ImageFrame | Image) -> RgbImage:
    """The pixels as RGB: a new array, or the image's own read-only one where that is RGB already.

    Grey is repeated in all three channels, alpha is left out without blending.

    Raises:
        PacketTypeError: the image is not of 8 bits.
    """
    if image.format == ImageFormat.SRGB:
        return image.data
    if image.format not in _CONVERSIONS:
        raise PacketTypeError(
            f"expected an image of 8 bits (SRGB, SRGBA, SBGRA or GRAY8), found {image.format.name}; convert it first"
        )
    rgb: RgbImage = cv2.cvtColor(image.data, _CONVERSIONS[image.format])  # type: ignore[assignment] # of its input's dtype
    return rgb
