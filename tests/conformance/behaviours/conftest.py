"""Every behaviour that involves a flow of packets holds on the caller's thread, and on one and several workers."""

from __future__ import annotations

import pytest


@pytest.fixture(params=[0, 1, 3], ids=["inline", "1 thread", "3 threads"])
def threads(request: pytest.FixtureRequest) -> int:
    """How many worker threads the graph is to have."""
    count: int = request.param
    return count
