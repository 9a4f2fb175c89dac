"""Settings that hold for every test."""

from __future__ import annotations

import os
from importlib.util import find_spec

import pytest
from hypothesis import settings

# A deadline would make a busy machine a failed property; CI's profile also repeats the same examples in every run.
settings.register_profile("backedge", settings.get_profile("ci" if "CI" in os.environ else "default"), deadline=None)
settings.load_profile("backedge")


def pytest_report_header(config: pytest.Config) -> str:
    """Says which backedge is tested: the checkout, or an installed one."""
    del config
    spec = find_spec("backedge")
    return f"backedge: {spec.origin if spec else 'not installed'}"
