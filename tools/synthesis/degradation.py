"""What a camera does to a picture: light, blur, noise."""

from __future__ import annotations

from functools import cache
from typing import Final

import cv2
import numpy as np

from backedge.calculators.synthetic.arrays import Bytes, Float32s, Floats

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
    if motion[0] >= 1.0:
        image = np.asarray(cv2.filter2D(image, -1, _smear(*motion)), np.uint8)
    if sigma >= 0.3:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.uint8)
    return image


def _smear(length: float, angle: float) -> Float32s:
    side = 2 * int(np.ceil(length / 2)) + 1
    kernel = np.zeros((side, side), np.float32)
    reach = np.array([np.cos(angle), np.sin(angle)]) * length / 2
    middle = np.array([side // 2, side // 2])
    start, end = (np.round((middle + sign * reach) * 16).astype(int).tolist() for sign in (-1, 1))
    cv2.line(kernel, start, end, 1.0, 1, cv2.LINE_AA, 4)
    normed: Float32s = kernel / kernel.sum()
    return normed


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
