"""Fixtures that the tests of graphs share: clips of hands that need no file."""

from __future__ import annotations

import pytest

from backedge.calculators.synthetic.scene import SyntheticHand
from tests.models.available import real_models


@pytest.fixture(scope="session")
def clip() -> SyntheticHand:
    """A hand that comes in, leaves the picture and comes back; skips without models."""
    real_models()
    return SyntheticHand(frames=120)
