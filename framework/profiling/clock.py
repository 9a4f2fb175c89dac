"""The clock that profiles are taken by."""

from __future__ import annotations

import time
from typing import Final

_OFFSET: Final = time.time_ns() - time.perf_counter_ns()


def unix_microseconds() -> int:
    """Microseconds of Unix time, by a clock that never goes back."""
    return (time.perf_counter_ns() + _OFFSET) // 1000
