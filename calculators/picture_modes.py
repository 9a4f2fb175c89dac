"""Choices about whole pictures that MediaPipe's options share: origin, rotation and scale.

MediaPipe has them in `gpu/gpu_origin.proto`, `calculators/image/rotation_mode.proto` and `gpu/scale_mode.proto`.
"""

from __future__ import annotations

from enum import IntEnum


class GpuOrigin(IntEnum):
    """The place of the first row of an image on a GPU."""

    DEFAULT = 0
    CONVENTIONAL = 1
    TOP_LEFT = 2


class RotationMode(IntEnum):
    """How far a picture is turned, counter-clockwise."""

    UNKNOWN = 0
    """As `ROTATION_0`."""
    ROTATION_0 = 1
    ROTATION_90 = 2
    ROTATION_180 = 3
    ROTATION_270 = 4


class ScaleMode(IntEnum):
    """How a picture becomes one of another shape."""

    DEFAULT = 0
    """As `STRETCH`."""
    STRETCH = 1
    """Its shape changes, too."""
    FIT = 2
    """All of it is there, with borders."""
    FILL_AND_CROP = 3
    """On the CPU it is scaled as for `FIT`, without borders; so the size may be smaller than asked for."""
