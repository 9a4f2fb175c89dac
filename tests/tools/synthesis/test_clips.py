"""Synthetic videos: each way to move is what it is called, and the truth follows the hands."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from backedge.tools.hand_sets.palm import error_unit
from backedge.tools.synthesis.backdrops import PROCEDURAL
from backedge.tools.synthesis.clip_plans import MOTIONS, ClipPlan, plan_clip
from backedge.tools.synthesis.clip_renderer import FPS, LabelledFrame, SyntheticClip

_NUMBERS = {motion: number for number, motion in enumerate(MOTIONS)}


def plans(motion: str, count: int = 40, seconds: float = 6.0) -> list[ClipPlan]:
    """Some plans of a way to move."""
    return [plan_clip(np.random.default_rng([3, seed]), motion, seconds, sorted(PROCEDURAL)) for seed in range(count)]


@cache
def frames(motion: str, seconds: float = 1.0, seed: int = 5) -> list[LabelledFrame]:
    """A short video."""
    return list(SyntheticClip(seed, _NUMBERS[motion], seconds, PROCEDURAL))


def speeds(plan: ClipPlan) -> NDArray[np.float64]:
    """Picture heights that its first hand moves, from frame to frame."""
    width, height = plan.look.size
    places = [plan.paths[0].at(number / FPS).placement for number in range(180)]
    steps = np.diff([(place.x * width / height, place.y) for place in places], axis=0)
    lengths: NDArray[np.float64] = np.hypot(steps[:, 0], steps[:, 1])
    return lengths


def test_motions_are_what_they_are_called() -> None:
    """Hands that are still do not move; fast ones are faster than slow ones; all paths last to the end."""
    assert all(not speeds(plan).any() for plan in plans("still"))
    slow, fast = (np.mean([speeds(plan).mean() for plan in plans(motion)]) for motion in ("slow", "fast"))
    assert fast > 1.8 * slow > 0
    for motion, each in MOTIONS.items():
        for plan in plans(motion):
            assert len(plan.paths) == each.hands
            assert motion == "still" or min(path.seconds for path in plan.paths) >= 6.0


def test_hands_that_leave_are_gone_and_come_back() -> None:
    """There are frames with a hand, then without, then with one again."""
    there = [bool(frame.hands) for frame in frames("leaves", 3.0)]
    gone = there.index(False)
    assert any(there[:gone])
    assert any(there[gone:])


def test_hands_that_cross_exchange_sides() -> None:
    """Of two hands, a left and a right one, each is sometimes to the left of the other; one can cover the other."""
    for plan in plans("crossing", 10):
        first, second = (np.array([path.at(number / FPS).placement.x for number in range(180)]) for path in plan.paths)
        assert {bool(each) for each in first < second} == {True, False}
        assert {path.at(0.0).handedness for path in plan.paths} == {"Left", "Right"}


def test_truth_of_a_still_hand_stays() -> None:
    """The truth does not move at all, while the picture has new noise in every frame."""
    still = frames("still")
    points = np.array([frame.hands[0].points for frame in still])
    assert np.ptp(points, axis=0).max() < 1e-9
    assert {hand.attributes["motion_blur"] for frame in still for hand in frame.hands} == {0.0}
    differences = np.abs(still[0].image.astype(int) - still[1].image)
    assert 0.3 < differences.mean() < 10


def test_truth_follows_hands() -> None:
    """Each hand keeps its number, moves less than half a palm's size a frame, and is smeared by its speed."""
    for motion in ("slow", "fast", "crossing"):
        clip = frames(motion)
        for track in range(1, MOTIONS[motion].hands + 1):
            hands = [hand for frame in clip for hand in frame.hands if hand.track == track]
            assert len({hand.handedness for hand in hands}) == 1
            points = [np.asarray(hand.points) for hand in hands]
            for before, hand, now in zip(points, hands[1:], points[1:], strict=False):
                moved = np.linalg.norm(now - before, axis=1)
                assert moved.mean() < 0.5 * error_unit(now)
                assert hand.attributes["motion_blur"] == pytest.approx(0.4 * moved.max(), abs=0.01)
    assert max(float(hand.attributes["motion_blur"]) for frame in frames("fast") for hand in frame.hands) > 2


def test_a_video_is_the_same_twice() -> None:
    """Bit for bit, and another one for another seed or number."""
    again = list(SyntheticClip(5, _NUMBERS["fast"], 1.0, PROCEDURAL))
    assert all((one.image == two.image).all() for one, two in zip(again, frames("fast"), strict=True))
    other = SyntheticClip(6, _NUMBERS["fast"], 1.0, PROCEDURAL)
    number = SyntheticClip(5, _NUMBERS["fast"] + len(MOTIONS), 1.0, PROCEDURAL)
    mine = SyntheticClip(5, _NUMBERS["fast"], 1.0, PROCEDURAL).plan.look
    assert len({each.variant for each in (mine, other.plan.look, number.plan.look)}) == 3


def test_things_before_hands_stay_where_they_are() -> None:
    """They are drawn at the same place in all frames."""
    seed = next(
        seed for seed in range(100) if SyntheticClip(seed, _NUMBERS["slow"], 0.1, PROCEDURAL).plan.look.occluders
    )
    clip = SyntheticClip(seed, _NUMBERS["slow"], 0.1, PROCEDURAL)
    covers = [clip._picture(clip.plan.at(time))[1] for time in (0.0, 2.0)]
    assert covers[0].any()
    assert (covers[0] == covers[1]).all()
