"""JsonlSinkCalculator."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backedge import GraphError, Packet
from backedge.formats import Classification, ClassificationList, ImageFrame, NormalizedLandmarks
from backedge.testing import run_node
from backedge.timestamp import PRESTREAM

NODE = """
  node {
    calculator: "JsonlSinkCalculator"
    input_stream: "a"
    input_stream: "b"
    input_side_packet: "OUTPUT_FILE_PATH:path"
  }
"""


def written(inputs: dict[str, list[Any]], path: Path) -> list[dict[str, Any]]:
    """The lines that are written for `inputs`."""
    run_node(NODE, inputs, {"path": str(path)})
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_every_packet_is_a_line_in_the_order_of_time(tmp_path: Path) -> None:
    """Streams are merged by timestamp, and a stream without a packet has no line."""
    lines = written(
        {"a": [Packet(1, 10), Packet(2, 30)], "b": [Packet("x", 20), Packet("y", 30)]}, tmp_path / "x.jsonl"
    )
    assert lines == [
        {"stream": "a", "timestamp": 10, "value": 1},
        {"stream": "b", "timestamp": 20, "value": "x"},
        {"stream": "a", "timestamp": 30, "value": 2},
        {"stream": "b", "timestamp": 30, "value": "y"},
    ]


def test_values_of_graphs_are_written_as_what_they_hold(tmp_path: Path) -> None:
    """Landmarks are lists of points, classifications objects, and pictures only their size."""
    landmarks = NormalizedLandmarks(np.array([[0.1, 0.5, 0.0]], np.float32))
    handedness = ClassificationList([Classification(0, 0.5, "Left")])
    picture = ImageFrame(np.zeros((2, 3, 3), np.uint8))
    lines = written({"a": [[landmarks]], "b": [[handedness, picture]]}, tmp_path / "x.jsonl")
    assert [line["value"] for line in lines] == [
        [{"points": [[0.1, 0.5, 0.0]]}],
        [
            {"classifications": [{"index": 0, "score": 0.5, "label": "Left"}]},
            {"format": "SRGB", "width": 3, "height": 2},
        ],
    ]


def test_special_timestamps_are_written_by_name(tmp_path: Path) -> None:
    """A packet before the stream has no number."""
    (line,) = written({"a": [Packet(1, PRESTREAM)]}, tmp_path / "x.jsonl")
    assert line["timestamp"] == "PreStream"


def test_a_dash_is_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    """The lines are printed."""
    run_node(NODE, {"a": [Packet(1.5, 10)]}, {"path": "-"})
    assert capsys.readouterr().out == '{"stream":"a","timestamp":10,"value":1.5}\n'


def test_a_value_that_json_cannot_say_is_refused(tmp_path: Path) -> None:
    """The error names the stream; the lines before stay."""
    path = tmp_path / "x.jsonl"
    with pytest.raises(GraphError, match='stream "a" cannot be written: no JSON for object'):
        run_node(NODE, {"a": [Packet(1, 10), Packet(object(), 20)]}, {"path": str(path)})
    assert [json.loads(line)["value"] for line in path.read_text().splitlines()] == [1]


def test_a_full_disk_is_one_clear_error() -> None:
    """The error is the operating system's, with the file."""
    if not Path("/dev/full").exists():
        pytest.skip("/dev/full is Linux's")
    with pytest.raises(GraphError, match="/dev/full: line 1 cannot be written: No space left on device"):
        run_node(NODE, {"a": [1]}, {"path": "/dev/full"})
