"""Landmarks of a region as landmarks of the image, and regions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backedge.calculators.geometry.project_landmarks import (
    project_landmarks,
    project_landmarks_by_matrix,
    project_landmarks_in_image,
    project_world_landmarks,
)
from backedge.calculators.geometry.roi import NO_PADDING, Roi, projection_matrix, region_of
from backedge.errors import PacketTypeError
from backedge.formats import Landmarks, NormalizedLandmarks, NormalizedRect
from tests.arrays import floats

POINTS = np.random.default_rng(0).uniform(0, 1, (21, 3)).astype(np.float32)
SEEN = np.linspace(0, 1, 21, dtype=np.float32)
angles = st.floats(-3.1, 3.1)
sides = st.integers(50, 2000)


@given(angles, sides, sides)
def test_projection_can_be_inverted(angle: float, width: int, height: int) -> None:
    """Undoing rotation, size and centre by hand, in pixels, gives the landmarks back."""
    size = np.array([width, height])
    rect = NormalizedRect(0.4, 0.6, 100 / width, 100 / height, angle)
    found = project_landmarks_in_image(NormalizedLandmarks(POINTS, SEEN), rect, (width, height))
    pixels = (found.points[:, :2] - [0.4, 0.6]) * size
    cos, sin = math.cos(angle), math.sin(angle)
    upright = pixels @ np.array([[cos, -sin], [sin, cos]]) / 100 + 0.5
    assert np.allclose(upright, POINTS[:, :2], atol=1e-3)
    scale = math.hypot(100 * cos / width, 100 * sin / height)
    assert np.allclose(found.points[:, 2], POINTS[:, 2] * scale, rtol=1e-4)
    assert np.array_equal(found.visibility, SEEN)  # type: ignore[arg-type]


@given(angles, st.integers(50, 2000))
def test_projections_agree_on_square_images(angle: float, side: int) -> None:
    """The rectangle alone, the rectangle with the image's size, and the matrix give the same landmarks."""
    rect = NormalizedRect(0.3, 0.5, 0.25, 0.25, angle)
    landmarks = NormalizedLandmarks(POINTS)
    alone = project_landmarks(landmarks, rect).points
    in_image = project_landmarks_in_image(landmarks, rect, (side, side)).points
    matrix = projection_matrix(region_of(rect, (side, side)), (side, side))
    assert np.allclose(alone, in_image, atol=1e-5)
    assert np.allclose(alone, project_landmarks_by_matrix(landmarks, matrix).points, atol=1e-5)


def test_rotation_can_be_ignored() -> None:
    """With ignore_rotation the rectangle counts as upright."""
    rotated, upright = NormalizedRect(0.3, 0.5, 0.2, 0.4, 1.0), NormalizedRect(0.3, 0.5, 0.2, 0.4)
    landmarks = NormalizedLandmarks(POINTS)
    expected = project_landmarks(landmarks, upright)
    assert project_landmarks(landmarks, rotated, ignore_rotation=True) == expected
    found = project_landmarks_in_image(landmarks, rotated, (300, 200), ignore_rotation=True)
    assert np.allclose(found.points, expected.points, atol=1e-6)


def test_a_quarter_turn() -> None:
    """Clockwise by a quarter, the region's right is the image's bottom; z scales by the region's width."""
    found = project_landmarks(
        NormalizedLandmarks(floats([[1, 0.5, 2]])), NormalizedRect(0.5, 0.5, 0.2, 0.2, math.pi / 2)
    )
    assert np.allclose(found.points, [[0.5, 0.6, 0.4]], atol=1e-6)


@given(angles)
def test_world_landmarks_turn_and_keep_their_lengths(angle: float) -> None:
    """In space, x and y turn as the rectangle does, and z stays."""
    found = project_world_landmarks(Landmarks(POINTS, presence=SEEN), NormalizedRect(0.1, 0.2, 0.3, 0.4, angle))
    assert np.allclose(np.linalg.norm(found.points, axis=1), np.linalg.norm(POINTS, axis=1), atol=1e-5)
    assert np.array_equal(found.points[:, 2], POINTS[:, 2])
    turned = np.arctan2(found.points[:, 1], found.points[:, 0]) - np.arctan2(POINTS[:, 1], POINTS[:, 0])
    assert np.allclose(np.cos(turned), math.cos(angle), atol=1e-4)
    assert np.allclose(np.sin(turned), math.sin(angle), atol=1e-4)
    assert np.array_equal(found.presence, SEEN)  # type: ignore[arg-type]


def test_matrix_equals_mediapipes() -> None:
    """The matrix is that which MediaPipe 0.10.21 computed for this rectangle of a 640 x 480 image."""
    matrix = projection_matrix(region_of(NormalizedRect(0.3, 0.6, 0.2, 0.15, 0.5), (640, 480)), (640, 480))
    recorded = floats(
        [
            [0.1755165, -0.0539354, 0.0, 0.2392094],
            [0.1278468, 0.1316374, 0.0, 0.4702579],
            [0.0, 0.0, 0.2, 0.0],
            [0.0, 0.0, 0.0, 1.0],
        ]
    )
    assert np.allclose(matrix, recorded, atol=1e-6)


def test_no_rect_is_the_whole_image() -> None:
    """Without a rectangle the region is the image."""
    assert region_of(None, (640, 480)) == Roi(320, 240, 640, 480, 0)


@pytest.mark.parametrize(("width", "height"), [(0, 0.1), (0.1, -0.1), (math.nan, 0.1)])
def test_regions_without_size_have_no_aspect_ratio(width: float, height: float) -> None:
    """Such a region cannot grow to an aspect ratio, and the message shows it."""
    region = region_of(NormalizedRect(0.5, 0.5, width, height), (640, 480))
    with pytest.raises(PacketTypeError) as caught:
        region.padded((8, 8))
    assert str(caught.value) == f"a region needs a positive size to keep its aspect ratio, found {region}"


@given(sides, sides, sides, sides)
def test_padding_grows_one_side(width: int, height: int, to_width: int, to_height: int) -> None:
    """The padded region has the asked for shape, holds the old one, and the padding says where."""
    region = Roi(50, 60, width, height, 0.3)
    padded, padding = region.padded((to_width, to_height))
    assert padded.height / padded.width == pytest.approx(to_height / to_width)
    assert padded.width * (1 - padding.left - padding.right) == pytest.approx(width)
    assert padded.height * (1 - padding.top - padding.bottom) == pytest.approx(height)
    assert (padding.left, padding.top) == (padding.right, padding.bottom)
    assert 0 in (padding.left, padding.top)
    assert padded[:2] == (50, 60)
    assert padded.rotation == 0.3


def test_square_regions_need_no_padding() -> None:
    """A region that has the right shape already gets no padding."""
    region = Roi(50, 60, 20, 20)
    assert region.padded((224, 224)) == (region, NO_PADDING)
