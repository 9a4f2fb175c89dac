"""Which hand of a person a followed hand is, by what all its pictures say."""

from __future__ import annotations

import math
from dataclasses import replace

from backedge.errors import PacketTypeError
from backedge.formats import Classification, ClassificationList


class TwoClassVote:
    """The mean opinion, as log-odds, of classifiers that know two classes, 0 and 1, about one thing.

    For independent opinions the sum of log-odds would be the evidence (a naive Bayes classifier). Those of successive
    pictures are anything but independent, and their mean is as sure as they are on average.

    Args:
        max_log_odds: an opinion that is more sure counts as this much, so that it cannot outvote all others.
    """

    def __init__(self, max_log_odds: float) -> None:
        self._largest = max_log_odds
        self._sum, self._count = 0.0, 0
        self._known: dict[int, Classification] = {}
        self._winner: int | None = None

    def add(self, opinion: ClassificationList) -> ClassificationList:
        """Take in an opinion, and return what all up to now say together.

        Args:
            opinion: the likelier class and its score, 0.5..1, or both.

        Raises:
            PacketTypeError: no class, or one that is neither 0 nor 1.
        """
        if not len(opinion) or (best := opinion[0]).index not in (0, 1):
            raise PacketTypeError(f"a vote needs one of the classes 0 and 1, found {opinion}")
        self._known |= {each.index: each for each in opinion}
        odds = log_odds(best.score, self._largest)
        self._sum += odds if best.index else -odds
        self._count += 1
        mean = self._sum / self._count
        if mean or self._winner is None:
            self._winner = int(mean > 0) if mean else best.index
        winner = self._known.get(self._winner, best)
        return ClassificationList([replace(winner, score=1 / (1 + math.exp(-abs(mean))))])


def log_odds(probability: float, largest: float) -> float:
    """Natural logarithm of p / (1 - p), within ±`largest`."""
    if probability <= 0 or probability >= 1:
        return math.copysign(largest, probability - 0.5)
    return max(-largest, min(largest, math.log(probability / (1 - probability))))
