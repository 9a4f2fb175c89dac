"""Which hand of a person a followed hand is, by what all its pictures say."""

from __future__ import annotations

import math

from backedge.errors import PacketTypeError
from backedge.formats import ClassificationList


class TwoClassVote:
    """The mean opinion, as log-odds, of classifiers that know two classes, 0 and 1, about one thing.

    For independent opinions the sum of log-odds would be the evidence (a naive Bayes classifier). Those of successive
    pictures are anything but independent, and their mean is as sure as they are on average.

    After the first opinion it changes its class only for good reasons: as in A. Wald's sequential test, once the sum of
    all log-odds is beyond a bound. Else a thing of which opinions begin to differ goes back and forth.

    Args:
        max_log_odds: an opinion that is more sure counts as this much, so that it cannot outvote all others.
        change_log_odds: the bound; 0 for none.
    """

    def __init__(self, max_log_odds: float, change_log_odds: float = 0.0) -> None:
        self._largest = max_log_odds
        self._bound = change_log_odds
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

        It is 0.5 sure of a class that stays although the mean, which is not beyond the bound, speaks for the other one.

        Args:
            hint: what else speaks for class 1, as log-odds.
        """
        self._hints += hint
        total = self._opinions + self._hints
        if total and (self._count <= 1 or abs(total) > self._bound):
            self._winner = int(total > 0)
        mean = total / max(self._count, 1)
        return self._winner, 1 / (1 + math.exp(-max(mean if self._winner else -mean, 0.0)))


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
