"""HandLandmarksToRectCalculator."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from backedge import Packet
from backedge.calculators.geometry.rect_from_hand_landmarks import hand_landmarks_to_rect
from backedge.errors import CalculatorError, ConfigError
from backedge.formats import NormalizedLandmarks, NormalizedRect
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


IDENTIFIED = SEVERAL.replace("output", 'input_stream: "NORM_RECTS:seen" output')
SEEN = [NormalizedRect(0.5, 0.5, 0.1, 0.1, rect_id=number) for number in (4, 2)]


def test_rectangles_take_over_identities(threads: int) -> None:
    """Those of NORM_RECTS, by number; all else is as without."""
    feed: dict[str, list[Any]] = {"hands": [[HAND, OTHER], []], "size": [SIZE, SIZE]}
    plain = run_node(SEVERAL, feed).values("rects")[0]
    found = run_node(IDENTIFIED, feed | {"seen": [SEEN, []]}, num_threads=threads).values("rects")
    assert found == [[replace(rect, rect_id=number) for rect, number in zip(plain, (4, 2), strict=True)], []]


@pytest.mark.parametrize("seen", [[SEEN[:1]], [Packet.empty(0)]])
def test_each_hand_has_an_identity(seen: list[Any]) -> None:
    """As many rectangles as hands, or the run ends."""
    with pytest.raises(CalculatorError, match=r"landmarks of 2 hands, but NORM_RECTS has [01] rectangles"):
        run_node(IDENTIFIED, {"hands": [[HAND, OTHER]], "size": [SIZE], "seen": seen})


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


def test_identities_are_for_lists() -> None:
    """One hand has no list of rectangles."""
    node = IDENTIFIED.replace("MULTI_NORM", "NORM").replace('output_stream: "NORM_RECTS', 'output_stream: "NORM_RECT')
    with pytest.raises(ConfigError, match="NORM_RECTS belongs to MULTI_NORM_LANDMARKS, and only there"):
        run_node(node)
