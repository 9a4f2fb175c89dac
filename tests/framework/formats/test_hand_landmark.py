"""The landmarks of a hand and the lines between them."""

from __future__ import annotations

from backedge.formats import HAND_CONNECTIONS, HandLandmark
from backedge.formats import hand_landmark as module


def test_landmarks_have_mediapipes_numbers() -> None:
    """The wrist, then four each, thumb first, the tip last."""
    assert [landmark.value for landmark in HandLandmark] == list(range(21))
    tips = [landmark for landmark in HandLandmark if landmark.name.endswith("_TIP")]
    assert [landmark.value for landmark in tips] == [4, 8, 12, 16, 20]
    assert (HandLandmark.WRIST, HandLandmark.INDEX_FINGER_MCP, HandLandmark.PINKY_MCP) == (0, 5, 17)


def test_hand_has_21_connections() -> None:
    """Each finger is a chain, and the palm is closed."""
    assert len(HAND_CONNECTIONS) == 21
    assert {number for pair in HAND_CONNECTIONS for number in pair} == set(HandLandmark)
    assert {(0, 1), (0, 5), (0, 17), (5, 9), (9, 13), (13, 17)} == set(module.HAND_PALM_CONNECTIONS)
    assert module.HAND_INDEX_FINGER_CONNECTIONS == ((5, 6), (6, 7), (7, 8))
    assert all(start < end for start, end in HAND_CONNECTIONS)
