"""Every test of a calculator's flow runs inline and on worker threads."""

from __future__ import annotations

from functools import partial

import pytest

from backedge.testing import run_node
from tests.calculators.core.nodes import Run


@pytest.fixture
def run(threads: int) -> Run:
    """Runs nodes as `run_node` does."""
    return partial(run_node, num_threads=threads)
