"""A hand's way through a video: through its stations, still where it stays, and without a jump."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from backedge.calculators.synthetic.pinhole_camera import Placement
from backedge.calculators.synthetic.skeleton import HandPose, hand_joints
from backedge.tools.synthesis.gestures import FREE, gesture_joints
from backedge.tools.synthesis.paths import HandPath, Station
from backedge.tools.synthesis.plans import HandPlan


def held(gesture: str, x: float, roll: float = 0.0) -> HandPlan:
    """A left hand that makes a gesture at a place."""
    flexion, abduction = gesture_joints(gesture, np.random.default_rng(0), looseness=0.0)
    return HandPlan(gesture, HandPose(flexion, abduction, roll), Placement(x, 0.5, 0.4), "Left", 0.1)


PATH = HandPath(
    [
        Station(held("fist", 0.2), stay=0.5, travel=0.0),
        Station(held("open_palm", 0.5, 0.4), stay=0.0, travel=1.0),
        Station(held("open_palm", 0.8), stay=1.0, travel=0.5),
    ]
)


def numbers(time: float) -> NDArray[np.float64]:
    """Everything about the hand at a moment, in one row."""
    hand = PATH.at(time)
    place = (hand.placement.x, hand.placement.y, hand.placement.size, hand.pose.roll, hand.wrist_bend)
    return np.concatenate([place, hand.pose.flexion.ravel(), hand.pose.abduction])


@pytest.mark.parametrize(
    ("time", "gesture", "x"), [(0.0, "fist", 0.2), (1.5, "open_palm", 0.5), (2.0, "open_palm", 0.8)]
)
def test_it_reaches_its_stations(time: float, gesture: str, x: float) -> None:
    """When it should, at the place and in the pose that they have."""
    hand, wanted = PATH.at(time), held(gesture, x, 0.4 if x == 0.5 else 0.0)
    assert (hand.gesture, hand.handedness) == (gesture, "Left")
    assert (hand.placement.x, hand.placement.size, hand.wrist_bend) == pytest.approx((x, 0.4, 0.1))
    assert hand_joints(hand.pose) == pytest.approx(hand_joints(wanted.pose))
    assert hand.pose.roll == pytest.approx(wanted.pose.roll)


def test_it_keeps_still_where_it_stays() -> None:
    """And before the first station and after the last one."""
    for stay in ((-1.0, 0.0, 0.3, 0.5), (2.0, 2.7, 3.0, 9.0)):
        first = numbers(stay[0])
        for time in stay[1:]:
            assert numbers(time) == pytest.approx(first, abs=1e-12)
    assert PATH.seconds == pytest.approx(3.0)


def test_it_moves_smoothly() -> None:
    """Neither place nor speed jumps, also where it passes a station; there it does not stop."""
    step = 1e-3
    rows = np.array([numbers(time) for time in np.arange(-0.1, 3.2, step)])
    speeds = np.diff(rows, axis=0) / step
    assert np.abs(speeds).max() < 10
    assert np.abs(np.diff(speeds, axis=0)).max() < 0.06
    assert (numbers(1.501) - numbers(1.499))[0] / 0.002 > 0.2


def test_between_two_gestures_it_is_free() -> None:
    """Between two stations of one gesture the hand keeps making it."""
    assert [PATH.at(time).gesture for time in (0.2, 0.9, 1.7, 2.5)] == ["fist", FREE, "open_palm", "open_palm"]


def test_one_station() -> None:
    """A hand that never moves."""
    path = HandPath([Station(held("victory", 0.4), stay=0.0, travel=0.0)])
    assert path.at(0.0).placement == path.at(5.0).placement
    assert (path.at(5.0).gesture, path.seconds) == ("victory", 0.0)
