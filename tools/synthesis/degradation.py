"""What a camera does to a picture: light, blur, noise."""

from __future__ import annotations

from functools import cache
from typing import Final

import cv2
import numpy as np

from backedge.calculators.synthetic.arrays import Bytes, Float32s, Floats

_SHORT: Final = 8.0  # pixels; shorter lines are drawn exactly, which takes longer the longer they are
_BANK: Final = 768  # pixels; noise is a window of one noisy square, because making it takes longer than all else
_BANK_UNIT: Final = 16  # grey levels of noise for one standard deviation


def expose(image: Bytes, exposure: float, warmth: Floats) -> Bytes:
    """A picture in another light.

    Args:
        image: (H, W, 3) uint8 RGB.
        exposure: factor on all light.
        warmth: (3,) factors on red, green and blue.
    """
    levels = np.arange(256)[:, None] * (exposure * warmth)
    return np.asarray(cv2.LUT(image, np.clip(levels, 0, 255).astype(np.uint8)[None]), np.uint8)


def blur(image: Bytes, motion: tuple[float, float], sigma: float) -> Bytes:
    """A picture smeared along a line and out of focus.

    Args:
        image: (H, W, 3) uint8 RGB.
        motion: length in pixels, and angle in radians.
        sigma: of the lens's blur, in pixels.
    """
    if motion[0] >= _SHORT:
        image = _smeared(image, *motion)
    elif motion[0] > 0.0:
        image = np.asarray(cv2.filter2D(image, -1, _short_line(*motion)), np.uint8)
    if sigma >= 0.3:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.uint8)
    return image


def _short_line(length: float, angle: float) -> Float32s:
    """(9, 9) a line around the middle, whose sum is 1: 64 of its points, each shared by the four cells around it."""
    along = length * ((np.arange(64) + 0.5) / 64 - 0.5)
    points = 4 + along[:, None] * (np.cos(angle), np.sin(angle))
    near = np.maximum(1.0 - np.abs(points[..., None] - np.arange(9)), 0.0)
    line: Float32s = np.einsum("px,py->yx", near[:, 0], near[:, 1]).astype(np.float32) / 64
    return line


def _smeared(image: Bytes, length: float, angle: float) -> Bytes:
    """The mean of a picture's copies along a line of `length` pixels, in the picture's place.

    Two copies half the line apart, then two of what came out a quarter apart, and so on: the logarithm of as many sums.
    """
    line = length * np.array([np.cos(angle), np.sin(angle)])
    steps = max(int(np.ceil(np.log2(length))), 1)
    shifts = np.round(line / 2.0 ** np.arange(1, steps + 1)[:, None]).astype(int)
    # All together an even number of pixels, by a last shift of one or none, so that the picture stays in its place.
    odd = np.abs(shifts).sum(axis=0) % 2 == 1
    shifts[-1] = np.where(odd, np.where(shifts[-1] == 0, np.sign(line), 0), shifts[-1])
    columns, rows = np.abs(shifts).sum(axis=0) // 2
    wide = cv2.copyMakeBorder(image, rows, rows, columns, columns, cv2.BORDER_REFLECT_101)
    for across, down in shifts.tolist():
        height, width = wide.shape[0] - abs(down), wide.shape[1] - abs(across)
        places = (max(-down, 0), max(-across, 0)), (max(down, 0), max(across, 0))
        one, other = (wide[top : top + height, left : left + width] for top, left in places)
        wide = cv2.addWeighted(one, 0.5, other, 0.5, 0.0)
    return np.asarray(wide, np.uint8)


def add_noise(image: Bytes, deviation: float, rng: np.random.Generator) -> Bytes:
    """A picture with a sensor's noise, `deviation` grey levels strong."""
    if deviation <= 0.0:
        return image
    rows, columns = image.shape[:2]
    top, left = int(rng.integers(_BANK - rows + 1)), int(rng.integers(_BANK - columns + 1))
    noise = _noise()[top : top + rows, left : left + columns]
    return np.asarray(
        cv2.addWeighted(image, 1.0, noise, deviation / _BANK_UNIT, -128 * deviation / _BANK_UNIT), np.uint8
    )


@cache
def _noise() -> Bytes:
    """(768, 768, 3) uint8 around 128."""
    noise = np.random.default_rng(0).standard_normal((_BANK, _BANK, 3), np.float32)
    return np.clip(np.round(noise * _BANK_UNIT + 128), 0, 255).astype(np.uint8)
