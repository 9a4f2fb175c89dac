"""Which of the hands that were found in an image are hands of their own, and not one hand found twice.

MediaPipe's tasks have a HandLandmarksDeduplicationCalculator for this; the rules here are our own. They are computed in
plain floats: two hands are done before numpy has got going.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from backedge.calculators.geometry.overlap import Corners, corners_containment

Joints: TypeAlias = Sequence[tuple[float, float]]
"""x and y of a hand's landmarks, in pixels."""


def distinct_hands(hands: Sequence[Joints], order: Iterable[int], max_distance: float, max_overlap: float) -> list[int]:
    """The numbers of the hands that are none of those before them once more.

    Args:
        hands: as many landmarks each.
        order: numbers of hands; the first of several that are the same stays.
        max_distance: see `are_same`.
        max_overlap: see `are_same`.

    Returns:
        The numbers that stay, in the same order.
    """
    kept: list[int] = []
    for number in order:
        if not any(are_same(hands[number], hands[other], max_distance, max_overlap) for other in kept):
            kept.append(number)
    return kept


def are_same(first: Joints, second: Joints, max_distance: float, max_overlap: float) -> bool:
    """Tell whether two sets of landmarks are of one hand: their joints are close, or one lies within the other.

    Args:
        first: landmarks.
        second: as many.
        max_distance: so close are the joints of one hand, on average, in sizes of the larger hand.
        max_overlap: the upright boxes around two hands share no more than this part of the smaller one, 0..1.
    """
    distance = sum(map(math.dist, first, second)) / len(first)
    if not math.isfinite(distance):
        return False
    box, other_box = _box(first), _box(second)
    if distance < max_distance * max(_size(box), _size(other_box)):
        return True
    return corners_containment(box, other_box) > max_overlap


def _box(joints: Joints) -> Corners:
    xs, ys = zip(*joints, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _size(box: Corners) -> float:
    """The mean of width and height."""
    left, top, right, bottom = box
    return (right - left + bottom - top) / 2
