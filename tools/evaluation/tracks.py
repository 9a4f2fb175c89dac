"""Hands of one frame and the next: which of them are the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from backedge.tools.hand_sets.palm import hand_box
from backedge.tools.hand_sets.truth import Floats, TrueHand

_FARTHEST: Final = 0.6
"""How far the middle of a hand may have moved to be the same, in extents of the hand."""


def nearest_pairs(pairs: Iterable[tuple[float, int, int]]) -> dict[int, int]:
    """Numbers by places: the nearest pair first, then the nearest of those left.

    Args:
        pairs: how far they are apart, place, number.
    """
    chosen: dict[int, int] = {}
    for _, place, number in sorted(pairs):
        if place not in chosen and number not in chosen.values():
            chosen[place] = number
    return chosen


class Linker:
    """Numbers hands so that the same one has the same number from frame to frame, as long as it is near its last place.

    Args:
        patience: how many frames a hand may be missing and still be the same.
    """

    def __init__(self, patience: int = 2) -> None:
        self._patience = patience
        self._known: dict[int, tuple[Floats, int]] = {}
        self._next = 1
        self._frame = 0

    def link(self, hands: Sequence[Floats]) -> list[int]:
        """The numbers of the hands of the next frame.

        Args:
            hands: (21, 2) pixels each.
        """
        pairs = []
        for place, points in enumerate(hands):
            reach = _FARTHEST * float(hand_box(points)[2:].max())
            for number, (before, _) in self._known.items():
                apart = float(np.linalg.norm(np.nanmean(points - before, axis=0)))
                if apart < reach:
                    pairs.append((apart, place, number))
        numbers = nearest_pairs(pairs)
        for place in range(len(hands)):
            if place not in numbers:
                numbers[place] = self._next
                self._next += 1
        for place, points in enumerate(hands):
            self._known[numbers[place]] = (points, self._frame)
        self._frame += 1
        oldest = self._frame - 1 - self._patience
        self._known = {number: each for number, each in self._known.items() if each[1] >= oldest}
        return [numbers[place] for place in range(len(hands))]


def true_tracks(frames: Sequence[Sequence[TrueHand]]) -> list[list[int]]:
    """The numbers of the true hands of each frame: those that the truth tells, or else by their places.

    Args:
        frames: of one video, in order; all hands with points.
    """
    if all(hand.track for hands in frames for hand in hands):
        return [[hand.track for hand in hands] for hands in frames]
    linker = Linker()
    return [linker.link([hand.points for hand in hands if hand.points is not None]) for hands in frames]
