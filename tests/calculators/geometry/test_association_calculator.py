"""AssociationNormRectCalculator and AssociationDetectionCalculator."""

from __future__ import annotations

import dataclasses

import pytest

from backedge import Packet
from backedge.errors import ConfigError
from backedge.formats import BoundingBox, Detection, NormalizedRect
from backedge.testing import run_node

NODE = """
    node {
      calculator: "%s"
      input_stream: "detected"
      input_stream: "tracked"
      output_stream: "joined"
      options { [mediapipe.AssociationCalculatorOptions.ext] { min_similarity_threshold: 0.5 } }
    }
"""
LEFT = NormalizedRect(0.3, 0.5, 0.2, 0.2)
NEARLY_LEFT = NormalizedRect(0.31, 0.5, 0.2, 0.2, 0.7)
RIGHT = NormalizedRect(0.7, 0.5, 0.2, 0.2)


def test_tracked_rectangle_replaces_the_detected_one() -> None:
    """Of two rectangles that overlap the one of the later input stays; the others stay in order."""
    outputs = run_node(NODE % "Association", {"detected": [[LEFT, RIGHT]], "tracked": [[NEARLY_LEFT]]})
    assert outputs.values("joined") == [[RIGHT, NEARLY_LEFT]]


def test_missing_lists_are_empty_ones() -> None:
    """An input without a packet adds nothing, and an empty result is sent all the same."""
    feed = {"detected": [Packet([LEFT], 0), Packet.empty(1)], "tracked": [Packet.empty(0), Packet([], 1)]}
    assert run_node(NODE % "AssociationNormRectCalculator", feed)["joined"] == [Packet([LEFT], 0), Packet([], 1)]


def test_detections_inherit_the_identity_of_those_they_replace() -> None:
    """The later detection stays, under the earlier one's id."""
    old = Detection((0.9,), (0,), BoundingBox(0.1, 0.1, 0.2, 0.2), detection_id=7)
    new = Detection((0.8,), (0,), BoundingBox(0.11, 0.1, 0.2, 0.2))
    outputs = run_node(NODE % "AssociationDetectionCalculator", {"detected": [[old]], "tracked": [[new]]})
    assert outputs.values("joined") == [[dataclasses.replace(new, detection_id=7)]]


def test_detections_inherit_identities_from_prev() -> None:
    """The detections of PREV are not in the result, but give it ids."""
    node = """
        node {
          calculator: "AssociationDetectionCalculator"
          input_stream: "detected"
          input_stream: "PREV:previous"
          output_stream: "joined"
          options { [mediapipe.AssociationCalculatorOptions.ext] { min_similarity_threshold: 0.5 } }
        }
    """
    known = Detection((0.9,), (0,), BoundingBox(0.1, 0.1, 0.2, 0.2), detection_id=3)
    elsewhere = Detection((0.9,), (0,), BoundingBox(0.6, 0.6, 0.2, 0.2), detection_id=4)
    found = Detection((0.8,), (0,), BoundingBox(0.1, 0.11, 0.2, 0.2))
    outputs = run_node(node, {"detected": [[found]], "previous": [[known, elsewhere]]})
    assert outputs.values("joined") == [[dataclasses.replace(found, detection_id=3)]]


def test_a_negative_threshold_is_refused_with_its_place() -> None:
    """The error names the file, the line and the value."""
    with pytest.raises(ConfigError, match=r"<node>:7.*min_similarity_threshold must not be negative, found -1"):
        run_node((NODE % "Association").replace("0.5", "-1"))
