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
from backedge.calculators.single_precision import single
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
    (first_low, first_high), (second_low, second_high) = _split(first), _split(second)
    sides = np.minimum(first_high, second_high)
    sides -= np.maximum(first_low, second_low)
    shared = _area(np.maximum(sides, 0, out=sides))
    if overlap_type is OverlapType.JACCARD:
        other = _area(np.maximum(first_high, second_high) - np.minimum(first_low, second_low))
    elif overlap_type is OverlapType.MODIFIED_JACCARD:
        other = _area(second_high - second_low)
    else:
        other = _area(first_high - first_low) + _area(second_high - second_low) - shared
    return np.divide(shared, other, out=np.zeros(shared.shape, shared.dtype), where=other > 0)


def _split(corners: _Floats) -> tuple[_Floats, _Floats]:
    """The upper left and the lower right corners."""
    return corners[..., :2], corners[..., 2:]


def _area(sides: _Floats) -> _Floats:
    return np.asarray(sides[..., 0] * sides[..., 1])


def pair_overlap(first: Corners, second: Corners, overlap_type: OverlapType) -> float:
    """`overlap` of a pair of boxes in plain floats, to the last bit, which is faster for a few.

    Args:
        first: float32 numbers.
        second: likewise.
        overlap_type: the area by which that which they share is divided.
    """
    (left, top, right, bottom), (other_left, other_top, other_right, other_bottom) = first, second
    width = min(right, other_right) - max(left, other_left)
    height = min(bottom, other_bottom) - max(top, other_top)
    if not (width > 0 and height > 0):  # nor where one is not a number
        return 0.0
    shared = _product(width, height)
    if overlap_type is OverlapType.JACCARD:
        around_width = max(other_right, right) - min(other_left, left)
        other = _product(around_width, max(other_bottom, bottom) - min(other_top, top))
    else:
        other = _product(other_right - other_left, other_bottom - other_top)
        if overlap_type is OverlapType.INTERSECTION_OVER_UNION:
            other = single(single(_product(right - left, bottom - top) + other) - shared)
    return single(shared / other) if other > 0 else 0.0


def _product(width: float, height: float) -> float:
    return single(single(width) * single(height))


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
    return corners_iou(rect_corners(first), rect_corners(second))


def corners_iou(first: Corners, second: Corners) -> float:
    """Intersection over union, 0..1, of a pair of boxes: `overlap` in plain floats, which is faster for a few."""
    shared, area, other_area = _areas(first, second)
    covered = area + other_area - shared
    return shared / covered if covered > 0 else 0.0


def corners_containment(first: Corners, second: Corners) -> float:
    """The part of the smaller of two boxes, 0..1, that lies within the larger one."""
    shared, area, other_area = _areas(first, second)
    smaller = min(area, other_area)
    return shared / smaller if smaller > 0 else 0.0


def _areas(first: Corners, second: Corners) -> tuple[float, float, float]:
    """What two boxes share, and their own areas."""
    (left, top, right, bottom), (other_left, other_top, other_right, other_bottom) = first, second
    width = min(right, other_right) - max(left, other_left)
    height = min(bottom, other_bottom) - max(top, other_top)
    shared = width * height if width > 0 and height > 0 else 0.0
    return shared, (right - left) * (bottom - top), (other_right - other_left) * (other_bottom - other_top)


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
    corners = corners_of(element)
    return [corners_iou(corners, corners_of(other)) > threshold for other in others]
