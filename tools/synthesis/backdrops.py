"""What is behind the hands: rooms, walls, stripes, clutter, fabric, or pieces of the user's own pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeAlias

import cv2
import numpy as np

from backedge.calculators.media.image_files import SUFFIXES, read_image
from backedge.calculators.synthetic.arrays import Bytes, Float32s
from backedge.calculators.synthetic.background import room
from backedge.errors import ResourceError
from backedge.formats import ImageSize
from backedge.tools.synthesis.gestures import one_of

Backdrop: TypeAlias = Callable[[ImageSize, np.random.Generator], Bytes]

_LOW: Final = (160, 120)  # rooms are made of few pixels, as they are out of focus


def _colour(rng: np.random.Generator) -> tuple[float, ...]:
    """Any colour, as often a greyish one as things are."""
    bright = rng.uniform(10, 246, 3)
    return tuple((bright.mean() + rng.uniform(0.1, 1.0) * (bright - bright.mean())).tolist())


def _blurred_room(size: ImageSize, rng: np.random.Generator) -> Bytes:
    return _resized(room(_LOW, rng), size)


def _wall(size: ImageSize, rng: np.random.Generator) -> Bytes:
    """One colour that changes slowly; now and then that of skin."""
    skin = rng.random() < 0.25
    base = np.array((205, 160, 130) if skin else _colour(rng)) * rng.uniform(0.5, 1.1)
    corners = np.clip(base * rng.uniform(0.6, 1.2, (2, 2, 1)), 0, 255).astype(np.uint8)
    return _resized(np.ascontiguousarray(corners), size)


def _stripes(size: ImageSize, rng: np.random.Generator) -> Bytes:
    """Blinds, planks, or the squares of a shirt."""
    width, height = size
    first, second = np.array(_colour(rng), np.float32), np.array(_colour(rng), np.float32)
    angle, period = rng.uniform(0, np.pi), rng.uniform(6, 90)
    x, y = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)[:, None]
    waves = _waves(x, y, 2 * np.pi / period, angle)
    if rng.random() < 0.4:
        waves *= _waves(x, y, 2 * np.pi / period, angle + np.pi / 2)
    level = cv2.convertScaleAbs(np.clip(4.0 * waves + 0.5, 0, 1), alpha=255)
    ramp = first + np.linspace(0, 1, 256, dtype=np.float32)[:, None] * (second - first)
    return np.asarray(cv2.applyColorMap(level, ramp.astype(np.uint8)[:, None]), np.uint8)


def _waves(x: Float32s, y: Float32s, frequency: float, angle: float) -> Float32s:
    """sin(frequency (x cos(angle) + y sin(angle))) for a row x and a column y, by the sines of their sum."""
    along, down = np.float32(frequency * np.cos(angle)) * x, np.float32(frequency * np.sin(angle)) * y
    waves: Float32s = np.sin(along) * np.cos(down) + np.cos(along) * np.sin(down)
    return waves


def _clutter(size: ImageSize, rng: np.random.Generator) -> Bytes:
    """Things on a desk or a shelf: boxes, discs and rods with hard edges."""
    width, height = size
    image = np.full((height, width, 3), _colour(rng), np.uint8)
    for _ in range(int(rng.integers(12, 50))):
        place = (int(rng.integers(width)), int(rng.integers(height)))
        extent = (int(rng.integers(4, max(width // 3, 5))), int(rng.integers(4, max(height // 3, 5))))
        kind, colour = int(rng.integers(3)), _colour(rng)
        if kind == 0:
            corners = cv2.boxPoints((place, extent, float(rng.uniform(0, 90))))
            cv2.fillConvexPoly(image, np.round(corners).astype(np.int32), colour, cv2.LINE_AA)
        elif kind == 1:
            half = (extent[0] // 2 + 1, extent[1] // 2 + 1)
            cv2.ellipse(image, place, half, float(rng.uniform(0, 180)), 0, 360, colour, -1, cv2.LINE_AA)
        else:
            end = (place[0] + extent[0], place[1] + int(rng.integers(-extent[1], extent[1] + 1)))
            cv2.line(image, place, end, colour, int(rng.integers(1, 14)), cv2.LINE_AA)
    return image


def _fabric(size: ImageSize, rng: np.random.Generator) -> Bytes:
    """Noise of several sizes: carpet, grass, foliage, plaster."""
    base, contrast = np.array(_colour(rng)), rng.uniform(10, 60)
    layers = np.zeros((size[1], size[0]), np.float32)
    for cells in (5, 23, 97):
        noise = rng.standard_normal((max(cells * size[1] // size[0], 2), cells), np.float32)
        layers += np.asarray(cv2.resize(noise, size, interpolation=cv2.INTER_LINEAR), np.float32) * (1.0 / cells**0.25)
    level = cv2.convertScaleAbs(layers, alpha=contrast, beta=128)
    tint = base / 128.0
    ramp = np.clip(np.arange(256)[:, None] * tint, 0, 255).astype(np.uint8)[:, None]
    return np.asarray(cv2.applyColorMap(level, ramp), np.uint8)


def _resized(image: Bytes, size: ImageSize) -> Bytes:
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), np.uint8)


PROCEDURAL: Final[dict[str, Backdrop]] = {
    "room": _blurred_room,
    "wall": _wall,
    "stripes": _stripes,
    "clutter": _clutter,
    "fabric": _fabric,
}
"""Backdrops that need no files, by name."""


class PictureBackdrops:
    """Pieces of the pictures of a folder.

    Args:
        folder: it, and the folders in it, are searched.

    Raises:
        ResourceError: there is no picture in it.
    """

    def __init__(self, folder: Path) -> None:
        self._files: Sequence[Path] = sorted(
            file for file in folder.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file()
        )
        if not self._files:
            raise ResourceError(
                f"{folder}: expected pictures for backgrounds ({', '.join(sorted(SUFFIXES))}), found none"
            )

    def __call__(self, size: ImageSize, rng: np.random.Generator) -> Bytes:
        """A piece of one of them, as wide for its height as asked for.

        Raises:
            ResourceError: a file cannot be read.
        """
        picture = read_image(one_of(rng, self._files))
        rows, columns = picture.shape[:2]
        scale = min(columns / size[0], rows / size[1]) * rng.uniform(0.5, 1.0)
        width, height = max(int(size[0] * scale), 1), max(int(size[1] * scale), 1)
        left, top = int(rng.integers(columns - width + 1)), int(rng.integers(rows - height + 1))
        piece = np.ascontiguousarray(picture[top : top + height, left : left + width])
        return _resized(piece[:, ::-1] if rng.random() < 0.5 else piece, size)
