"""What tests of threads share."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture
def busy_switching() -> Iterator[None]:
    """Let Python switch threads as often as it can: what depends on luck goes wrong sooner."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)
