"""Fixtures of the tests of nodes with models: the models, and a hand to look at."""

from __future__ import annotations

import pytest

from backedge.calculators.synthetic.scene import SyntheticFrame, SyntheticHand
from tests.models.available import real_models


@pytest.fixture(scope="session")
def frame() -> SyntheticFrame:
    """A picture of a whole hand; skips without models."""
    real_models()
    clip = SyntheticHand(width=320, height=240, frames=31)
    return clip[5]
