"""Affine warps, against positions that are computed one by one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from backedge.calculators.image.affine_warp import warp_affine

PIXELS = np.random.default_rng(0).integers(0, 256, (40, 60)).astype(np.uint8)


def warped_one_by_one(matrix: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.uint8]:
    """What OpenCV 4 makes: sums of parts of 1/1024 pixel, in Python's ints, cut off to 1/32."""
    result = np.zeros(size[::-1], np.uint8)
    for row, column in np.ndindex(result.shape):
        parts = [round(one * column * 1024) + round((two * row + three) * 1024) + 16 for one, two, three in matrix]
        (x, right), (y, down) = (divmod(part >> 5, 32) for part in parts)
        pixel, within = np.array([[[x, y]]], np.int16), np.array([[down * 32 + right]], np.uint16)
        result[row, column] = cv2.remap(PIXELS, pixel, within, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)[0, 0]
    return result


@pytest.mark.parametrize(
    "matrix", [[(0.7, 0.1, 5.3), (-0.2, 0.9, 11.9)], [(1.5, -0.4, -20.0), (0.3, 2.0, -9.1)], [(9.0, 0, 0), (0, 9.0, 0)]]
)
def test_positions_are_cut_off_to_steps(matrix: list[tuple[float, float, float]]) -> None:
    """Inside of the picture, across its edges and beyond."""
    affine = np.array(matrix, np.float64)
    found = warp_affine(PIXELS, affine, (50, 30), interpolation=cv2.INTER_LINEAR, border=cv2.BORDER_CONSTANT)
    assert np.array_equal(found, warped_one_by_one(affine, (50, 30)))


@pytest.mark.parametrize(("far", "expected"), [(1e5, -1), (1e7, -1), (1e300, -1), (-1e5, 0), (-1e300, 0)])
def test_what_is_far_away_is_the_nearest_edge(far: float, expected: int) -> None:
    """However far: no sum of positions is so great that it comes back on the other side."""
    affine = np.full((2, 3), far)
    found = warp_affine(PIXELS, affine, (4, 3), interpolation=cv2.INTER_LINEAR, border=cv2.BORDER_REPLICATE)
    assert (found == PIXELS[expected, expected]).all()
