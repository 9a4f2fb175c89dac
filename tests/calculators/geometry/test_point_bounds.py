"""The box around points."""

from __future__ import annotations

import numpy as np

from backedge.calculators.geometry.point_bounds import point_bounds
from tests.arrays import floats


def test_bounds_are_the_extreme_coordinates_of_any_points() -> None:
    """Each axis is for itself, also where the points are columns of a larger array."""
    landmarks = floats([[1, 5, 9], [3, -2, 9], [2, 7, 9]])
    low, high = point_bounds(landmarks[:, :2])
    assert (low.tolist(), high.tolist()) == ([1, -2], [3, 7])


def test_bounds_of_what_is_no_number_are_none() -> None:
    """A coordinate that is not a number makes the bounds along its axis so."""
    low, high = point_bounds(floats([[1.0, np.nan], [3.0, 2.0]]))
    assert (low[0], high[0]) == (1, 3)
    assert np.isnan([low[1], high[1]]).all()
