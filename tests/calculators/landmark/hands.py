"""Hands for tests of calculators that take landmarks: each a grid of points about a place."""

from __future__ import annotations

import numpy as np

from backedge.formats import Classification, ClassificationList, NormalizedLandmarks, NormalizedRect

SIZE = (640, 480)


def hand(x: float, y: float = 0.5, size: float = 0.1) -> NormalizedLandmarks:
    """21 points within `size` of an image's sides, the first of them at (x, y)."""
    numbers = np.arange(21)
    grid = np.stack([numbers % 5 / 4, numbers // 5 / 4, np.zeros(21)], axis=1) * size
    return NormalizedLandmarks((grid + np.array([x, y, 0])).astype(np.float32))


def rect(track: int = 0, x: float = 0.5) -> NormalizedRect:
    """The rectangle of a hand with this track."""
    return NormalizedRect(x, 0.5, 0.2, 0.2, rect_id=track)


def side(label: str, score: float = 0.9) -> ClassificationList:
    """What a model says of a hand."""
    return ClassificationList([Classification(("Left", "Right").index(label), score, label)])
