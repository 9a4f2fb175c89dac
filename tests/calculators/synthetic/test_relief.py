"""Capsules drawn as a relief."""

from __future__ import annotations

import numpy as np
import pytest

from backedge.calculators.synthetic.relief import Capsules, Relief, carve

SIZE = (80, 60)


def capsules(*rows: tuple[float, float, float, float, float, float]) -> Capsules:
    """Each row: x and y of both ends, height, radius; layers are numbered from 1."""
    values = np.array(rows, float)
    return Capsules(
        np.stack([values[:, :2], values[:, 2:4]]),
        np.stack([values[:, 4]] * 2),
        np.stack([values[:, 5]] * 2),
        np.ones(len(rows)),
        np.arange(1, len(rows) + 1),
    )


def carved(*rows: tuple[float, float, float, float, float, float]) -> Relief:
    """A relief that is not empty."""
    relief = carve(capsules(*rows), SIZE)
    assert relief is not None
    return relief


def test_ball_covers_its_area_and_stands_out_by_its_radius() -> None:
    """A capsule without length is a ball, with a smooth edge."""
    relief = carved((40, 30, 40, 30, 5, 10))
    assert relief.coverage.sum() == pytest.approx(np.pi * 100, rel=0.01)
    assert relief.height.max() == pytest.approx(15, abs=0.6)
    assert ((relief.coverage > 0) & (relief.coverage < 1)).any()


def test_capsule_is_a_rectangle_with_round_ends() -> None:
    """Its area is that of a rectangle and a circle, whichever way it points."""
    expected = np.pi * 36 + 12 * 30
    for row in ((20, 30, 50, 30, 0, 6), (30, 15, 30, 45, 0, 6), (40, 20, 58, 44, 0, 6)):
        assert carved(row).coverage.sum() == pytest.approx(expected, rel=0.02)


def test_nearest_capsule_is_on_top() -> None:
    """Height and layer are those of the capsule nearer to the viewer where two overlap, in either order."""
    near, far = (40.0, 30.0, 40.0, 30.0, 20.0, 8.0), (44.0, 30.0, 44.0, 30.0, 0.0, 8.0)
    for rows, layer in (((near, far), 1), ((far, near), 2)):
        relief = carved(*rows)
        column, row = 40 - relief.origin[0], 30 - relief.origin[1]
        assert relief.layer[row, column] == layer
        assert relief.height[row, column] == pytest.approx(28, abs=0.6)


def test_flatness_lowers_the_surface() -> None:
    """Flat capsules cover as much and stand out less."""
    round_one = capsules((40, 30, 40, 30, 0, 10))
    flat = carve(Capsules(round_one.pixels, round_one.height, round_one.radii, np.array([0.5]), round_one.layer), SIZE)
    assert flat is not None
    assert flat.height.max() == pytest.approx(5, abs=0.5)


def test_relief_is_cut_at_the_picture() -> None:
    """Parts that stick out of the picture are left out."""
    relief = carved((0, 0, 0, 0, 0, 10))
    assert relief.origin == (0, 0)
    assert relief.height.shape == (11, 11)


def test_nothing_in_the_picture_is_no_relief() -> None:
    """Capsules beside the picture draw nothing."""
    assert carve(capsules((-30, 10, -20, 10, 0, 5), (40, 90, 50, 99, 0, 20)), SIZE) is None
