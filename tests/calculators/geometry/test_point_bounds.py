"""The box around points."""

from __future__ import annotations

import numpy as np
import pytest

from backedge.calculators.geometry.point_bounds import point_bounds
from tests.arrays import floats

FEW_OR_MANY = pytest.mark.parametrize("times", [1, 20])


@FEW_OR_MANY
def test_bounds_are_the_extreme_coordinates_of_any_points(times: int) -> None:
    """Each axis is for itself, also where the points are columns of a larger array."""
    landmarks = floats([[1, 5, 9], [3, -2, 9], [2, 7, 9]] * times)
    assert point_bounds(landmarks[:, :2]) == ((1, -2), (3, 7))


@FEW_OR_MANY
@pytest.mark.parametrize("y", [np.nan, 2.0])
def test_bounds_of_what_is_no_number_are_none(times: int, y: float) -> None:
    """A coordinate that is not a number makes the bounds along its axis so, the first as well as the last."""
    low, high = point_bounds(floats([[1.0, y], [3.0, 2.0], [2.0, np.nan]] * times))
    assert (low[0], high[0]) == (1, 3)
    assert np.isnan([low[1], high[1]]).all()
