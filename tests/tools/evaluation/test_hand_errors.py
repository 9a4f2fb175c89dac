"""Errors of single hands, by their definitions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from backedge.tools.evaluation.findings import FoundHand
from backedge.tools.evaluation.hand_errors import (
    THRESHOLDS,
    hand_error,
    intersection_over_union,
    match,
)
from backedge.tools.evaluation.records import area_under
from backedge.tools.hand_sets.palm import error_unit, hand_box
from backedge.tools.hand_sets.truth import UNKNOWN, TrueHand
from tests.tools.evaluation.made_hands import PALM, found_hand, frames_of, points, true_hand


def test_errors_are_in_palm_sizes() -> None:
    """A hand that is 10 pixels beside one with a palm of 100: 0.1 palm sizes, squared 0.01, wrist to middle finger."""
    assert error_unit(points()) == pytest.approx(PALM)
    error = hand_error(found_hand(x=310), true_hand())
    assert error.distances == pytest.approx(np.full(21, 10.0))
    assert error.normalised == pytest.approx(0.1)
    assert error.squared == pytest.approx(0.01)


def test_the_curve_of_correct_landmarks() -> None:
    """All are correct from 0.1 palm sizes on where all are off by that; the area follows."""
    error = hand_error(found_hand(x=310 - 1e-6), true_hand())
    assert (error.correct[THRESHOLDS < 0.099] == 0).all()
    assert (error.correct[THRESHOLDS > 0.1] == 1).all()
    assert area_under(error.correct) == pytest.approx(0.8, abs=0.02)
    assert area_under(hand_error(found_hand(), true_hand()).correct) == pytest.approx(1.0)


def test_unknown_landmarks_do_not_count() -> None:
    """What is wrong where the truth is not known is no error."""
    true = true_hand()
    moved = points()
    moved[4] += 50
    visible = true.visible.copy()
    visible[4] = UNKNOWN
    assert hand_error(FoundHand(moved), true).normalised > 0.03
    assert hand_error(FoundHand(moved), replace(true, visible=visible)).normalised == pytest.approx(0.0)


def test_errors_in_space_do_not_depend_on_the_origin() -> None:
    """World points have an origin of their own; one point that is 21 mm off moves the middle by 1 mm."""
    world = np.random.default_rng(0).normal(0, 0.05, (21, 3))
    other = world + np.array([1.0, 2.0, 3.0])
    true, found = replace(true_hand(), world=world), found_hand()
    assert hand_error(replace(found, world=other), true).world_distances == pytest.approx(np.zeros(21), abs=1e-12)
    other[8, 2] += 0.021
    apart = hand_error(replace(found, world=other), true).world_distances
    assert apart is not None
    assert apart[8] == pytest.approx(0.020)
    assert apart[0] == pytest.approx(0.001)
    assert hand_error(found, true).world_distances is None


def test_a_palm_seen_from_its_edge_does_not_make_errors_endless() -> None:
    """Its size is at least a fifth of the hand's extent."""
    hidden = points()
    hidden[9] = hidden[0]
    assert error_unit(hidden) == pytest.approx(0.2 * np.ptp(hidden, axis=0).max())


@pytest.mark.parametrize(("said", "right"), [("Right", True), ("Left", False), ("", None)])
def test_sides(said: str, right: bool | None) -> None:
    """Left and right are right, wrong, or not told."""
    (frame,) = frames_of(([found_hand(handedness=said)], [true_hand()]))
    assert frame.hands[0].handedness is right


def test_hands_with_a_box_only_match_by_it() -> None:
    """They are found where boxes overlap by more than 0.3; errors of landmarks are not known."""
    box = hand_box(points())
    true = TrueHand(None, box=box)
    (frame,) = frames_of(([found_hand()], [true]))
    assert (frame.hands[0].was_found, frame.hands[0].error, frame.matched) == (True, None, 1)
    assert match([found_hand(x=300 + 0.3 * box[2])], [true]) == {0: 0}
    assert match([found_hand(x=300 + 0.8 * box[2])], [true]) == {}
    assert intersection_over_union(np.array([0.0, 0, 2, 2]), np.array([1.0, 1, 2, 2])) == pytest.approx(1 / 7)


def test_the_nearest_pairs_match() -> None:
    """Each true hand gets one found hand and the other way round; a hand a palm size away is another one."""
    true = [true_hand(300), true_hand(500)]
    assert match([found_hand(490), found_hand(310)], true) == {0: 1, 1: 0}
    assert match([found_hand(305), found_hand(310)], true) == {0: 0}
    assert match([found_hand(300 + 1.01 * PALM)], true[:1]) == {}
    assert match([], true) == {}
