"""Figures of videos, on sequences in which it is known what happened."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

import numpy as np
import pytest

from backedge.tools.evaluation.clip_figures import EXPLAINED, clip_ratios
from backedge.tools.evaluation.evaluate import with_speeds
from backedge.tools.evaluation.findings import FoundHand
from backedge.tools.evaluation.records import FrameRecord
from backedge.tools.hand_sets.truth import TrueHand
from tests.tools.evaluation.made_hands import PALM, found_hand, frames_of, points, true_hand

Shown: TypeAlias = tuple[list[FoundHand], list[TrueHand]]
"""What was found in a frame, and what is there."""


def clip_of(*frames: Shown, ran: bool | None = None) -> list[FrameRecord]:
    """Frames of one video as a judged one has them, in which true hands have their tracks."""
    true = with_speeds([hands for _, hands in frames])
    return frames_of(*zip([found for found, _ in frames], true, strict=True), ran=ran)


def value(frames: list[FrameRecord], name: str, num_hands: int = 2) -> float:
    """A figure of a video."""
    ratio = clip_ratios(frames, num_hands, has_truth=True)[name]
    return float(ratio.above.sum() / ratio.below.sum())


def test_every_figure_is_explained() -> None:
    """Each that comes of frames with hands, and no other."""
    frames = clip_of(*[([found_hand()], [true_hand()])] * 10, *[([], [true_hand()])] * 2, ran=True)
    frames += clip_of(*[([found_hand()], [true_hand()])] * 20, ran=False)
    assert set(clip_ratios(frames, 2, has_truth=True)) == set(EXPLAINED)


def test_life_of_a_track() -> None:
    """Held for five frames, lost, found again after two, held for three: one loss, one switch of none."""
    held = ([found_hand()], [true_hand()])
    frames = clip_of(*[held] * 5, *[([], [true_hand()])] * 2, *[held] * 3)
    assert value(frames, "track_life") == pytest.approx(4.0)
    assert value(frames, "losses") == pytest.approx(1 / 7)  # steps from a frame on which it was held
    assert value(frames, "redetections") == pytest.approx(1 / 2)
    assert value(frames, "switches") == 0


def test_a_hand_that_leaves_is_not_lost() -> None:
    """It was held until it left, and is found again on the second frame after it came back: one of two."""
    held = ([found_hand()], [true_hand()])
    missed: Shown = ([], [true_hand()])
    gone: Shown = ([], [])
    frames = clip_of(*[held] * 5, *[gone] * 6, missed, *[held] * 3)
    assert value(frames, "track_life") == pytest.approx(4.0)
    assert value(frames, "losses") == 0
    known = [replace(true_hand(), track=1)]
    told = clip_of(*[([found_hand()], known)] * 5, *[gone] * 6, ([], known), *[([found_hand()], known)] * 3)
    assert value(told, "track_life") == pytest.approx(4.0)
    assert value(told, "losses") == 0
    assert value(told, "redetections") == pytest.approx(1 / 2)


def test_true_hands_that_cross_are_told_apart_by_their_numbers() -> None:
    """Two hands exchange places from one frame to the next, and their tracks stay where they were: both switch."""
    one, two = found_hand(100, track=1), found_hand(700, track=2)
    true = [
        [replace(true_hand(x), track=track) for x, track in zip((100, 700), order, strict=True)]
        for order in ((1, 2), (2, 1))
    ]
    frames = clip_of(*[([one, two], true[number >= 5]) for number in range(10)])
    assert value(frames, "switches") == pytest.approx(2 / 18)


def test_tracks_that_the_graph_tells_are_believed() -> None:
    """A hand that gets another number is a switch, although it is where it was."""
    frames = clip_of(*[([found_hand(track=number)], [true_hand()]) for number in (1, 1, 2, 2, 2)])
    assert value(frames, "switches") == pytest.approx(1 / 4)


def test_what_needs_no_truth() -> None:
    """Duplicates, too many hands, sides that change, frames that are left out, a detector that rests."""
    twice = clip_of(*[([found_hand(), found_hand(x=310)], [])] * 3, *[([found_hand()], [])] * 7, ran=False)
    assert value(twice, "duplicates") == pytest.approx(0.3)
    assert value(twice, "too_many", num_hands=1) == pytest.approx(0.3)
    assert value(twice, "detector_rested") == 1
    partly = [*clip_of(([found_hand()], []), ran=True), *clip_of(([found_hand()], []))]
    assert "detector_rested" not in clip_ratios(partly, 2, has_truth=False)
    sides = clip_of(*[([found_hand(handedness=side)], []) for side in ("Left", "Right", "Right", "Left", "Left")])
    assert value(sides, "handedness_flips") == pytest.approx(2 / 4)
    gaps = clip_of(*[([found_hand()] if there else [], []) for there in (1, 1, 0, 1, 1, 1)])
    assert value(gaps, "drop_outs") == pytest.approx(1 / 2)  # of two frames whose neighbours have it
    assert set(clip_ratios(gaps, 2, has_truth=False)) & {"losses", "track_life"} == set()


def shaking(amount: float, drift: float) -> list[FrameRecord]:
    """A hand that shakes by `amount` pixels along each axis, and moves by `drift` pixels a frame."""
    rng = np.random.default_rng(0)
    hands = [points(300 + drift * step) + rng.normal(0, amount, (21, 2)) for step in range(90)]
    return clip_of(*[([FoundHand(each)], []) for each in hands])


def test_jitter_is_how_much_a_still_hand_shakes() -> None:
    """In palm sizes, root mean square, and the same where the hand drifts slowly; a hand that moves does not count."""
    expected = np.sqrt(2) * 0.5 / PALM * np.sqrt(13 / 15)  # a line takes two of fifteen degrees of freedom
    assert value(shaking(0.5, 0.0), "jitter") == pytest.approx(expected, rel=0.05)
    assert value(shaking(0.5, 0.1), "jitter") == pytest.approx(expected, rel=0.05)
    assert value(shaking(1.0, 0.0), "jitter") == pytest.approx(2 * expected, rel=0.05)
    assert "jitter" not in clip_ratios(shaking(0.5, 5.0), 2, has_truth=False)
