"""Image formats: the layouts of an image's pixels.

Names and numbers: MediaPipe `framework/formats/image_format.proto`.
"""

from __future__ import annotations

import enum
from typing import Any, Final, NamedTuple

import numpy as np


class ImageFormat(enum.IntEnum):
    """Pixel formats under MediaPipe's numbers."""

    UNKNOWN = 0
    SRGB = 1
    SRGBA = 2
    GRAY8 = 3
    GRAY16 = 4
    YCBCR420P = 5
    YCBCR420P10 = 6
    SRGB48 = 7
    SRGBA64 = 8
    VEC32F1 = 9
    LAB8 = 10
    SBGRA = 11
    VEC32F2 = 12
    VEC32F4 = 13


class PixelLayout(NamedTuple):
    """The form of one pixel in memory: `channels` interleaved values of `dtype`."""

    dtype: np.dtype[Any]
    channels: int


_UINT8: Final[np.dtype[Any]] = np.dtype(np.uint8)
_UINT16: Final[np.dtype[Any]] = np.dtype(np.uint16)
_FLOAT32: Final[np.dtype[Any]] = np.dtype(np.float32)

LAYOUTS: Final[dict[ImageFormat, PixelLayout]] = {
    ImageFormat.SRGB: PixelLayout(_UINT8, 3),
    ImageFormat.SRGBA: PixelLayout(_UINT8, 4),
    ImageFormat.GRAY8: PixelLayout(_UINT8, 1),
    ImageFormat.GRAY16: PixelLayout(_UINT16, 1),
    ImageFormat.SRGB48: PixelLayout(_UINT16, 3),
    ImageFormat.SRGBA64: PixelLayout(_UINT16, 4),
    ImageFormat.VEC32F1: PixelLayout(_FLOAT32, 1),
    ImageFormat.VEC32F2: PixelLayout(_FLOAT32, 2),
    ImageFormat.VEC32F4: PixelLayout(_FLOAT32, 4),
    ImageFormat.LAB8: PixelLayout(_UINT8, 3),
    ImageFormat.SBGRA: PixelLayout(_UINT8, 4),
}
"""Formats an image can have. YCBCR420P and YCBCR420P10 are planar, so they are absent."""
