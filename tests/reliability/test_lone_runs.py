"""Trackers side by side, on threads, in asyncio, forked, spawned, under strict Pythons: the results of a lone run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reliability import tracked

pytestmark = pytest.mark.usefixtures("models")

PROGRAM = Path(tracked.__file__)


def results_under(*options: str, seed: int) -> str:
    """Run the program with options of Python; what a lone run gives there, after all ways have given the same."""
    done = subprocess.run(
        [sys.executable, *options, str(PROGRAM)],
        env={**os.environ, "PYTHONHASHSEED": str(seed)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Error" not in done.stderr
    return done.stdout.splitlines()[-1]


def test_strict_python() -> None:
    """With every check of Python's, every warning an error, and another hash seed."""
    assert results_under("-X", "dev", "-W", "error", seed=1) == tracked.lone()


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("options", [(), ("-X", "dev"), ("-W", "error"), ("-O",)], ids=" ".join)
def test_every_python(options: tuple[str, ...], seed: int) -> None:
    """Each option alone, with several hash seeds."""
    assert results_under(*options, seed=seed) == tracked.lone()
