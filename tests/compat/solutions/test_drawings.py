"""`drawing_utils` and `drawing_styles`: pixels as MediaPipe 0.10.21 draws them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.compat.solutions.drawings import DRAWINGS, draw

RECORDED = Path(__file__).with_name("recorded") / "drawings.npz"


@pytest.mark.parametrize("name", DRAWINGS)
def test_picture_is_mediapipes(name: str) -> None:
    """The same landmarks give the same picture, pixel by pixel."""
    with np.load(RECORDED) as pictures:
        expected = pictures[name]
    drawn = draw("backedge.compat.mediapipe", name)
    assert np.argwhere((drawn != expected).any(axis=2)).tolist() == []
    assert len(np.unique(expected)) > 1, "something is drawn"
