"""Every test of a calculator's flow runs inline and on worker threads."""

from __future__ import annotations

from functools import partial

import pytest

from backedge.testing import run_node
from tests.calculators.core.nodes import Run


@pytest.fixture(params=[0, 2], ids=["inline", "2 threads"])
def threads(request: pytest.FixtureRequest) -> int:
    """How many worker threads the graph is to have."""
    count: int = request.param
    return count


@pytest.fixture
def run(threads: int) -> Run:
    """Runs nodes as `run_node` does."""
    return partial(run_node, num_threads=threads)
