"""Figures that there are none of: nothing to divide by, hands without landmarks, tables with gaps."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from backedge.tools.evaluation.accuracy_tables import TextTable
from backedge.tools.evaluation.detection_precision import true_box
from backedge.tools.evaluation.hand_errors import match
from backedge.tools.evaluation.ratios import Ratio, difference, figure, interval_of
from tests.tools.evaluation.made_hands import found_hand, true_hand

NOTHING = Ratio(np.zeros(3), np.zeros(3))


def test_a_difference_from_nothing_is_none() -> None:
    """Where one of two graphs has nothing to divide by, nothing is compared, and nothing warned of."""
    some = Ratio(np.ones(3), np.ones(3))
    for ours, theirs in ((NOTHING, some), (some, NOTHING), (NOTHING, NOTHING)):
        found = difference(ours, theirs)
        assert all(math.isnan(value) for value in (found.value, found.low, found.high, found.p))
    assert math.isnan(figure(NOTHING).value)


def test_the_interval_of_values_that_are_not_finite() -> None:
    """They do not count; of nothing else there is none."""
    assert all(map(math.isnan, interval_of(np.array([np.nan, np.inf]))))
    assert interval_of(np.array([np.nan, 2.0, 2.0])) == (2.0, 2.0)


def test_hands_without_landmarks_are_known_by_their_boxes() -> None:
    """A hand of which neither is known, or whose points are all one, is no match for any."""
    hand = true_hand()
    box = true_box(hand)
    assert box is not None
    boxed = replace(hand, points=None, box=box)
    assert true_box(boxed) is box
    assert hand.points is not None
    unknown = [replace(boxed, box=None), replace(hand, points=np.zeros_like(hand.points))]
    assert match([found_hand()], [*unknown, boxed]) in ({0: 2}, {2: 0})
    assert match([found_hand()], unknown) == {}


def test_a_table_as_markdown() -> None:
    """The first column is of words, all others of numbers."""
    table = TextTable("Errors", [["", "mean", "p95"], ["full", "1 %", "2 %"]])
    assert table.markdown().splitlines() == [
        *("### Errors", "", "|  | mean | p95 |", "| --- | ---: | ---: |", "| full | 1 % | 2 % |")
    ]
