"""Masks: what they leave out of a picture is darkened."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from backedge.calculators.render.canvas import Canvas

_LEFT_OVER: Final = 0.25


def darken_outside(image: npt.NDArray[np.uint8], mask: npt.NDArray[np.float32]) -> Canvas:
    """A copy of a picture, as it is where the mask is 1, and dark where it is 0.

    Args:
        image: (height, width, 3) uint8 RGB; is not changed.
        mask: float32 of 0..1, (height, width) of any size; is stretched over the picture.
    """
    height, width = image.shape[:2]
    if mask.shape != (height, width):
        mask = cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR)  # type: ignore[assignment] # float32
    light = _LEFT_OVER + (1 - _LEFT_OVER) * mask[..., None]
    return np.rint(image * light).astype(np.uint8)
