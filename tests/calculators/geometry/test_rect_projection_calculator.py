"""RectProjectionCalculator."""

from __future__ import annotations

import math

import pytest

from backedge.calculators.geometry.rect_projection_calculator import project_rect
from backedge.errors import CalculatorError
from backedge.formats import NormalizedRect
from backedge.testing import run_node

WHOLE = NormalizedRect(0.5, 0.5, 1.0, 1.0)
PART = NormalizedRect(0.25, 0.5, 0.5, 0.25, 0.5)
NODE = """node {
    calculator: "RectProjectionCalculator"
    input_stream: "NORM_RECT:r" input_stream: "NORM_REFERENCE_RECT:f" output_stream: "NORM_RECT:o"
}"""


@pytest.mark.parametrize(
    ("rect", "reference", "expected"),
    [
        (PART, WHOLE, PART),
        (WHOLE, PART, PART),
        (PART, NormalizedRect(0.5, 0.25, 0.5, 0.25), NormalizedRect(0.375, 0.25, 0.25, 0.0625, 0.5)),
        (
            PART,
            NormalizedRect(0.5, 0.5, 1.0, 1.0, math.pi / 2),
            NormalizedRect(0.5, 0.25, 0.5, 0.25, 0.5 + math.pi / 2),
        ),
    ],
    ids=["in all", "all of it", "in a part", "turned"],
)
def test_rectangles_are_projected(rect: NormalizedRect, reference: NormalizedRect, expected: NormalizedRect) -> None:
    """Where they are, how large, and how they are turned."""
    found = project_rect(rect, reference)
    numbers = [(each.x_center, each.y_center, each.width, each.height, each.rotation) for each in (found, expected)]
    assert numbers[0] == pytest.approx(numbers[1])


def test_a_reference_is_needed() -> None:
    """Wherever there is a rectangle; where there is none nothing is sent."""
    assert run_node(NODE, {"r": [PART], "f": [WHOLE, WHOLE]}).values("o") == [PART]
    with pytest.raises(CalculatorError, match="NORM_REFERENCE_RECT has no packet"):
        run_node(NODE, {"r": [PART]})
