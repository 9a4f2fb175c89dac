"""The same picture again and again, as a video or as single images; or one that moves."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from tests.compat.solutions.results import (
    FOLLOWED,
    FRAMES,
    HAND,
    RUNS,
    all_numbers,
    assert_alike,
    follow,
    make,
    recorded,
    shapes,
)
from tests.data import hands_dir
from tests.graphs.shared_pictures import picture

PACKAGE: Final = "backedge.compat.mediapipe"


@pytest.fixture(autouse=True)
def _models(models: Path) -> None:
    """Skips without models."""
    del models


@pytest.mark.parametrize("name", FOLLOWED)
def test_videos_have_mediapipes_results(name: str) -> None:
    """As many of each in every frame, and in the last one at the same places, tracked and smoothed."""
    expected = recorded(f"{name}, followed")
    frames = follow(PACKAGE, name, hands_dir())
    assert [shapes(each) for each in frames] == [shapes(expected)] * FRAMES
    assert_alike(frames[-1], expected)


@pytest.mark.parametrize("name", ["two hands, lite", "meshes", "near faces", "far faces"])
def test_single_images_do_not_know_those_before(name: str) -> None:
    """What is found in an image is the same, number by number, however often it comes."""
    solution, arguments, file = RUNS[name]
    image = picture(hands_dir(), file)
    with make(PACKAGE, solution, arguments) as made:
        first, second = (all_numbers(made.process(image)) for _ in range(2))
    for field, values in first.items():
        assert_array_equal(values, second[field])


def test_two_hands_are_told_apart() -> None:
    """Each has 21 landmarks in pixels and metres, and a handedness with a score."""
    solution, _, file = RUNS["two hands"]
    with make(PACKAGE, solution, {"max_num_hands": 2}) as made:
        outputs: Any = made.process(picture(hands_dir(), file))
    for hands in (outputs.multi_hand_landmarks, outputs.multi_hand_world_landmarks):
        assert [len(hand.landmark) for hand in hands] == [21, 21]
    labels = [each.classification[0].label for each in outputs.multi_handedness]
    assert labels == ["Right", "Right"]  # of two persons
    wrists = [hand.landmark[0].x for hand in outputs.multi_hand_landmarks]
    assert abs(wrists[0] - wrists[1]) > 0.5


@pytest.mark.parametrize(("refined", "count"), [(False, 468), (True, 478)])
def test_irises_are_ten_landmarks_more(refined: bool, count: int) -> None:
    """468 landmarks of a face, and 478 with irises."""
    solution, _, file = RUNS["meshes"]
    with make(PACKAGE, solution, {"refine_landmarks": refined}) as made:
        (face,) = made.process(picture(hands_dir(), file)).multi_face_landmarks
    assert len(face.landmark) == count


def test_a_hand_that_moves_is_followed() -> None:
    """The picture, shifted from frame to frame: the landmarks go with it, a few pixels off at most."""
    image = picture(hands_dir(), HAND)
    with make(PACKAGE, "hands.Hands", {"max_num_hands": 1}) as made:
        tips = [made.process(np.roll(image, 4 * step, axis=1)).multi_hand_landmarks[0].landmark[8] for step in range(6)]
    moved = np.array([tip.x for tip in tips]) * image.shape[1]
    assert_allclose(moved - moved[0], 4 * np.arange(6), atol=5)
