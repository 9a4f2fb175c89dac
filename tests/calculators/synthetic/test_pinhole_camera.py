"""The pinhole camera: projection from the hand frame to pixels."""

from __future__ import annotations

import numpy as np
import pytest

from backedge.calculators.synthetic.pinhole_camera import Camera, Placement
from backedge.calculators.synthetic.skeleton import HAND_LENGTH

SIZE = (640, 480)
MIDDLE = np.array([[0.0, -0.45 * HAND_LENGTH, 0.0]])


def camera(x: float = 0.5, y: float = 0.5, size: float = 0.5) -> Camera:
    """Looks at a hand that is not turned."""
    return Camera(np.eye(3), Placement(x, y, size), SIZE)


def test_middle_of_the_hand_lands_where_it_is_placed() -> None:
    """A placement is in fractions of the picture, from its corner, not from the first pixel's centre."""
    assert camera(0.25, 0.75).project(MIDDLE).pixels == pytest.approx(np.array([[159.5, 359.5]]))


def test_size_is_the_length_of_the_hand() -> None:
    """A straight line as long as the hand covers `size` of the picture's height."""
    ends = camera(size=0.5).project(np.array([[0.0, 0.0, 0.0], [0.0, -HAND_LENGTH, 0.0]])).pixels
    assert np.ptp(ends[:, 1]) == pytest.approx(240.0)


def test_nearer_points_are_larger_and_higher() -> None:
    """A point nearer to the viewer has more pixels in a metre and a greater height."""
    seen = camera().project(MIDDLE + np.outer([-0.05, 0.0, 0.05], [0, 0, 1]))
    assert (np.diff(seen.scale) < 0).all()
    assert (np.diff(seen.height) < 0).all()
    assert seen.height[1] == pytest.approx(0.0)


def test_moving_a_hand_does_not_change_its_shape() -> None:
    """The same hand elsewhere is the same pixels, shifted."""
    points = np.random.default_rng(0).normal(0, 0.05, (9, 3))
    here, there = camera(0.5, 0.5).project(points).pixels, camera(0.75, 0.25).project(points).pixels
    assert there - here == pytest.approx(np.tile([160.0, -120.0], (9, 1)))
