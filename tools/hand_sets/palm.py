"""The palm of a hand: its size, which errors are measured in, and the box and key points that the detector finds."""

from __future__ import annotations

from typing import Final

import numpy as np

from backedge.formats import HandLandmark
from backedge.tools.hand_sets.truth import Floats

PALM_POINTS: Final = (0, 5, 9, 13, 17, 1, 2)
"""The landmarks that are the palm detector's seven key points, in its order."""

_SMALLEST_PALM: Final = 0.2
"""Of the hand's extent."""

_BOX_SCALE: Final = 1.03
"""Side of the detector's box by the longer side of its key points' box, by which it is round.

Median of 368 detections of MediaPipe's palm detector with a score above 0.85, in 2000 pictures of `graph_runner synth`.
"""


def palm_size(points: Floats) -> float:
    """The distance from the wrist to the first joint of the middle finger, which errors are measured in.

    So says the model card of MediaPipe Hands ("normalized by palm size"). Of a palm that is seen from its edge the
    distance is short, and errors are large.

    Args:
        points: (21, 2 or 3).

    Returns:
        In the unit of `points`; NaN where one of the two is not known.
    """
    wrist, middle = points[HandLandmark.WRIST], points[HandLandmark.MIDDLE_FINGER_MCP]
    return float(np.linalg.norm(wrist - middle))


def error_unit(points: Floats) -> float:
    """What errors of a hand are divided by: its palm's size, and at least a fifth of its extent.

    The palm of a hand that points at the camera has no size: errors would be endless.

    Args:
        points: (21, 2) pixels, NaN where unknown.

    Returns:
        Pixels; NaN where no landmark is known.
    """
    if not np.isfinite(points).any():
        return float("nan")
    extent = float(hand_box(points)[2:].max())
    palm = palm_size(points)
    return max(palm if np.isfinite(palm) else 0.0, _SMALLEST_PALM * extent)


def palm_box(points: Floats) -> Floats:
    """The box that the palm detector should find: a square around the middle of its key points.

    Args:
        points: (21, 2) pixels.

    Returns:
        (4,) left, top, width, height in pixels.
    """
    palm = points[list(PALM_POINTS), :2]
    low, high = palm.min(axis=0), palm.max(axis=0)
    side = _BOX_SCALE * float((high - low).max())
    return np.array([*((low + high - side) / 2), side, side])


def hand_box(points: Floats) -> Floats:
    """The box around all landmarks that are known; (4,) left, top, width, height in the unit of `points`."""
    low, high = np.nanmin(points[:, :2], axis=0), np.nanmax(points[:, :2], axis=0)
    return np.array([*low, *(high - low)])
