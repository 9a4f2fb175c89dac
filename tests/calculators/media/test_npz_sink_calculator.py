"""NpzSinkCalculator, and the arrays that it stacks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backedge import GraphError, Packet
from backedge.calculators.media.array_records import records
from backedge.formats import (
    BoundingBox,
    Classification,
    ClassificationList,
    Detection,
    ImageFormat,
    ImageFrame,
    NormalizedLandmarks,
    Tensor,
)
from backedge.testing import run_node

NODE = """
  node {
    calculator: "NpzSinkCalculator"
    input_stream: "a"
    input_stream: "b"
    input_side_packet: "OUTPUT_FILE_PATH:path"
  }
"""
HAND = NormalizedLandmarks(np.arange(63, dtype=np.float32).reshape(21, 3))


def written(inputs: dict[str, list[Any]], path: Path) -> dict[str, Any]:
    """The arrays that streams become."""
    run_node(NODE, {"a": [], "b": [], **inputs}, {"path": str(path)})
    with np.load(path) as file:
        return dict(file)


def test_streams_become_arrays_with_their_timestamps(tmp_path: Path) -> None:
    """Packets are the first axis, of lists items; a stream without packets has no times."""
    arrays = written({"a": [Packet([HAND, HAND], 5), Packet([], 6), Packet([HAND], 7)]}, tmp_path / "x.npz")
    assert {name: array.tolist() for name, array in arrays.items() if name != "a.points"} == {
        "a.timestamp": [5, 5, 7],
        "a.item": [0, 1, 0],
        "b.timestamp": [],
    }
    assert arrays["a.points"].dtype == np.float32
    assert np.array_equal(arrays["a.points"], [HAND.points] * 3)


def test_pictures_and_tensors_keep_their_pixels(tmp_path: Path) -> None:
    """As they are in the packets."""
    picture = np.random.default_rng(0).integers(0, 256, (4, 6, 3), np.uint8)
    tensor = np.random.default_rng(0).random((1, 2, 3))
    arrays = written({"a": [ImageFrame(picture)] * 2, "b": [Tensor(tensor)]}, tmp_path / "x.npz")
    assert np.array_equal(arrays["a.data"], [picture, picture])
    assert np.array_equal(arrays["b.data"], tensor[None])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.5, {"value": 0.5}),
        ("word", {"value": "word"}),
        (ImageFormat.SRGB, {"value": "SRGB"}),
        ((640, 480), {"value": [640, 480]}),
        (
            ClassificationList([Classification(1, 0.9, "Right"), Classification(0, 0.1, "Left")]),
            {"index": [1, 0], "score": [0.9, 0.1], "label": ["Right", "Left"], "display_name": ["", ""]},
        ),
        (
            Detection((0.75,), (3,), BoundingBox(0.1, 0.2, 0.3, 0.4), np.array([[0.5, 0.25]], np.float32)),
            {
                "scores": [0.75],
                "label_ids": [3],
                "box.xmin": 0.1,
                "box.ymin": 0.2,
                "box.width": 0.3,
                "box.height": 0.4,
                "keypoints": [[0.5, 0.25]],
                "feature_tag": "",
                "track_id": "",
            },
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_arrays_of_values(value: object, expected: dict[str, Any]) -> None:
    """Fields have an array each."""
    (record,) = records(value)
    assert {name: array.tolist() for name, array in record.items()} == expected


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ([object()], "no array for object; an array has numbers or texts, and one shape"),
        ([np.zeros(2), np.zeros(3)], r"value has shape \(3,\) after \(2,\); arrays need the same every time"),
        ([0.5, HAND], "it has the fields points after value; arrays need the same every time"),
    ],
    ids=["no array", "another shape", "other fields"],
)
def test_what_fits_no_array_is_told(values: list[Any], complaint: str, tmp_path: Path) -> None:
    """The error names the stream and what would take it; what came before is written."""
    with pytest.raises(GraphError, match=rf'stream "a" cannot be written into .*: {complaint}; a \.jsonl file'):
        written({"a": values}, tmp_path / "x.npz")
    with np.load(tmp_path / "x.npz") as file:
        assert len(file["a.timestamp"]) == len(values) - 1


def test_a_folder_that_is_not_there_is_told_before_the_first_packet(tmp_path: Path) -> None:
    """The file is written at the end, but the mistake is found at the start."""
    with pytest.raises(GraphError, match=r"failed in open\(\): .*there is no folder"):
        written({}, tmp_path / "none" / "x.npz")
