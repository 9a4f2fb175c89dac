"""Which of the hands that were found in an image are hands of their own, and not one hand found twice.

MediaPipe's tasks have a HandLandmarksDeduplicationCalculator for this; the rules here are our own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from backedge.calculators.checks import quietly
from backedge.calculators.geometry.overlap import corners_containment
from backedge.calculators.geometry.point_bounds import point_bounds
from backedge.calculators.landmark.low_pass_filter import Floats
from backedge.calculators.landmark.smooth_landmarks import span


def distinct_hands(hands: Sequence[Floats], order: Iterable[int], max_distance: float, max_overlap: float) -> list[int]:
    """The numbers of the hands that are none of those before them once more.

    Args:
        hands: float32 (21, 2) each, landmarks in pixels.
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


@quietly
def are_same(first: Floats, second: Floats, max_distance: float, max_overlap: float) -> bool:
    """Tell whether two sets of landmarks are of one hand: their joints are close, or one lies within the other.

    Args:
        first: float32 (21, 2), in pixels.
        second: likewise.
        max_distance: so close are the joints of one hand, on average, in sizes of the larger hand.
        max_overlap: the upright boxes around two hands share no more than this part of the smaller one, 0..1.
    """
    distance = float(np.linalg.norm(first - second, axis=1).mean())
    if not math.isfinite(distance):
        return False
    if distance < max_distance * max(span(first), span(second)):
        return True
    (low, high), (other_low, other_high) = point_bounds(first), point_bounds(second)
    return corners_containment((*low, *high), (*other_low, *other_high)) > max_overlap
