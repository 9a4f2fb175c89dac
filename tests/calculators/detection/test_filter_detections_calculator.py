"""FilterDetectionsCalculator."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backedge.errors import CalculatorError, ConfigError
from backedge.formats import BoundingBox, Detection
from backedge.testing import run_node

SURE = Detection((0.75, 0.25), (0, 1), BoundingBox(0, 0, 0.5, 0.25), detection_id=1)
UNSURE = Detection((0.25, 0.75), (0, 1), BoundingBox(0, 0, 0.125, 0.5), detection_id=2)
NODE = """node {
    calculator: "FilterDetectionsCalculator" input_stream: "DETECTIONS:d" %s output_stream: "DETECTIONS:o"
    options { [mediapipe.FilterDetectionsCalculatorOptions.ext] { %s } }
}"""
SIZE = 'input_stream: "IMAGE_SIZE:s"'


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", [1, 2]),
        ("min_score: 0.5", [1]),
        ("min_pixel_size: 60", [1]),
        ("max_pixel_size: 60", [2]),
        ("max_pixel_size: 100", [1, 2]),
    ],
)
def test_detections_within_limits_are_kept(options: str, expected: list[int]) -> None:
    """The first score counts, and the longer side: of 100 and 50 pixels here."""
    [found] = run_node(NODE % (SIZE, options), {"d": [[SURE, UNSURE]], "s": [(200, 100)]}).values("o")
    assert [each.detection_id for each in found] == expected


def test_sizes_are_needed_for_their_limits() -> None:
    """As a stream, and at each timestamp; without a list of detections nothing is sent."""
    with pytest.raises(ConfigError, match="limits of the size need IMAGE_SIZE"):
        run_node(NODE % ("", "min_pixel_size: 1"))
    with pytest.raises(CalculatorError, match="IMAGE_SIZE has no packet"):
        run_node(NODE % (SIZE, "min_pixel_size: 1"), {"d": [[SURE]]})
    assert run_node(NODE % (SIZE, "min_pixel_size: 1"), {"s": [(1, 1)]}).values("o") == []


@pytest.mark.parametrize(
    ("lacking", "message"),
    [
        (replace(SURE, scores=(), label_ids=()), "without a score"),
        (replace(SURE, box=None), "has no relative_bounding_box"),
    ],
)
def test_what_is_compared_must_be_there(lacking: Detection, message: str) -> None:
    """The error says what is missing."""
    with pytest.raises(CalculatorError, match=message):
        run_node(NODE % (SIZE, "min_score: 0.5 min_pixel_size: 1"), {"d": [[lacking]], "s": [(1, 1)]})
