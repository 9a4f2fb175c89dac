"""Which hand of a person a followed hand is, by what all its pictures say."""

from __future__ import annotations

import math

from backedge.errors import PacketTypeError
from backedge.formats import ClassificationList


class TwoClassVote:
    """The mean opinion, as log-odds, of classifiers that know two classes, 0 and 1, about one thing.

    For independent opinions the sum of log-odds would be the evidence (a naive Bayes classifier). Those of successive
    pictures are anything but independent, and their mean is as sure as they are on average.

    Args:
        max_log_odds: an opinion that is more sure counts as this much, so that it cannot outvote all others.
    """

    def __init__(self, max_log_odds: float) -> None:
        self._largest = max_log_odds
        self._count = 0
        self._opinions, self._hints = 0.0, 0.0  # sums of log-odds
        self._winner = 0

    @property
    def log_odds(self) -> float:
        """Mean log-odds of class 1 by the opinions up to now, without hints; 0 before the first one."""
        return self._opinions / max(self._count, 1)

    def add(self, opinion: ClassificationList) -> None:
        """Take in an opinion.

        Args:
            opinion: the likelier class and its score, 0.5..1, or both.

        Raises:
            PacketTypeError: no class, or one that is neither 0 nor 1.
        """
        if not len(opinion) or (best := opinion[0]).index not in (0, 1):
            raise PacketTypeError(f"a vote needs one of the classes 0 and 1, found {opinion}")
        odds = log_odds(best.score, self._largest)
        self._opinions += odds if best.index else -odds
        if not self._count:
            self._winner = best.index
        self._count += 1

    def decide(self, hint: float = 0.0) -> tuple[int, float]:
        """The class by all opinions and hints up to now, and how sure it is, 0.5..1; once after each opinion.

        Args:
            hint: what else speaks for class 1, as log-odds.
        """
        self._hints += hint
        mean = (self._opinions + self._hints) / max(self._count, 1)
        if mean:
            self._winner = int(mean > 0)
        return self._winner, 1 / (1 + math.exp(-abs(mean)))


def log_odds(probability: float, largest: float) -> float:
    """Natural logarithm of p / (1 - p), within ±`largest`."""
    if probability <= 0 or probability >= 1:
        return math.copysign(largest, probability - 0.5)
    return max(-largest, min(largest, math.log(probability / (1 - probability))))


def opposite_log_odds(other: float, chance: float) -> float:
    """Log-odds of class 1 for one of two things, by what is known of the other one.

    With p for the other's probability and q for the chance it is ln((q(1-p) + (1-q)p) / (qp + (1-q)(1-p))).

    Args:
        other: log-odds of class 1 for the other one.
        chance: how likely the two are of different classes, 0..1, less than 1 and more than 0.
    """
    return -2 * math.atanh((2 * chance - 1) * math.tanh(other / 2))
