"""The clock of the calculators that measure how long packets take."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeAlias

Clock: TypeAlias = Callable[[], float]
"""Tells the time in seconds since 1970 (``mediapipe::Clock``). Tests and simulations give one of their own."""


def monotonic_clock() -> Clock:
    """A clock that starts at the computer's time, and does not jump when the computer's clock is set."""
    offset = time.time() - time.monotonic()
    return lambda: offset + time.monotonic()
