"""Values as rows of a table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backedge.calculators.media.table_rows import table_rows
from backedge.formats import (
    BoundingBox,
    Classification,
    ClassificationList,
    Detection,
    ImageFormat,
    NormalizedLandmarks,
    NormalizedRect,
)

POINTS = np.array([[0.1, 0.2, 0.3], [0.4, 0.5, np.nan]], np.float32)


@pytest.mark.parametrize(
    ("value", "rows"),
    [
        (0.5, [{"value": 0.5}]),
        (None, [{"value": None}]),
        ("word", [{"value": "word"}]),
        (ImageFormat.SRGB, [{"value": "SRGB"}]),
        ((640, 480), [{"value.0": 640, "value.1": 480}]),
        (np.arange(2.0).reshape(1, 2), [{"value.0.0": 0.0, "value.0.1": 1.0}]),
        ([0.5, True], [{"item": 0, "value": 0.5}, {"item": 1, "value": True}]),
        ([], []),
        ([[1], [2]], [{"item": 0, "item.item": 0, "value": 1}, {"item": 1, "item.item": 0, "value": 2}]),
        (
            NormalizedRect(0.5, 0.5, 0.2, 0.1),
            [{"x_center": 0.5, "y_center": 0.5, "width": 0.2, "height": 0.1, "rotation": 0.0, "rect_id": 0}],
        ),
        (
            [NormalizedLandmarks(POINTS, presence=np.array([1.0, 0.5], np.float32))],
            [
                {"item": 0, "point": 0, "x": 0.1, "y": 0.2, "z": 0.3, "presence": 1.0},
                {"item": 0, "point": 1, "x": 0.4, "y": 0.5, "z": None, "presence": 0.5},
            ],
        ),
        (
            ClassificationList([Classification(1, 0.9, "Right"), Classification(0, 0.1, "Left")]),
            [
                {"rank": 0, "index": 1, "score": 0.9, "label": "Right"},
                {"rank": 1, "index": 0, "score": 0.1, "label": "Left"},
            ],
        ),
        (
            Detection((0.75,), (3,), BoundingBox(0.1, 0.2, 0.3, 0.4), np.array([[0.5, 0.25]], np.float32)),
            [
                {
                    "scores.0": 0.75,
                    "label_ids.0": 3,
                    "box.xmin": 0.1,
                    "box.ymin": 0.2,
                    "box.width": 0.3,
                    "box.height": 0.4,
                    "keypoints.0.0": 0.5,
                    "keypoints.0.1": 0.25,
                }
            ],
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_rows_of_values(value: Any, rows: list[dict[str, Any]]) -> None:
    """Lists and points are rows, fields are columns."""
    assert list(table_rows(value)) == rows


def test_a_picture_of_numbers_is_no_table() -> None:
    """The error says which kind of file takes arrays."""
    with pytest.raises(TypeError, match=r"2500 columns are too many for a table; an \.npz file holds arrays"):
        list(table_rows(np.zeros((50, 50))))
