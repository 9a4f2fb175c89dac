"""Rectangles transformed. StreamEvent numbers are what MediaPipe 0.10.21 computed."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backedge.calculators.geometry.rect_transform import (
    RectTransformationCalculatorOptions,
    transform_normalized_rect,
    transform_rect,
)
from backedge.calculators.geometry.roi import normalize_radians
from backedge.errors import ConfigError
from backedge.formats import NormalizedRect, Rect
from tests.calculators.geometry.rects import numbers


@given(st.floats(-100, 100))
def test_normalized_angles_are_the_same_direction(angle: float) -> None:
    """The result lies in -pi..pi and points the same way."""
    normal = normalize_radians(angle)
    assert -math.pi - 1e-9 <= normal <= math.pi + 1e-9
    assert math.cos(normal) == pytest.approx(math.cos(angle), abs=1e-9)
    assert math.sin(normal) == pytest.approx(math.sin(angle), abs=1e-9)


@pytest.mark.parametrize(
    ("options", "rotation", "expected"),
    [
        (
            {"scale_x": 2.6, "scale_y": 2.6, "shift_y": -0.5, "square_long": True},
            0.5,
            (0.326968, 0.534181, 0.52, 0.693333, 0.5),
        ),
        (
            {"scale_x": 2, "scale_y": 0.5, "shift_x": 0.25, "shift_y": -0.5, "rotation_degrees": 30},
            0.5,
            (0.374052, 0.61791, 0.4, 0.075, 0.5),
        ),
        ({"shift_x": 0.25, "rotation": -2, "square_short": True}, -1, (0.2505, 0.590592, 0.1125, 0.15, -1)),
        ({"shift_x": 0.25, "shift_y": 0.5, "scale_x": 3}, 0, (0.35, 0.675, 0.6, 0.15, 0)),
    ],
)
def test_transformation_equals_mediapipes(
    options: dict[str, Any], rotation: float, expected: tuple[float, ...]
) -> None:
    """Scale, shift and squares as recorded; `rotation` turns the shift and leaves the rectangle's own rotation."""
    rect = NormalizedRect(0.3, 0.6, 0.2, 0.15, rotation, 5)
    found = transform_normalized_rect(rect, (640, 480), RectTransformationCalculatorOptions(**options))
    assert numbers(found) == pytest.approx(expected, abs=1e-6)
    assert found.rect_id == 5


@pytest.mark.parametrize(
    ("options", "rect", "expected"),
    [
        (
            {"scale_x": 2.6, "scale_y": 2.6, "shift_y": -0.5, "square_long": True},
            (300, 200, 90, 61, 0.5),
            (314, 173, 233, 233, 0.5),
        ),
        (
            {"scale_x": 0.7, "shift_x": -1.3, "shift_y": 0.5, "rotation_degrees": 30},
            (30, 20, 91, 61, 0.5),
            (-57, -65, 63, 61, 0.5),
        ),
        ({"shift_x": -1.3, "shift_y": 0.5, "square_short": True}, (30, 20, 91, 61, 0), (-88, 50, 61, 61, 0)),
    ],
)
def test_transformation_in_pixels_equals_mediapipes(
    options: dict[str, Any], rect: tuple[int, int, int, int, float], expected: tuple[float, ...]
) -> None:
    """Fractions of a pixel are cut off, as recorded."""
    assert numbers(transform_rect(Rect(*rect), RectTransformationCalculatorOptions(**options))) == expected


@given(st.floats(-3, 3), st.floats(-1, 1), st.floats(-1, 1), st.integers(10, 1000), st.integers(10, 1000))
def test_shift_goes_along_the_rects_own_axes(rotation: float, x: float, y: float, width: int, height: int) -> None:
    """In pixels the centre moves by the shift in units of the sides, whatever the rotation."""
    rect = NormalizedRect(0.5, 0.5, 0.2, 0.1, rotation)
    found = transform_normalized_rect(rect, (width, height), RectTransformationCalculatorOptions(shift_x=x, shift_y=y))
    moved = math.hypot((found.x_center - 0.5) * width, (found.y_center - 0.5) * height)
    assert moved == pytest.approx(math.hypot(0.2 * width * x, 0.1 * height * y), abs=1e-4)


@pytest.mark.parametrize(
    "options", [{"rotation": 1.0, "rotation_degrees": 57}, {"square_long": True, "square_short": True}]
)
def test_contradicting_transformations_are_refused(options: dict[str, Any]) -> None:
    """A rotation has one unit, and a square one side."""
    with pytest.raises(ConfigError, match="exclude each other, found both"):
        RectTransformationCalculatorOptions(**options).check()
