"""ViewToImageCalculator."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backedge import Packet
from backedge.calculators.geometry.roi import WHOLE_IMAGE
from backedge.errors import CalculatorError
from backedge.formats import BoundingBox, Detection, NormalizedRect
from backedge.testing import run_node

NODE = """
    node {
      calculator: "ViewToImageCalculator"
      input_stream: "DETECTIONS:detections"
      input_stream: "VIEW:view"
      input_stream: "IMAGE_SIZE:size"
      output_stream: "DETECTIONS:projected"
    }
"""
FOUND = Detection((0.9,), (0,), BoundingBox(0.5, 0.25, 0.25, 0.5), np.array([[0, 1], [0.5, 0.5]], np.float32))


def project(view: Any, threads: int = 0) -> list[Any]:
    """What comes out for the detection."""
    feed = {"detections": [[FOUND]], "view": [view], "size": [(640, 480)]}
    return run_node(NODE, feed, num_threads=threads).values("projected")


def test_boxes_and_keypoints_move_with_the_view(threads: int) -> None:
    """Scores and all else stay."""
    [[moved]] = project(NormalizedRect(0.75, 0.5, 0.5, 0.8), threads)
    box = moved.require_box()
    assert (box.xmin, box.ymin, box.width, box.height) == pytest.approx((0.75, 0.3, 0.125, 0.4))
    assert moved.keypoints == pytest.approx(np.array([[0.5, 0.9], [0.75, 0.5]]))
    assert (moved.scores, moved.label_ids) == (FOUND.scores, FOUND.label_ids)


@pytest.mark.parametrize("view", [WHOLE_IMAGE, Packet.empty(0)])
def test_the_whole_image_changes_nothing(view: Any) -> None:
    """Bit for bit; it is also what no view stands for."""
    assert project(view) == [[FOUND]]


def test_no_detections_are_none() -> None:
    """An empty list stays one, and no packet is none."""
    view = NormalizedRect(0.75, 0.5, 0.5, 0.8)
    feed: dict[str, list[Any]] = {
        "detections": [Packet([], 0), Packet.empty(1)],
        "view": [view] * 2,
        "size": [(640, 480)] * 2,
    }
    assert run_node(NODE, feed)["projected"] == [Packet([], 0)]


def test_a_view_needs_the_size() -> None:
    """Without it the run ends."""
    feed: dict[str, list[Any]] = {
        "detections": [[FOUND]],
        "view": [NormalizedRect(0.5, 0.5, 0.5, 0.5)],
        "size": [Packet.empty(0)],
    }
    with pytest.raises(CalculatorError, match="there are detections, but IMAGE_SIZE has no packet at this timestamp"):
        run_node(NODE, feed)
