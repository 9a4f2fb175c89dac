"""What time it is, for the calculators that measure how long things take."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeAlias

Clock: TypeAlias = Callable[[], float]
"""Tells the time in seconds since 1970 (``mediapipe::Clock``). Tests and simulations give one of their own."""


def monotonic_clock() -> Clock:
    """A clock that agrees with the computer's now, and never jumps when somebody sets that."""
    offset = time.time() - time.monotonic()
    return lambda: offset + time.monotonic()
