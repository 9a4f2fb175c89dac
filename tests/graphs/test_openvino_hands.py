"""Hands found with OpenVINO, against those found with LiteRT."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest

from backedge.calculators.inference.backend import BACKEND_VARIABLE
from backedge.calculators.synthetic.scene import SyntheticHand
from backedge.graphs.hand_tracking import Hand, HandTracker
from tests.models.available import real_models

SIZE = (640, 480)


def hands(backend: str, monkeypatch: pytest.MonkeyPatch) -> list[Hand]:
    """The hand in some frames of the synthetic clip."""
    monkeypatch.setenv(BACKEND_VARIABLE, backend)
    clip = SyntheticHand()
    with HandTracker(num_hands=1) as tracker:
        return [hand for number in range(40, 52) for hand in tracker.process(clip[number].image).hands]


@pytest.mark.skipif(find_spec("openvino") is None, reason="needs backedge[openvino]")
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
