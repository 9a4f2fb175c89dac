"""HandLandmarksToRectCalculator."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backedge import Packet
from backedge.calculators.geometry.rect_from_hand_landmarks import hand_landmarks_to_rect
from backedge.errors import CalculatorError, ConfigError
from backedge.formats import NormalizedLandmarks
from backedge.testing import run_node

HAND, OTHER = (NormalizedLandmarks(points) for points in np.random.default_rng(0).random((2, 21, 3), np.float32))
SIZE = (640, 480)
SEVERAL = """
    node {
      calculator: "LandmarksToRect"
      input_stream: "MULTI_NORM_LANDMARKS:hands"
      input_stream: "IMAGE_SIZE:size"
      output_stream: "NORM_RECTS:rects"
    }
"""


def test_one_hand_gives_one_rectangle() -> None:
    """NORM_LANDMARKS to NORM_RECT, as in MediaPipe."""
    node = SEVERAL.replace("MULTI_NORM", "NORM").replace("NORM_RECTS", "NORM_RECT")
    assert run_node(node, {"hands": [HAND], "size": [SIZE]}).values("rects") == [hand_landmarks_to_rect(HAND, SIZE)]


def test_several_hands_give_as_many_rectangles() -> None:
    """MULTI_NORM_LANDMARKS to NORM_RECTS, in order; none gives none."""
    feed: dict[str, list[Any]] = {"hands": [[HAND, OTHER], []], "size": [SIZE, SIZE]}
    expected = [hand_landmarks_to_rect(hand, SIZE) for hand in (HAND, OTHER)]
    assert run_node(SEVERAL, feed).values("rects") == [expected, []]


def test_nothing_is_sent_without_landmarks() -> None:
    """A size alone makes no rectangle."""
    assert run_node(SEVERAL, {"hands": [Packet.empty(1)], "size": [Packet(SIZE, 1)]})["rects"] == []


def test_landmarks_need_the_size() -> None:
    """Landmarks without a size at their timestamp end the run, as in MediaPipe."""
    with pytest.raises(CalculatorError, match="there are landmarks, but IMAGE_SIZE has no packet at this timestamp"):
        run_node(SEVERAL, {"hands": [Packet([HAND], 0)], "size": [Packet.empty(0)]})


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('"MULTI_NORM_LANDMARKS:hands"', '"NORM_LANDMARKS:hands"', "its only output is NORM_RECT"),
        ('input_stream: "MULTI_NORM_LANDMARKS:hands"', "", "either NORM_LANDMARKS or MULTI_NORM_LANDMARKS"),
    ],
)
def test_configs_that_cannot_work_are_refused(old: str, new: str, complaint: str) -> None:
    """The graph is not even built, and the error says why."""
    with pytest.raises(ConfigError, match=complaint):
        run_node(SEVERAL.replace(old, new))
