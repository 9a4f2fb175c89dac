"""Painting a hand."""

from __future__ import annotations

import numpy as np
import pytest

from backedge.calculators.synthetic.painter import HandPainter, Person
from backedge.calculators.synthetic.pinhole_camera import Placement
from backedge.calculators.synthetic.skeleton import HandPose
from backedge.calculators.synthetic.skin import colour_ramp, skin_tone

SIZE = (160, 120)


@pytest.fixture(scope="module")
def painter() -> HandPainter:
    """Paints hands of the first person."""
    return HandPainter(SIZE, Person.of(0))


def blue() -> np.ndarray:
    """A picture of a colour that no hand has."""
    return np.full((120, 160, 3), (0, 0, 255), np.uint8)


def test_hand_is_painted_in_skin_colour(painter: HandPainter) -> None:
    """The palm is redder than green, greener than blue; the picture's far corner stays as it was."""
    image = blue()
    assert painter.paint(image, HandPose(), Placement(0.5, 0.5, 0.7)).relief is not None
    red, green, bluish = image[60:70, 75:85].reshape(-1, 3).mean(axis=0)
    assert red > green > bluish
    assert (image[0, 0] == (0, 0, 255)).all()


def test_hand_outside_leaves_the_picture_alone(painter: HandPainter) -> None:
    """A hand outside the picture is not drawn, and has no relief."""
    image = blue()
    assert painter.paint(image, HandPose(), Placement(3.0, 0.5, 0.7)).relief is None
    assert (image == blue()).all()


def test_left_hand_is_the_mirrored_picture_of_the_right_one(painter: HandPainter) -> None:
    """Shape, light and skin are mirrored together."""
    right, left = blue(), blue()
    pose = HandPose(np.full((5, 3), 0.2))
    painter.paint(right, pose, Placement(0.5, 0.5, 0.7), "Right")
    painter.paint(left, pose, Placement(0.5, 0.5, 0.7), "Left")
    assert np.abs(left[:, ::-1].astype(int) - right).mean() < 1.0


@pytest.mark.parametrize("yaw", [0.0, 1.5, 3.1])
def test_hand_can_be_seen_from_every_side(painter: HandPainter, yaw: float) -> None:
    """No view breaks the rendering, not even edge on."""
    image = blue()
    assert painter.paint(image, HandPose(yaw=yaw), Placement(0.5, 0.5, 0.7)).relief is not None
    assert (image != blue()).any(axis=2).sum() > 1000


def test_colours_grow_with_light() -> None:
    """A ramp never darkens from one level to the next, and shadows keep more red than blue."""
    ramp = colour_ramp(skin_tone(0)).astype(int)[:, 0]
    assert (np.diff(ramp, axis=0) >= 0).all()
    assert (ramp[:, 0] >= ramp[:, 2]).all()
