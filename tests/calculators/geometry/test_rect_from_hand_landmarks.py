"""Rectangles around hands."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backedge.calculators.geometry.rect_from_hand_landmarks import hand_landmarks_to_rect
from backedge.errors import PacketTypeError
from backedge.formats import NormalizedLandmarks


def hand(angle: float, size: tuple[int, int]) -> NormalizedLandmarks:
    """A hand of random, but always the same, landmarks around the middle of an image, turned clockwise by `angle`."""
    pixels = np.random.default_rng(1).uniform(-20, 20, (21, 2))
    pixels[[0, 5, 9, 13]] = [[0, 25], [-8, -20], [0, -22], [8, -20]]
    cos, sin = math.cos(angle), math.sin(angle)
    points = np.zeros((21, 3), np.float32)
    points[:, :2] = pixels @ np.array([[cos, sin], [-sin, cos]]) / size + 0.5
    return NormalizedLandmarks(points)


@given(st.floats(-3.1, 3.1), st.integers(100, 1000), st.integers(100, 1000))
def test_rect_turns_with_the_hand(angle: float, width: int, height: int) -> None:
    """Turning a hand about the image's middle turns its rectangle: same sides in pixels, same centre, turned."""
    upright = hand_landmarks_to_rect(hand(0, (width, height)), (width, height))
    turned = hand_landmarks_to_rect(hand(angle, (width, height)), (width, height))
    assert upright.rotation == pytest.approx(math.atan2(-0.0, 45), abs=0.01)
    assert math.cos(turned.rotation - upright.rotation) == pytest.approx(math.cos(angle), abs=1e-3)
    assert (turned.width, turned.height) == pytest.approx((upright.width, upright.height), rel=1e-3)
    x, y = (upright.x_center - 0.5) * width, (upright.y_center - 0.5) * height
    cos, sin = math.cos(angle), math.sin(angle)
    assert (turned.x_center - 0.5) * width == pytest.approx(x * cos - y * sin, abs=0.02)
    assert (turned.y_center - 0.5) * height == pytest.approx(x * sin + y * cos, abs=0.02)


def test_hand_rect_leaves_fingertips_out() -> None:
    """The rectangle is around the 12 landmarks of the palm; moving a fingertip does not move it."""
    landmarks = hand(0.4, (100, 100))
    moved = landmarks.points.copy()
    moved[[4, 8, 12, 16, 20]] = 0.9
    moved[[7, 11, 15, 19]] = 0.1
    assert hand_landmarks_to_rect(NormalizedLandmarks(moved), (100, 100)) == hand_landmarks_to_rect(
        landmarks, (100, 100)
    )


def test_hand_rect_takes_the_stable_landmarks_alone() -> None:
    """The 12 landmarks that matter may be given without the others."""
    landmarks = hand(0.4, (100, 100))
    stable = NormalizedLandmarks(landmarks.points[[0, 1, 2, 3, 5, 6, 9, 10, 13, 14, 17, 18]])
    assert hand_landmarks_to_rect(stable, (100, 100)) == hand_landmarks_to_rect(landmarks, (100, 100))
    with pytest.raises(PacketTypeError, match="expected 21 landmarks, or the 12 stable ones, found 5"):
        hand_landmarks_to_rect(NormalizedLandmarks(landmarks.points[:5]), (100, 100))


def test_hand_rect_left_of_the_image_reaches_to_half_way() -> None:
    """MediaPipe looks for the greatest coordinate from 0 on, so beyond the left edge the rectangle becomes too wide."""
    points = hand(0.0, (100, 100)).points.copy()
    points[:, 0] -= 2
    rect = hand_landmarks_to_rect(NormalizedLandmarks(points), (100, 100))
    xmin = points[[0, 1, 2, 3, 5, 6, 9, 10, 13, 14, 17, 18], 0].min()
    assert rect.rotation == pytest.approx(0, abs=1e-5)
    assert rect.x_center - rect.width / 2 == pytest.approx(xmin, abs=1e-4)
    assert rect.x_center + rect.width / 2 == pytest.approx(xmin / 2, abs=1e-4)
