"""Small video files for the tests of readers and writers."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

from backedge.calculators.media.rgb_image import RgbImage
from backedge.calculators.media.video_writer import VideoWriter

WIDTH, HEIGHT = 96, 64
_MATRIX_OFFSET = 40  # of the transformation, in version 0 of MP4's track header, from the box's payload


def picture(number: int, width: int = WIDTH, height: int = HEIGHT) -> RgbImage:
    """A picture whose left half is red, its right half blue, with `number` as green everywhere."""
    image = np.zeros((height, width, 3), np.uint8)
    image[:, : width // 2, 0] = 220
    image[:, width // 2 :, 2] = 220
    image[..., 1] = number
    return image


def noise(number: int, width: int = WIDTH, height: int = HEIGHT) -> RgbImage:
    """A picture that compresses badly."""
    return np.random.default_rng(number).integers(0, 256, (height, width, 3), np.uint8)


def write_clip(path: Path, frames: int = 12, fps: float = 25.0) -> Path:
    """Writes a clip of pictures whose green rises by four from frame to frame."""
    with VideoWriter(path, fps) as writer:
        for number in range(frames):
            writer.write(picture(4 * number))
    return path


def rotate_clip(path: Path) -> None:
    """Tags an MP4 file as recorded with the camera held upright: to be shown turned clockwise by a quarter."""
    data = bytearray(path.read_bytes())
    offset = data.rindex(b"tkhd") + 4 + _MATRIX_OFFSET
    one = 1 << 16
    data[offset : offset + 36] = struct.pack(">9i", 0, one, 0, -one, 0, 0, 0, 0, 1 << 30)
    path.write_bytes(data)
