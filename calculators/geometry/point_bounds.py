"""The upright box around points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

_Point: TypeAlias = tuple[float, float]

_FEW: Final = 16


def point_bounds(points: NDArray[np.float32]) -> tuple[_Point, _Point]:
    """The least and the greatest x and y of points; not a number where a coordinate is none.

    A few points are done in plain floats before numpy has got going. For the 468 points of a face it takes a tenth of
    the time of ``points.min(axis=0)`` and ``points.max(axis=0)``, because numpy goes fast along rows that lie in one
    piece.

    Args:
        points: float32 (N, 2), one at least.

    Returns:
        Both as plain floats, which are float32 numbers.
    """
    if len(points) <= _FEW:
        (left, right), (top, bottom) = (extent(values) for values in zip(*points.tolist(), strict=True))
        return (left, top), (right, bottom)
    by_axis = np.ascontiguousarray(points.T)
    (left, top), (right, bottom) = (
        reduce(by_axis, axis=1).tolist() for reduce in (np.minimum.reduce, np.maximum.reduce)
    )
    return (left, top), (right, bottom)


def extent(values: Sequence[float]) -> tuple[float, float]:
    """The least and the greatest of a few numbers; not a number where one is none, which min and max overlook."""
    return (math.nan, math.nan) if any(map(math.isnan, values)) else (min(values), max(values))
