"""Campaigns take as long as they take."""

from __future__ import annotations

import faulthandler

import pytest


@pytest.fixture(autouse=True)
def _patience(request: pytest.FixtureRequest) -> None:
    """Let campaigns take longer than `faulthandler_timeout`, after which it would print every thread's stack."""
    if request.node.get_closest_marker("soak"):
        faulthandler.cancel_dump_traceback_later()
