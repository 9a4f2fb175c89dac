"""LandmarkLetterboxRemovalCalculator and DetectionLetterboxRemovalCalculator."""

from __future__ import annotations

import numpy as np
import pytest

from backedge import Packet
from backedge.calculators.geometry.roi import Padding
from backedge.formats import BoundingBox, Detection, NormalizedLandmarks
from backedge.testing import run_node

POINT = NormalizedLandmarks(np.array([[1.0, 0.5, 0.5]], np.float32))
OTHER = NormalizedLandmarks(np.array([[0.5, 0.5, 0.0]], np.float32))
PADDING = Padding(0.25, 0.0, 0.25, 0.0)


def test_letterbox_is_removed_from_landmarks() -> None:
    """x, y and z are moved and scaled; nothing is sent without the padding."""
    node = """
        node {
          calculator: "LandmarkLetterboxRemovalCalculator"
          input_stream: "LANDMARKS:hand"
          input_stream: "LETTERBOX_PADDING:padding"
          output_stream: "LANDMARKS:removed"
        }
    """
    outputs = run_node(node, {"hand": [POINT, POINT], "padding": [Packet(PADDING, 0), Packet.empty(1)]})
    assert [hand.points.tolist() for hand in outputs.values("removed")] == [[pytest.approx([1.5, 0.5, 1.0])]]


def test_letterbox_is_removed_from_several_hands() -> None:
    """Each hand has its own pair of ports; those without a packet are left out."""
    node = """
        node {
          calculator: "LandmarkLetterboxRemovalCalculator"
          input_stream: "LANDMARKS:0:a"
          input_stream: "LANDMARKS:1:b"
          input_stream: "LETTERBOX_PADDING:where"
          output_stream: "LANDMARKS:0:x"
          output_stream: "LANDMARKS:1:y"
        }
    """
    outputs = run_node(node, {"a": [Packet.empty(0), POINT], "b": [OTHER, OTHER], "where": [PADDING, PADDING]})
    assert [len(outputs["x"]), len(outputs["y"])] == [1, 2]
    assert outputs.values("y")[0].points[0, :2].tolist() == pytest.approx([0.5, 0.5])


def test_letterbox_is_removed_from_detections() -> None:
    """Boxes and keypoints are moved and scaled; nothing is sent without detections."""
    node = """
        node {
          calculator: "DetectionLetterboxRemovalCalculator"
          input_stream: "DETECTIONS:found"
          input_stream: "LETTERBOX_PADDING:padding"
          output_stream: "DETECTIONS:removed"
        }
    """
    found = Detection((0.9,), (0,), BoundingBox(0.25, 0.5, 0.25, 0.25), np.array([[0.5, 0.5]], np.float32))
    outputs = run_node(node, {"found": [Packet([found], 0), Packet.empty(1)], "padding": [PADDING, PADDING]})
    [[removed]] = outputs.values("removed")
    assert removed.box == BoundingBox(0.0, 0.5, 0.5, 0.25)
    assert removed.keypoints.tolist() == [[0.5, 0.5]]
