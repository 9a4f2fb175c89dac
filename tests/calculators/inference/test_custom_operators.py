"""The operators that are computed here, each alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backedge.calculators.inference.custom_operators import (
    Floats,
    Region,
    RegionSampler,
    region_matrix,
    transform_landmarks,
)


def face(*points: tuple[float, float]) -> Floats:
    """Landmarks at these places, at some depth."""
    return np.array([[(x, y, 7.0) for x, y in points]], np.float32)


def region(**changes: Any) -> Region:
    """A region of 4 by 8 pixels around four landmarks, the first two of which are level."""
    fields: dict[str, Any] = {"target_rotation": 0.0, "scale": (1.0, 1.0), "size": (4, 8), "left": 0, "right": 1}
    return Region(**{"landmarks": np.arange(4), **fields, **changes})


SQUARE = face((10, 20), (30, 20), (10, 60), (30, 60))


def apply(matrix: Floats, *point: float) -> list[float]:
    """Where a matrix takes a point."""
    moved: list[float] = (matrix[0] @ np.array([*point, 0.0, 1.0], np.float32)).tolist()
    return moved[:2]


@pytest.mark.parametrize("angle", [0.0, 0.7, 3.0, -1.5])
def test_region_is_the_box_around_landmarks_turned_with_them(angle: float) -> None:
    """Its corners are those of the box, however the face is turned; the matrix does not touch depth."""
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]], np.float32)
    landmarks = SQUARE.copy()
    landmarks[0, :, :2] = SQUARE[0, :, :2] @ turn.T
    matrix = region_matrix(landmarks, region())
    assert matrix.shape == (1, 4, 4)
    assert matrix.dtype == np.float32
    for corner, landmark in zip([(0, 0), (4, 0), (0, 8), (4, 8)], landmarks[0], strict=True):
        np.testing.assert_allclose(apply(matrix, *corner), landmark[:2], atol=1e-4)
    assert matrix[0, 2:].tolist() == [[0, 0, 1, 0], [0, 0, 0, 1]]


def test_region_grows_about_its_middle() -> None:
    """The scale makes it larger on all sides."""
    matrix = region_matrix(SQUARE, region(scale=(2.0, 1.5)))
    assert apply(matrix, 2, 4) == [20.0, 40.0]
    assert apply(matrix, 0, 0) == [0.0, 10.0]


def test_region_is_around_its_own_landmarks_only() -> None:
    """Other landmarks do not count, nor those that only say how it is turned."""
    matrix = region_matrix(face((0, 50), (90, 50), (40, 10), (44, 18)), region(landmarks=np.array([2, 3])))
    assert apply(matrix, 0, 0) == [40.0, 10.0]
    assert apply(matrix, 4, 8) == [44.0, 18.0]


def test_region_may_be_turned_on_purpose() -> None:
    """With a quarter turn as target, what is level in the face stands upright in the region."""
    matrix = region_matrix(SQUARE, region(target_rotation=np.pi / 2))
    origin, right, below = (np.array(apply(matrix, *point)) for point in ((0, 0), (1, 0), (0, 1)))
    np.testing.assert_allclose(right - origin, [0, -10], atol=1e-5)
    np.testing.assert_allclose(below - origin, [2.5, 0], atol=1e-5)


def shift(x: float, y: float, scale: float = 1.0) -> Floats:
    """The matrix of a region whose corner is at x, y."""
    return np.array([[[scale, 0, 0, x], [0, scale, 0, y], [0, 0, 1, 0], [0, 0, 0, 1]]], np.float32)


FEATURES = np.random.default_rng(1).random((1, 9, 7, 5), np.float32)


def test_whole_pixels_are_taken_as_they_are() -> None:
    """A region that is a cut-out has the very features, up to the last row and column."""
    [sampled] = RegionSampler((9, 7), (4, 4))(FEATURES, shift(3, 5))
    assert np.array_equal(sampled, FEATURES[:, 5:9, 3:7])


def test_between_pixels_features_are_interpolated() -> None:
    """Half a pixel on, the mean of two neighbours; at half the size, of four."""
    [sampled] = RegionSampler((9, 7), (2, 3))(FEATURES, shift(1.5, 2))
    np.testing.assert_allclose(sampled, (FEATURES[:, 2:4, 1:4] + FEATURES[:, 2:4, 2:5]) / 2, rtol=1e-6)
    [halved] = RegionSampler((9, 7), (2, 3))(FEATURES, shift(0, 0, 2))
    np.testing.assert_allclose(halved, FEATURES[:, :4, :6].reshape(1, 2, 2, 3, 2, 5).mean((2, 4)), rtol=1e-6)


def test_outside_of_the_picture_is_nothing() -> None:
    """Beyond the middle of the first or the last pixel all features are 0."""
    [sampled] = RegionSampler((9, 7), (12, 9))(FEATURES, shift(-1, -2))
    assert np.array_equal(sampled[:, 2:11, 1:8], FEATURES)
    assert np.count_nonzero(sampled) == np.count_nonzero(FEATURES)
    [sampled] = RegionSampler((9, 7), (2, 2))(FEATURES, shift(-0.01, 0))
    assert not sampled[:, :, 0].any()
    assert sampled[:, :, 1].all()


def test_sampling_is_the_formula_for_each_pixel() -> None:
    """The same as pixel by pixel, in a region that is turned and leaves the picture."""
    matrix = np.array([[[0.9, -0.5, 0, 1.2], [0.6, 1.1, 0, 0.3], [0, 0, 1, 0], [0, 0, 0, 1]]], np.float32)
    [sampled] = RegionSampler((9, 7), (6, 8))(FEATURES, matrix)
    outside = 0
    for row in range(6):
        for column in range(8):
            x, y = np.subtract(apply(matrix, column + 0.5, row + 0.5), 0.5)
            left, top = int(np.floor(x)), int(np.floor(y))
            expected = np.zeros(5)
            if 0 <= x <= 6 and 0 <= y <= 8:
                padded = np.pad(FEATURES[0], [(0, 1), (0, 1), (0, 0)])[top : top + 2, left : left + 2]
                upper, lower = padded[:, 0] + (x - left) * (padded[:, 1] - padded[:, 0])
                expected = upper + (y - top) * (lower - upper)
            else:
                outside += 1
            np.testing.assert_allclose(sampled[0, row, column], expected, atol=1e-5)
    assert 5 < outside < 43


def test_several_regions_are_each_as_alone() -> None:
    """Regions of the same features do not influence each other."""
    matrices = [shift(3, 5), shift(-3, 1.5), shift(100, 0)]
    sample = RegionSampler((9, 7), (3, 4))
    for together, matrix in zip(sample(FEATURES, *matrices), matrices, strict=True):
        [alone] = sample(FEATURES, matrix)
        assert np.array_equal(together, alone)


def test_landmarks_without_a_place_give_no_warning() -> None:
    """A model that was fed NaN goes on: such a region is nowhere, and its landmarks are NaN."""
    matrix = region_matrix(np.full((1, 4, 3), np.nan, np.float32), region())
    [sampled] = RegionSampler((9, 7), (2, 2))(FEATURES, matrix)
    assert not sampled.any()
    assert np.isnan(transform_landmarks(SQUARE, matrix)[..., :2]).all()


@pytest.mark.parametrize("dimensions", [2, 3])
def test_landmarks_of_a_region_go_to_their_place_in_the_picture(dimensions: int) -> None:
    """The way back of the box's corners; depth stays as it is, and so does what was given."""
    corners = np.array([[(0, 0, 1), (4, 0, 2), (0, 8, 3), (4, 8, 4)]], np.float32)[..., :dimensions]
    before = corners.copy()
    placed = transform_landmarks(corners, region_matrix(SQUARE, region()))
    np.testing.assert_allclose(placed[..., :2], SQUARE[..., :2], atol=1e-5)
    assert np.array_equal(placed[..., 2:], corners[..., 2:])
    assert np.array_equal(corners, before)
