"""How much upright boxes overlap (MediaPipe `framework/deps/rectangle.h` and `non_max_suppression_calculator.cc`)."""

from __future__ import annotations

import enum

import numpy as np
from numpy.typing import NDArray

_Floats = NDArray[np.float32]


class OverlapType(enum.IntEnum):
    """What the area two boxes share is divided by. Mind `JACCARD`: it is MediaPipe's definition, not Jaccard's."""

    UNSPECIFIED_OVERLAP_TYPE = 0
    JACCARD = 1
    """The area of the smallest box around both."""
    MODIFIED_JACCARD = 2
    """The area of the second box."""
    INTERSECTION_OVER_UNION = 3
    """The area that the two cover together."""


def overlap(first: _Floats, second: _Floats, overlap_type: OverlapType) -> _Floats:
    """Shared area over another area, 0..1; 0 where that other area is 0, or where a box has a negative size.

    Args:
        first: float32 (..., 4): xmin, ymin, xmax, ymax.
        second: likewise; the two are broadcast against each other.
        overlap_type: the other area.
    """
    low = np.maximum(first[..., :2], second[..., :2])
    high = np.minimum(first[..., 2:], second[..., 2:])
    shared = _area(np.maximum(high - low, 0))
    if overlap_type is OverlapType.JACCARD:
        around = np.maximum(first[..., 2:], second[..., 2:]) - np.minimum(first[..., :2], second[..., :2])
        other = _area(around)
    elif overlap_type is OverlapType.MODIFIED_JACCARD:
        other = _area(second[..., 2:] - second[..., :2])
    else:
        other = _area(first[..., 2:] - first[..., :2]) + _area(second[..., 2:] - second[..., :2]) - shared
    return np.divide(shared, other, out=np.zeros_like(shared), where=other > 0)


def _area(sides: _Floats) -> _Floats:
    return np.asarray(sides[..., 0] * sides[..., 1])
