"""What a graph's streams say of hands."""

from __future__ import annotations

import numpy as np
import pytest

from backedge.errors import BackedgeError
from backedge.formats import Classification, ClassificationList, Landmarks, NormalizedLandmarks, NormalizedRect
from backedge.tools.evaluation.findings import hands_of

POINTS = np.tile(np.array([0.25, 0.5, 0.1], np.float32), (21, 1))
SIDE = ClassificationList([Classification(0, 0.9, "Left")])


def test_several_hands() -> None:
    """The i-th entry of each stream is about the i-th hand; pixels are of the picture's size."""
    values = {
        "LANDMARKS": [NormalizedLandmarks(POINTS), NormalizedLandmarks(POINTS * 2)],
        "WORLD_LANDMARKS": [Landmarks(POINTS), Landmarks(POINTS)],
        "HANDEDNESS": [SIDE, SIDE],
        "PRESENCE": [0.9, 0.8],
        "RECTS": [NormalizedRect(0.5, 0.5, 0.1, 0.1, rect_id=3), NormalizedRect(0.5, 0.5, 0.1, 0.1, rect_id=4)],
    }
    first, second = hands_of(values, (200, 100))
    assert first.points[0] == pytest.approx([50, 50])
    assert second.points[0] == pytest.approx([100, 100])
    assert (second.handedness, second.presence, second.track) == ("Left", 0.8, 4)
    assert second.world is not None


def test_a_graph_that_finds_one_hand() -> None:
    """Its streams have no lists; what it does not tell is not known."""
    (hand,) = hands_of({"LANDMARKS": NormalizedLandmarks(POINTS), "HANDEDNESS": SIDE}, (200, 100))
    assert (hand.handedness, hand.presence, hand.world, hand.track) == ("Left", None, None, 0)
    assert hands_of({}, (200, 100)) == []


def test_landmarks_that_are_not_of_hands() -> None:
    """A graph that finds faces cannot be judged by hands."""
    face = NormalizedLandmarks(np.zeros((468, 3), np.float32))
    with pytest.raises(BackedgeError, match=r"expected hands of 21 landmarks .* found objects of 468"):
        hands_of({"LANDMARKS": [face]}, (200, 100))
