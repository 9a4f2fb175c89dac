"""Poses of hands: gestures are what their names say, and joints keep to their limits."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from backedge.calculators.synthetic.skeleton import HandPose, hand_joints
from backedge.tools.synthesis.gestures import GESTURES, free_joints, gesture_joints


def reach(name: str) -> NDArray[np.float64]:
    """How far each fingertip is from its knuckle, thumb first, in metres."""
    joints = hand_joints(HandPose(*gesture_joints(name, np.random.default_rng(0), looseness=0.0)))
    lengths: NDArray[np.float64] = np.linalg.norm(joints[[4, 8, 12, 16, 20]] - joints[[1, 5, 9, 13, 17]], axis=1)
    return lengths


@pytest.mark.parametrize(
    ("name", "straight"),
    [
        ("open_palm", (1, 1, 1, 1, 1)),
        ("fist", (0, 0, 0, 0, 0)),
        ("point", (0, 1, 0, 0, 0)),
        ("victory", (0, 1, 1, 0, 0)),
        ("four", (0, 1, 1, 1, 1)),
        ("thumb_up", (1, 0, 0, 0, 0)),
        ("call_me", (1, 0, 0, 0, 1)),
        ("horns", (0, 1, 0, 0, 1)),
    ],
)
def test_gestures_stretch_the_fingers_of_their_names(name: str, straight: tuple[int, ...]) -> None:
    """A stretched finger reaches as far as in an open hand, a bent one not three quarters of that."""
    share = reach(name)[1:] / reach("open_palm")[1:]
    assert (share > 0.95).tolist() == [bool(each) for each in straight[1:]]
    assert all(share[np.array(straight[1:]) == 0] < 0.75)
    thumb = reach(name)[0] / reach("open_palm")[0]
    assert thumb > 0.98 if straight[0] else thumb < 0.97


def test_fingertips_meet_in_a_pinch() -> None:
    """Thumb and index finger are nearer to each other than in an open hand by more than half."""

    def gap(name: str) -> float:
        joints = hand_joints(HandPose(*gesture_joints(name, np.random.default_rng(0), looseness=0.0)))
        return float(np.linalg.norm(joints[4] - joints[8]))

    assert gap("ok") < 0.5 * gap("open_palm")


def test_poses_keep_to_the_limits_of_joints() -> None:
    """Fingers bend back by 12 degrees at most, forward by 103, and no bone changes its length."""
    rng = np.random.default_rng(5)
    poses = [free_joints(rng) for _ in range(200)] + [gesture_joints(name, rng, 3.0) for name in GESTURES]
    flexion = np.degrees([bent for bent, _ in poses])
    assert flexion.min() >= -12.001
    assert flexion.max() <= 103.001
    assert flexion.std() > 15  # they differ
    bones = [np.diff(hand_joints(HandPose(*pose))[5:9], axis=0) for pose in poses]
    lengths = np.linalg.norm(bones, axis=2)
    assert np.ptp(lengths, axis=0) == pytest.approx([0, 0, 0], abs=1e-9)
