"""`ImageFormat` as Python programs of MediaPipe know it."""

from __future__ import annotations

import enum


class ImageFormat(enum.IntEnum):
    """Pixel formats under MediaPipe's numbers; it prints as MediaPipe's does, other than our own enum."""

    SRGB = 1
    SRGBA = 2
    GRAY8 = 3
    GRAY16 = 4
    SRGB48 = 7
    SRGBA64 = 8
    VEC32F1 = 9
    LAB8 = 10
    SBGRA = 11
    VEC32F2 = 12
    VEC32F4 = 13

    def __str__(self) -> str:
        return f"{type(self).__name__}.{self.name}"
