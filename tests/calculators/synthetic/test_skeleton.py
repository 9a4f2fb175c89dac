"""The posed skeleton."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backedge.calculators.synthetic.skeleton import HAND_LENGTH, HandPose, hand_joints

ANGLES = st.floats(-3, 3)
FLEXION = arrays(np.float64, (5, 3), elements=st.floats(0, 1.6))
ABDUCTION = arrays(np.float64, (5,), elements=st.floats(-0.4, 0.4))
CHAINS = np.arange(1, 21).reshape(5, 4)
TIPS = [8, 12, 16, 20]


def bone_lengths(pose: HandPose) -> np.ndarray:
    """(5, 3) metres."""
    fingers = hand_joints(pose)[CHAINS]
    return np.asarray(np.linalg.norm(np.diff(fingers, axis=1), axis=2))


@given(flexion=FLEXION, abduction=ABDUCTION)
def test_bones_keep_their_lengths(flexion: np.ndarray, abduction: np.ndarray) -> None:
    """However the fingers are held, no bone grows or shrinks."""
    assert bone_lengths(HandPose(flexion, abduction)) == pytest.approx(bone_lengths(HandPose()))


@given(roll=ANGLES, pitch=ANGLES, yaw=ANGLES)
def test_rotation_is_a_rotation(roll: float, pitch: float, yaw: float) -> None:
    """The hand is turned, not stretched or mirrored."""
    rotation = HandPose(roll=roll, pitch=pitch, yaw=yaw).rotation()
    assert rotation @ rotation.T == pytest.approx(np.eye(3))
    assert np.linalg.det(rotation) == pytest.approx(1.0)


def test_right_hand_at_rest_holds_its_fingers_up_and_its_thumb_to_the_left() -> None:
    """The hand frame is that of a mirrored picture of a right hand's palm."""
    joints = hand_joints(HandPose())
    assert joints[0] == pytest.approx(0.0)
    assert (np.diff(joints[CHAINS[1:], 1], axis=1) < 0).all()
    assert joints[[4, 8, 12, 16, 20], 0] == pytest.approx(np.sort(joints[[4, 8, 12, 16, 20], 0]))
    assert np.linalg.norm(joints[12]) == pytest.approx(HAND_LENGTH, rel=0.03)


def test_left_hand_is_the_mirror_image() -> None:
    """Both hands take the same pose, thumbs on opposite sides."""
    pose = HandPose(np.full((5, 3), 0.3), np.full(5, 0.1))
    assert hand_joints(pose, "Left") == pytest.approx(hand_joints(pose, "Right") * [-1, 1, 1])


def test_flexion_closes_the_hand_towards_the_viewer() -> None:
    """A closed finger's tip comes nearer to the viewer and back to the palm."""
    straight, bent = hand_joints(HandPose()), hand_joints(HandPose(np.full((5, 3), 0.9)))
    assert (bent[TIPS, 2] < straight[TIPS, 2] - 0.02).all()
    assert (bent[TIPS, 1] > straight[TIPS, 1] + 0.02).all()


def test_roll_is_clockwise() -> None:
    """A quarter turn brings the fingers to the right of the wrist."""
    tip = hand_joints(HandPose())[12] @ HandPose(roll=np.pi / 2).rotation().T
    assert tip[0] > 0.15
    assert abs(tip[1]) < 0.02


def test_pitch_and_yaw_turn_as_documented() -> None:
    """Pitch tips the fingers away; yaw brings the palm's right edge nearer."""
    joints = hand_joints(HandPose())
    assert (joints @ HandPose(pitch=0.5).rotation().T)[12, 2] > joints[12, 2]
    assert (joints @ HandPose(yaw=0.5).rotation().T)[17, 2] < joints[17, 2]
