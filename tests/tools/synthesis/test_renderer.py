"""Synthetic pictures: they vary as they should, and their truth is true."""

from __future__ import annotations

from collections import Counter

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from backedge.graphs.hand_tracking import HandTracker
from backedge.tools.hand_sets.palm import palm_size
from backedge.tools.hand_sets.truth import HIDDEN, SEEN, TrueHand
from backedge.tools.synthesis.backdrops import PROCEDURAL
from backedge.tools.synthesis.degradation import blur
from backedge.tools.synthesis.plans import NEGATIVES, SKIN_TONES, plan_picture
from backedge.tools.synthesis.renderer import LabelledPicture, render_picture
from tests.models.available import real_models


def decoded(picture: LabelledPicture) -> NDArray[np.uint8]:
    """Its pixels, RGB."""
    bgr = cv2.imdecode(np.frombuffer(picture.jpeg, np.uint8), cv2.IMREAD_COLOR)
    return np.asarray(cv2.cvtColor(np.asarray(bgr), cv2.COLOR_BGR2RGB), np.uint8)


def test_plans_cover_what_they_promise() -> None:
    """Among a thousand there is every skin tone, negative and backdrop, both hands, one and two, all sizes."""
    plans = [plan_picture(np.random.default_rng([0, number]), sorted(PROCEDURAL)) for number in range(1000)]
    assert {plan.skin_tone for plan in plans} == set(SKIN_TONES)
    assert {plan.negative for plan in plans} == {"", *NEGATIVES}
    assert {plan.backdrop for plan in plans} == set(PROCEDURAL)
    hands = [hand for plan in plans for hand in plan.hands]
    sides = Counter(hand.handedness for hand in hands)
    assert 0.8 < sides["Left"] / sides["Right"] < 1.25
    numbers = Counter(len(plan.hands) for plan in plans)
    assert numbers[0] > 100
    assert numbers[2] > 200
    lengths = [plan.hands[0].placement.size * plan.size[1] for plan in plans if plan.hands]
    assert 24 <= min(lengths) < 27
    assert max(lengths) > 350
    # As many of each doubling of the size.
    assert np.histogram(np.log2(lengths), [4.5, 5.5, 6.5, 7.5])[0].min() > 100
    for share, least in (
        (np.mean([plan.occluders > 0 for plan in plans]), 0.2),
        (np.mean([plan.noise > 0 for plan in plans]), 0.5),
    ):
        assert share > least


def test_same_seed_same_bytes() -> None:
    """A picture is the same whenever it is made, and another one for another number or seed."""
    first = render_picture(3, 8, PROCEDURAL)
    render_picture(3, 9, PROCEDURAL)
    again = render_picture(3, 8, PROCEDURAL)
    assert first.jpeg == again.jpeg
    assert len({first.jpeg, render_picture(3, 9, PROCEDURAL).jpeg, render_picture(4, 8, PROCEDURAL).jpeg}) == 3


def hands_of(seed: int, count: int) -> list[tuple[LabelledPicture, TrueHand]]:
    """The hands of some pictures."""
    pictures = (render_picture(seed, number, PROCEDURAL) for number in range(count))
    return [(picture, hand) for picture in pictures for hand in picture.hands]


def test_truth_fits_together() -> None:
    """Image points are the world points through a camera; the box holds them; the size is the hand's."""
    for _, hand in hands_of(11, 25):
        assert hand.points is not None
        assert hand.world is not None
        assert hand.depth is not None
        assert hand.box is not None
        scale = float(hand.attributes["size"]) / 0.174
        # Orthographic would be exact; a lens that is near spreads what is near.
        spread = hand.points - hand.points.mean(axis=0)
        world = (hand.world - hand.world.mean(axis=0))[:, :2] * scale
        assert np.corrcoef(spread.ravel(), world.ravel())[0, 1] > 0.9
        assert hand.depth == pytest.approx((hand.world[:, 2] - hand.world[0, 2]) * scale, rel=1e-3, abs=1e-3)
        low, extent = hand.box[:2], hand.box[2:]
        assert (hand.points >= low - 1e-9).all()
        assert (hand.points <= low + extent + 1e-9).all()
        assert palm_size(hand.points) > 0


def test_hidden_landmarks_are_those_out_of_sight() -> None:
    """Points outside of the picture are hidden, and some of those inside."""
    hands = hands_of(12, 40)
    for picture, hand in hands:
        assert hand.points is not None
        outside = ((hand.points < 0) | (hand.points >= picture.size)).any(axis=1)
        assert (hand.visible[outside] == HIDDEN).all()
    assert any((hand.visible == HIDDEN).any() for _, hand in hands)


def test_all_of_an_open_hand_is_seen() -> None:
    """Of an open hand with nothing before it, nearly all landmarks in the picture are."""
    names = sorted(PROCEDURAL)
    numbers = []
    for number in range(400):
        plan = plan_picture(np.random.default_rng([13, number]), names)
        if len(plan.hands) == 1 and not plan.occluders and plan.hands[0].gesture in ("open_palm", "flat"):
            numbers.append(number)
    assert len(numbers) > 5
    for number in numbers[:12]:
        picture = render_picture(13, number, PROCEDURAL)
        for hand in picture.hands:
            assert hand.points is not None
            inside = ((hand.points >= 0) & (hand.points < picture.size)).all(axis=1)
            if float(hand.attributes["tilt"]) < 40:
                assert (hand.visible[inside] == SEEN).mean() > 0.9


def test_mediapipe_finds_the_hands() -> None:
    """Of large hands before simple backgrounds most are found, and where they are."""
    real_models()
    wanted = found = 0
    with HandTracker(static_images=True) as tracker:
        for number in range(60):
            picture = render_picture(7, number, PROCEDURAL)
            clear = [
                hand
                for hand in picture.hands
                if float(hand.attributes["size"]) > 100
                and float(hand.attributes["hidden"]) < 0.3
                and float(hand.attributes["tilt"]) < 60
            ]
            if not clear:
                continue
            result = tracker.process(decoded(picture))
            for hand in clear:
                wanted += 1
                points = np.asarray(hand.points)
                errors = [np.linalg.norm(each.pixels(*picture.size) - points, axis=1).mean() for each in result.hands]
                found += bool(errors) and min(errors) < 0.15 * float(hand.attributes["size"])
    assert wanted >= 8
    assert found / wanted > 0.6


@pytest.mark.parametrize("length", [1.0, 3.0, 7.9, 8.0, 20.0, 48.0])
@pytest.mark.parametrize("angle", [0.0, 0.5, np.pi / 2, 2.5, np.pi])
def test_motion_blur_is_as_long_as_it_says_and_moves_nothing(length: float, angle: float) -> None:
    """A square is smeared along the line, around its middle; light is neither won nor lost."""
    image = np.zeros((101, 101, 3), np.uint8)
    image[48:53, 48:53] = 192  # can be halved six times
    smeared = blur(image, (length, angle), 0.0)[..., 0].astype(np.float64)
    y, x = (np.arange(101)[:, None] - 50, np.arange(101) - 50)
    total = smeared.sum()
    assert ((smeared * x).sum() / total, (smeared * y).sum() / total) == pytest.approx((0, 0), abs=0.1)
    variance = (smeared * (x * np.cos(angle) + y * np.sin(angle)) ** 2).sum() / total - 2.0  # the square's own
    assert np.sqrt(12 * variance) == pytest.approx(length, abs=0.8)
    assert total == pytest.approx(25 * 192, rel=0.02)
