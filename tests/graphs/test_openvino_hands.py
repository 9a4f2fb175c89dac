"""Hands found with OpenVINO, against those found with LiteRT, and both in one process."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import numpy as np
import pytest

from backedge.calculators.inference.backend import BACKEND_VARIABLE
from backedge.calculators.synthetic.scene import SyntheticHand
from backedge.graphs.hand_tracking import Hand, HandTracker
from tests.models.available import real_models

SIZE = (640, 480)
FRAMES = range(40, 52)


def hands(backend: str, monkeypatch: pytest.MonkeyPatch) -> list[Hand]:
    """The hand in some frames of the synthetic clip."""
    monkeypatch.setenv(BACKEND_VARIABLE, backend)
    clip = SyntheticHand()
    with HandTracker(num_hands=1) as tracker:
        return [hand for number in FRAMES for hand in tracker.process(clip[number].image).hands]


pytestmark = pytest.mark.skipif(find_spec("openvino") is None, reason="needs backedge[openvino]")


def test_landmarks_are_within_a_hundredth_of_the_hands_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """In bfloat16, where the processor has it: on average over a hand, in every frame of a hand that is tracked."""
    real_models()
    found, expected = hands("openvino", monkeypatch), hands("litert", monkeypatch)
    assert len(found) == len(expected) == 12
    for one, other in zip(found, expected, strict=True):
        points, truth = one.landmarks[:, :2] * SIZE, other.landmarks[:, :2] * SIZE
        size = np.linalg.norm(np.ptp(truth, axis=0))
        assert np.linalg.norm(points - truth, axis=1).mean() < 0.01 * size
        assert one.handedness == other.handedness


def bits(found: Sequence[Hand]) -> list[bytes]:
    """What is equal only if every bit of every landmark is."""
    return [hand.landmarks.tobytes() for hand in found]


def test_both_engines_run_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    """In turns on one thread and at once on two: each finds what it finds alone, to the last bit."""
    real_models()
    clip = SyntheticHand()
    frames = [clip[number].image for number in FRAMES]
    expected = [bits(hands(backend, monkeypatch)) for backend in ("openvino", "litert")]
    assert len(expected[0]) == len(expected[1]) == len(frames)
    assert expected[0] != expected[1], "the engines could not be told apart"

    def tracker(backend: str) -> HandTracker:
        monkeypatch.setenv(BACKEND_VARIABLE, backend)
        return HandTracker(num_hands=1)

    def track(one: HandTracker) -> list[bytes]:
        return bits([hand for image in frames for hand in one.process(image).hands])

    with tracker("openvino") as first, tracker("litert") as second:
        in_turns = [(first.process(image).hands, second.process(image).hands) for image in frames]
    assert [bits([hand for both in in_turns for hand in both[number]]) for number in range(2)] == expected
    with tracker("openvino") as first, tracker("litert") as second, ThreadPoolExecutor(2) as pool:
        assert list(pool.map(track, (first, second))) == expected
