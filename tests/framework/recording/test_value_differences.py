"""Differences between values: where they are, and how far apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backedge.formats import BoundingBox, Detection, ImageFrame, NormalizedLandmarks, NormalizedRect
from backedge.recording.value_differences import difference

ZEROS = np.zeros((2, 3), np.float32)


def moved(by: float) -> NormalizedLandmarks:
    """Two landmarks, one of which is a little further away."""
    points = ZEROS.copy()
    points[1, 2] = by
    return NormalizedLandmarks(points)


@pytest.mark.parametrize(
    ("expected", "found", "told"),
    [
        (1, 2, "the value should be 1, but is 2 (by 1)"),
        (1, 1.0, "the value should be 1 (int), but is 1.0 (float)"),
        (0.0, -0.0, "the value should be 0.0, but is -0.0 (by 0)"),
        (True, False, "the value should be True (bool), but is False (bool)"),
        ("a", "b", "the value should be 'a', but is 'b'"),
        ([1, 2], [1], "the value should be 2 items, but is 1"),
        ([1, [2]], [1, [3]], "[1][0] should be 2, but is 3 (by 1)"),
        ({"a": 1}, {"b": 1}, " keys[0] should be 'a', but is 'b'"),
        ({"a": 1}, {"a": 2}, "['a'] should be 1, but is 2 (by 1)"),
        (ZEROS, ZEROS.astype(np.float64), "the value should be float32 (2, 3), but is float64 (2, 3)"),
        (ZEROS, ZEROS[:1], "the value should be float32 (2, 3), but is float32 (1, 3)"),
        (moved(0), moved(0.25), "points[1, 2] should be 0.0, but is 0.25 (by 0.25)"),
        (np.array(["a", "b"]), np.array(["a", "c"]), "[1] should be b, but is c"),
        (np.float32(1), np.float32(2), "the value should be 1.0, but is 2.0 (by 1)"),
        (
            Detection((), (), BoundingBox(0.0, 0.5, 1.0, 1.0)),
            Detection((), (), BoundingBox(0.0, 0.75, 1.0, 1.0)),
            "box.ymin should be 0.5, but is 0.75 (by 0.25)",
        ),
        (
            ImageFrame(np.zeros((2, 2, 3), np.uint8)),
            ImageFrame(np.full((2, 2, 3), 9, np.uint8)),
            "data[0, 0, 0] should be 0, but is 9 (by 9)",
        ),
    ],
)
def test_difference_is_told(expected: Any, found: Any, told: str) -> None:
    """The place, both values and the distance."""
    assert str(difference(expected, found)) == told


def test_the_largest_difference_of_an_array_is_told() -> None:
    """The one that decides what tolerance would be needed."""
    assert str(difference(np.array([0, 0, 0]), np.array([1, 7, 2]))) == "[1] should be 0, but is 7 (by 7)"


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (1.0, 1.05),
        (100, 100),
        (moved(0), moved(0.1)),
        ([NormalizedRect(0, 0, 1, 0.5)], [NormalizedRect(0, 0, 1, 0.6)]),
    ],
)
def test_numbers_may_differ_within_a_tolerance(expected: Any, found: Any) -> None:
    """In lists and fields, too."""
    assert difference(expected, found, 0.11) is None


@pytest.mark.parametrize(
    ("expected", "found"), [(1.0, 1.2), (1, 2), (moved(0), moved(0.2)), ("a", "b"), (True, False), (0.0, float("nan"))]
)
def test_what_is_beyond_the_tolerance_differs(expected: Any, found: Any) -> None:
    """And what is no number has to be the same."""
    assert difference(expected, found, 0.11) is not None


@pytest.mark.parametrize("tolerance", [0.0, 0.1])
def test_nan_is_nan(tolerance: float) -> None:
    """A value that is not there twice is no difference, beside others that differ a little."""
    expected, found = np.array([np.nan, 1.0]), np.array([np.nan, 1.0 + tolerance / 2])
    assert difference(expected, found, tolerance) is None
    assert difference(float("nan"), float("nan"), tolerance) is None
    assert difference(np.array([np.nan]), np.array([1.0]), tolerance) is not None
