"""The 21 landmarks of a hand, and the lines between them, under MediaPipe's names.

MediaPipe `python/solutions/hands.py`, `hands_connections.py`.
"""

from __future__ import annotations

import enum
from itertools import pairwise
from typing import Final, TypeAlias

Connections: TypeAlias = frozenset[tuple[int, int]]
"""Pairs of landmark numbers between which a line is drawn."""

ConnectionRow: TypeAlias = tuple[tuple[int, int], ...]
"""The same, in an order."""


class HandLandmark(enum.IntEnum):
    """The landmarks of a hand, by number: the wrist, then four each from thumb to little finger, the tips last."""

    WRIST = 0
    THUMB_CMC = 1
    THUMB_MCP = 2
    THUMB_IP = 3
    THUMB_TIP = 4
    INDEX_FINGER_MCP = 5
    INDEX_FINGER_PIP = 6
    INDEX_FINGER_DIP = 7
    INDEX_FINGER_TIP = 8
    MIDDLE_FINGER_MCP = 9
    MIDDLE_FINGER_PIP = 10
    MIDDLE_FINGER_DIP = 11
    MIDDLE_FINGER_TIP = 12
    RING_FINGER_MCP = 13
    RING_FINGER_PIP = 14
    RING_FINGER_DIP = 15
    RING_FINGER_TIP = 16
    PINKY_MCP = 17
    PINKY_PIP = 18
    PINKY_DIP = 19
    PINKY_TIP = 20


def _chain(first: HandLandmark, last: HandLandmark) -> ConnectionRow:
    return tuple(pairwise(range(first, last + 1)))


HAND_PALM_CONNECTIONS: Final[ConnectionRow] = ((0, 1), (0, 5), (9, 13), (13, 17), (5, 9), (0, 17))
HAND_THUMB_CONNECTIONS: Final = _chain(HandLandmark.THUMB_CMC, HandLandmark.THUMB_TIP)
HAND_INDEX_FINGER_CONNECTIONS: Final = _chain(HandLandmark.INDEX_FINGER_MCP, HandLandmark.INDEX_FINGER_TIP)
HAND_MIDDLE_FINGER_CONNECTIONS: Final = _chain(HandLandmark.MIDDLE_FINGER_MCP, HandLandmark.MIDDLE_FINGER_TIP)
HAND_RING_FINGER_CONNECTIONS: Final = _chain(HandLandmark.RING_FINGER_MCP, HandLandmark.RING_FINGER_TIP)
HAND_PINKY_FINGER_CONNECTIONS: Final = _chain(HandLandmark.PINKY_MCP, HandLandmark.PINKY_TIP)

HAND_CONNECTIONS: Final[Connections] = frozenset(
    HAND_PALM_CONNECTIONS
    + HAND_THUMB_CONNECTIONS
    + HAND_INDEX_FINGER_CONNECTIONS
    + HAND_MIDDLE_FINGER_CONNECTIONS
    + HAND_RING_FINGER_CONNECTIONS
    + HAND_PINKY_FINGER_CONNECTIONS
)
"""The 21 pairs of landmarks that MediaPipe draws lines between."""
