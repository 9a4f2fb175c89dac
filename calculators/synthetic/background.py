"""A room out of focus, and the noise of a cheap camera."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from backedge.calculators.synthetic.arrays import Bytes

_GRAIN: Final = 2.2  # standard deviation, in grey levels
_GRAIN_MARGIN: Final = 64
_BLOBS: Final = 9
_PALETTE: Final = np.array([[96, 118, 134], [140, 150, 148], [74, 92, 112], [120, 126, 140], [88, 110, 104]])


def room(image_size: tuple[int, int], rng: np.random.Generator) -> Bytes:
    """(H, W, 3) uint8 RGB: a gradient with large blurred shapes in it."""
    width, height = image_size
    wall = _PALETTE[rng.integers(len(_PALETTE))].astype(np.float32)
    down = np.linspace(1.12, 0.78, 120, dtype=np.float32)[:, None, None]
    across = np.linspace(rng.uniform(0.9, 1.0), rng.uniform(1.0, 1.1), 160, dtype=np.float32)[:, None]
    small = np.ascontiguousarray(wall * down * across)
    for _ in range(_BLOBS):
        colour = wall * rng.uniform(0.55, 1.45) + rng.uniform(-14, 14, 3)
        centre = (int(rng.integers(160)), int(rng.integers(120)))
        axes = (int(rng.integers(8, 36)), int(rng.integers(8, 36)))
        cv2.ellipse(small, centre, axes, float(rng.uniform(0, 180)), 0, 360, colour.tolist(), -1)
    small = cv2.GaussianBlur(small, (0, 0), 9.0)
    picture = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(picture, 0, 255).astype(np.uint8)


class Grain:
    """Noise that differs from frame to frame: another window of one noisy picture each time."""

    def __init__(self, image_size: tuple[int, int], rng: np.random.Generator) -> None:
        width, height = image_size
        shape = (height + _GRAIN_MARGIN, width + _GRAIN_MARGIN, 3)
        noise = rng.standard_normal(shape, np.float32) * _GRAIN
        self._brighter = np.maximum(noise, 0).astype(np.uint8)
        self._darker = np.maximum(-noise, 0).astype(np.uint8)

    def add(self, image: Bytes, frame: int) -> None:
        """Adds the noise of frame number `frame` to `image` in place."""
        height, width = image.shape[:2]
        x, y = (frame * 29) % _GRAIN_MARGIN, (frame * 47) % _GRAIN_MARGIN
        window = np.s_[y : y + height, x : x + width]
        cv2.add(image, self._brighter[window], dst=image)
        cv2.subtract(image, self._darker[window], dst=image)
