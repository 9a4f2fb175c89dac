"""The 33 landmarks of a body, and the lines between them, under MediaPipe's names.

MediaPipe `python/solutions/pose.py`, `pose_connections.py`.
"""

from __future__ import annotations

import enum
from typing import Final

from backedge.formats.hand_landmark import Connections


class PoseLandmark(enum.IntEnum):
    """The landmarks of a body, by number, from head to foot. Left and right are the person's own."""

    NOSE = 0
    LEFT_EYE_INNER = 1
    LEFT_EYE = 2
    LEFT_EYE_OUTER = 3
    RIGHT_EYE_INNER = 4
    RIGHT_EYE = 5
    RIGHT_EYE_OUTER = 6
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_PINKY = 17
    RIGHT_PINKY = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_THUMB = 21
    RIGHT_THUMB = 22
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT_INDEX = 31
    RIGHT_FOOT_INDEX = 32


_HEAD: Final[Connections] = frozenset({(0, 1), (1, 2), (2, 3), (3, 7), (0, 4), (4, 5), (5, 6), (6, 8), (9, 10)})
_TRUNK: Final[Connections] = frozenset({(11, 12), (11, 23), (12, 24), (23, 24)})
_LEFT_ARM: Final[Connections] = frozenset({(11, 13), (13, 15), (15, 17), (15, 19), (15, 21), (17, 19)})
_RIGHT_ARM: Final[Connections] = frozenset({(12, 14), (14, 16), (16, 18), (16, 20), (16, 22), (18, 20)})
_LEFT_LEG: Final[Connections] = frozenset({(23, 25), (25, 27), (27, 29), (27, 31), (29, 31)})
_RIGHT_LEG: Final[Connections] = frozenset({(24, 26), (26, 28), (28, 30), (28, 32), (30, 32)})

POSE_CONNECTIONS: Final[Connections] = _HEAD | _TRUNK | _LEFT_ARM | _RIGHT_ARM | _LEFT_LEG | _RIGHT_LEG
"""The 35 pairs of landmarks that MediaPipe draws lines between."""
