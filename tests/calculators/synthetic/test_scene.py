"""The clip of a synthetic hand, and what it says about itself."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import Any

import numpy as np
import pytest

from backedge.calculators.synthetic.scene import SyntheticHand
from backedge.calculators.synthetic.skeleton import Handedness
from backedge.errors import BackedgeError

FRAMES = 45


@pytest.fixture(scope="module")
def scene() -> SyntheticHand:
    """A small clip."""
    return SyntheticHand(320, 240, FRAMES)


def test_frames_are_rgb_pictures_that_cannot_be_written(scene: SyntheticHand) -> None:
    """A frame may go into a packet as it is."""
    frame = scene[0]
    assert frame.image.shape == (240, 320, 3)
    assert frame.image.dtype == np.uint8
    with pytest.raises(ValueError, match="read-only"):
        frame.image[0, 0] = 0


def test_same_seed_gives_the_same_clip(scene: SyntheticHand) -> None:
    """A frame depends on its number and the seed alone, not on what was rendered before."""
    again = SyntheticHand(320, 240, FRAMES)
    for number in (30, 10, 30):
        assert np.array_equal(again[number].image, scene[number].image)
        assert np.array_equal(again[number].hands[0].landmarks, scene[number].hands[0].landmarks)


def test_another_seed_is_another_clip(scene: SyntheticHand) -> None:
    """Person, room and motion change with the seed."""
    other = SyntheticHand(320, 240, FRAMES, seed=1)[30]
    assert np.abs(other.image.astype(int) - scene[30].image).mean() > 5
    assert np.abs(other.hands[0].landmarks - scene[30].hands[0].landmarks).max() > 0.01


def test_clip_is_a_sequence(scene: SyntheticHand) -> None:
    """A clip has a length, negative indexes, slices and an end."""
    assert len(list(scene)) == len(scene) == FRAMES
    assert np.array_equal(scene[-1].image, scene[FRAMES - 1].image)
    assert [frame.timestamp for frame in scene[3:9:3]] == [100_000, 200_000]
    with pytest.raises(IndexError):
        scene[FRAMES]


@pytest.mark.parametrize("seed", range(5))
def test_hand_comes_leaves_comes_back_and_stays(seed: int) -> None:
    """The clip begins and is interrupted by an empty picture, and shows the whole hand most of the time."""
    hands = [frame.hands[0] for frame in SyntheticHand(160, 120, 60, seed=seed)]
    assert [present for present, _ in groupby(hand.present for hand in hands)] == [False, True, False, True]
    assert hands[-1].visible
    assert np.mean([hand.visible for hand in hands]) > 0.6
    assert all(hand.present for hand in hands if hand.visible)


def test_visible_hand_lies_in_the_picture_where_the_truth_says(scene: SyntheticHand) -> None:
    """Every landmark of a visible hand is on skin: a colour that the empty picture does not have there."""
    empty = next(frame.image for frame in scene if not frame.hands[0].present).astype(int)
    for frame in scene:
        hand = frame.hands[0]
        if hand.visible:
            x, y = (hand.landmarks[:, :2] * (320, 240)).astype(int).T
            assert (np.abs(frame.image[y, x] - empty[y, x]).max(axis=1) > 15).all()


def test_empty_picture_is_empty(scene: SyntheticHand) -> None:
    """While the hand is away nothing is drawn: such frames differ by the camera's noise only."""
    frames = [frame for frame in scene if not frame.hands[0].present]
    assert len(frames) > 5
    for frame in frames:
        assert np.abs(frame.image.astype(int) - frames[0].image).max() < 30
        assert not frame.hands[0].visible


def test_motion_is_smooth() -> None:
    """From frame to frame a visible hand moves by a small part of the picture."""
    hands = [frame.hands[0] for frame in SyntheticHand(160, 120, 180)]
    for before, after in pairwise(hands):
        if before.visible and after.visible:
            assert np.abs(after.landmarks - before.landmarks)[:, :2].max() < 0.06


def test_depth_is_relative_to_the_wrist_and_negative_towards_the_viewer(scene: SyntheticHand) -> None:
    """The palm faces the viewer: closing it brings the fingers nearer than the wrist."""
    visible = [frame.hands[0].landmarks for frame in scene if frame.hands[0].visible]
    assert all(landmarks[0, 2] == 0 for landmarks in visible)
    assert min(landmarks[[8, 12, 16, 20], 2].min() for landmarks in visible) < -0.05


@pytest.mark.parametrize("handedness", ["Left", "Right"])
def test_thumb_points_as_in_a_mirrored_picture(handedness: Handedness) -> None:
    """A right hand's palm, seen in a mirror, has its thumb on the left."""
    hand = SyntheticHand(160, 120, FRAMES, handedness=handedness)[-1].hands[0]
    assert hand.handedness == handedness
    assert (hand.landmarks[4, 0] < hand.landmarks[20, 0]) == (handedness == "Right")


@pytest.mark.parametrize("seed", range(4))
def test_two_hands_keep_to_their_halves(seed: int) -> None:
    """With two hands each is of another side, and both are seen together without touching."""
    together = [frame.hands for frame in SyntheticHand(160, 120, 30, seed=seed, num_hands=2)]
    assert {tuple(hand.handedness for hand in hands) for hands in together} == {("Right", "Left")}
    both = [hands for hands in together if all(hand.visible for hand in hands)]
    assert len(both) > 12
    assert all(left.landmarks[:, 0].max() < right.landmarks[:, 0].min() for right, left in both)


def test_clip_of_one_frame_and_of_odd_size_can_be_had() -> None:
    """A clip may have any size."""
    assert SyntheticHand(33, 57, 1)[0].image.shape == (57, 33, 3)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"width": 8}, "expected width and height of at least 16 pixels, found (8, 480)"),
        ({"frames": 0}, "expected at least 1 frame, found 0"),
        ({"fps": 0}, "expected more than 0 frames a second, found 0"),
        ({"seed": -1}, "expected a seed of 0 or more, found -1"),
        ({"num_hands": 3}, "expected 1 or 2 hands, found 3"),
        ({"handedness": "right"}, "expected handedness Left or Right, found right"),
    ],
)
def test_impossible_clips_are_refused(arguments: dict[str, Any], text: str) -> None:
    """The error says what was expected and what was found."""
    with pytest.raises(BackedgeError) as error:
        SyntheticHand(**arguments)
    assert str(error.value) == f"synthetic hand: {text}"
