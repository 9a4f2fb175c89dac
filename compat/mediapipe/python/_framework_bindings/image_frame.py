"""`ImageFrame`: an image on the CPU, and the formats that images have."""

from __future__ import annotations

from typing import Final

from backedge.compat.bridge.image_format import ImageFormat
from backedge.compat.bridge.pixels import PixelContainer
from backedge.formats import ImageFrame as Content

GRAY8: Final = ImageFormat.GRAY8
GRAY16: Final = ImageFormat.GRAY16
SBGRA: Final = ImageFormat.SBGRA
SRGB: Final = ImageFormat.SRGB
SRGB48: Final = ImageFormat.SRGB48
SRGBA: Final = ImageFormat.SRGBA
SRGBA64: Final = ImageFormat.SRGBA64
VEC32F1: Final = ImageFormat.VEC32F1
VEC32F2: Final = ImageFormat.VEC32F2

__all__ = [
    "GRAY8",
    "GRAY16",
    "SBGRA",
    "SRGB",
    "SRGB48",
    "SRGBA",
    "SRGBA64",
    "VEC32F1",
    "VEC32F2",
    "ImageFormat",
    "ImageFrame",
]


class ImageFrame(PixelContainer[Content]):
    """An image or a frame of a video: see `PixelContainer`."""

    kind = Content

    @property
    def byte_depth(self) -> int:
        """Bytes in a value."""
        return int(self.content.data.itemsize)
