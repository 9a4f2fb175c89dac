"""The overlap of upright boxes, and the association of rectangles or detections by it.

Formulas: MediaPipe `framework/deps/rectangle.h`, `calculators/util/non_max_suppression_calculator.cc`,
`association_calculator.h` and `association_norm_rect_calculator.cc`.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, compress
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.checks import quietly
from backedge.formats import Detection, NormalizedRect

_Floats = NDArray[np.float32]
_T = TypeVar("_T")

Corners: TypeAlias = tuple[float, float, float, float]
"""xmin, ymin, xmax, ymax."""


class OverlapType(enum.IntEnum):
    """The divisor of the area that two boxes share. Mind `JACCARD`: it is MediaPipe's definition, not Jaccard's."""

    UNSPECIFIED_OVERLAP_TYPE = 0
    JACCARD = 1
    """The area of the smallest box around both."""
    MODIFIED_JACCARD = 2
    """The area of the second box."""
    INTERSECTION_OVER_UNION = 3
    """The area that the two cover together."""


@quietly
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
    return np.divide(shared, other, out=np.zeros(shared.shape, shared.dtype), where=other > 0)


def _area(sides: _Floats) -> _Floats:
    return np.asarray(sides[..., 0] * sides[..., 1])


def rect_corners(rect: NormalizedRect) -> Corners:
    """The rectangle's corners as if it were not rotated."""
    xmin, ymin = rect.x_center - rect.width / 2, rect.y_center - rect.height / 2
    return xmin, ymin, xmin + rect.width, ymin + rect.height


def detection_corners(detection: Detection) -> Corners:
    """The corners of the detection's box."""
    box = detection.require_box()
    return box.xmin, box.ymin, box.xmin + box.width, box.ymin + box.height


def rect_iou(first: NormalizedRect, second: NormalizedRect) -> float:
    """Intersection over union, 0..1, of the rectangles as if they were not rotated, as in MediaPipe."""
    return _iou(rect_corners(first), [rect_corners(second)])[0]


def associate(
    collections: Iterable[Iterable[_T]],
    min_similarity_threshold: float,
    corners_of: Callable[[_T], Corners],
    succeed: Callable[[_T, _T], _T] | None = None,
) -> list[_T]:
    """All elements, less those that a later one overlaps by more than the threshold: later collections win.

    Args:
        collections: of increasing priority.
        min_similarity_threshold: of the intersection over union, 0..1.
        corners_of: an element's box, such as `rect_corners`.
        succeed: ``succeed(new, old)`` is `new` with the identity of `old`, which it replaces; None: no identities.
    """
    result: list[_T] = []
    for added in chain.from_iterable(collections):
        element = added
        beaten = _similar(element, result, min_similarity_threshold, corners_of)
        if succeed is not None:
            for old in compress(result, beaten):
                element = succeed(element, old)
        result = [old for old, is_beaten in zip(result, beaten, strict=True) if not is_beaten]
        result.append(element)
    return result


def inherit_identity(
    current: Iterable[_T],
    previous: Sequence[_T],
    min_similarity_threshold: float,
    corners_of: Callable[[_T], Corners],
    succeed: Callable[[_T, _T], _T],
) -> list[_T]:
    """`current`, each element with the identity of the last previous one that it overlaps by more than the threshold.

    Args:
        current: elements of this image.
        previous: elements of the image before.
        min_similarity_threshold: of the intersection over union, 0..1.
        corners_of: an element's box.
        succeed: ``succeed(new, old)`` is `new` with the identity of `old`, if that has one.
    """
    result = []
    for present in current:
        element = present
        for old in compress(previous, _similar(element, previous, min_similarity_threshold, corners_of)):
            element = succeed(element, old)
        result.append(element)
    return result


def _similar(element: _T, others: Sequence[_T], threshold: float, corners_of: Callable[[_T], Corners]) -> list[bool]:
    if not others:
        return []
    return [similarity > threshold for similarity in _iou(corners_of(element), [corners_of(o) for o in others])]


def _iou(corners: Corners, others: Sequence[Corners]) -> list[float]:
    first, second = np.array(corners, np.float32), np.array(others, np.float32)
    similarities: list[float] = overlap(first, second, OverlapType.INTERSECTION_OVER_UNION).tolist()
    return similarities
