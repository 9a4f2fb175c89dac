"""How far found hands are from true ones, and which belongs to which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from backedge.tools.evaluation.findings import FoundHand
from backedge.tools.evaluation.tracks import nearest_pairs
from backedge.tools.hand_sets.palm import error_unit, hand_box
from backedge.tools.hand_sets.truth import UNKNOWN, Floats, TrueHand

_FARTHEST: Final = 1.0
"""Palm sizes that landmarks may be off on average, for a found hand to be the true one at all."""

_LEAST_OVERLAP: Final = 0.3
"""Intersection over union: boxes of hands that people draw have margins, those around landmarks have none."""

THRESHOLDS: Final[Floats] = np.linspace(0.0, 0.5, 51)
"""Of the PCK curve, in palm sizes."""


@dataclass(frozen=True, eq=False)
class HandError:
    """One true hand beside what was found for it. What is made of it is kept: every group of hands asks for it again.

    Attributes:
        distances: (21,) pixels between found and true landmarks; NaN where the truth is not known.
        palm: size of the true palm in pixels.
        world_distances: (21,) metres between landmarks in space, both sets moved to the same middle; None if unknown.
    """

    distances: Floats
    palm: float
    world_distances: Floats | None

    @cached_property
    def normalised(self) -> float:
        """Mean distance in palm sizes; MediaPipe's model card of hands has it as mean normalised absolute error."""
        return float(np.nanmean(self.distances)) / self.palm

    @cached_property
    def squared(self) -> float:
        """Mean of the squared distances in palm sizes: the mean squared error normalised by palm size."""
        return float(np.nanmean((self.distances / self.palm) ** 2))

    @cached_property
    def correct(self) -> Floats:
        """(51,) share of the landmarks that are nearer than each of `THRESHOLDS` (percentage of correct keypoints)."""
        known = self.distances[np.isfinite(self.distances)] / self.palm
        shares: Floats = (known[None] <= THRESHOLDS[:, None]).mean(axis=1)
        return shares


def hand_error(found: FoundHand, true: TrueHand) -> HandError:
    """The errors of a found hand.

    Args:
        found: the hand.
        true: has points.
    """
    assert true.points is not None
    distances = np.linalg.norm(found.points - true.points, axis=1)
    if true.visible.any():
        distances[true.visible == UNKNOWN] = np.nan
    world = None
    if found.world is not None and true.world is not None:
        apart = (found.world - found.world.mean(axis=0)) - (true.world - true.world.mean(axis=0))
        world = np.linalg.norm(apart, axis=1)
    return HandError(distances, error_unit(true.points), world)


def match(found: Sequence[FoundHand], true: Sequence[TrueHand]) -> dict[int, int]:
    """Which found hand belongs to which true one: the nearest pair first, then the nearest of those left.

    Args:
        found: of a frame.
        true: of the same frame.

    Returns:
        Places of found hands by places of true ones; pairs that are too far apart are none.
    """
    pairs = [
        (apart, place, number)
        for place, hand in enumerate(true)
        for number, each in enumerate(found)
        if (apart := _apart(each, hand)) is not None
    ]
    return nearest_pairs(pairs)


def _apart(found: FoundHand, true: TrueHand) -> float | None:
    """How far a found hand is from a true one: 0 and more; None where it must be another one.

    Landmarks, if they are known, are `_FARTHEST` palm sizes away at most; boxes overlap by `_LEAST_OVERLAP`.
    """
    if true.points is not None:
        size = error_unit(true.points)
        if not size > 0:  # NaN, too
            return None
        apart = float(np.nanmean(np.linalg.norm(found.points - true.points, axis=1))) / size
        return apart if apart < _FARTHEST else None
    if true.box is None:
        return None
    overlap = intersection_over_union(hand_box(found.points), true.box)
    return 1.0 - overlap if overlap > _LEAST_OVERLAP else None


def intersection_over_union(one: Floats, other: Floats) -> float:
    """The overlap of two boxes (left, top, width, height), 0..1."""
    low = np.maximum(one[:2], other[:2])
    high = np.minimum(one[:2] + one[2:], other[:2] + other[2:])
    shared = float(np.prod(np.maximum(high - low, 0.0)))
    whole = float(np.prod(one[2:]) + np.prod(other[2:])) - shared
    return shared / whole if whole > 0 else 0.0
