"""How often a page gets pictures: as often as it can show them, or seldom where a run could use the whole machine."""

from __future__ import annotations

import os
from collections.abc import Callable
from time import monotonic, process_time
from typing import Final

_OFTEN: Final = 1 / 30
"""Seconds between two events at least: more pictures nobody sees, and each costs the graph time."""

_SELDOM: Final = 1 / 8
"""The same where what the page draws would be missing to the graph: a browser without a graphics card draws with the
processors that the graph runs on."""

_BUSY: Final = 0.6
"""The share of all processors' time from which on a run could use those that the page takes."""

_BETWEEN_LOOKS: Final = 1.0
"""Seconds of which that share is measured."""


class PictureRate:
    """Tells how long the page is to wait for its next pictures.

    Args:
        clock: tells the time in seconds.
        used: tells the seconds that this process has had of all processors.
        processors: how many there are.
    """

    def __init__(
        self,
        clock: Callable[[], float] = monotonic,
        used: Callable[[], float] = process_time,
        processors: int | None = None,
    ) -> None:
        self._clock, self._used = clock, used
        self._processors = processors or _usable_processors()
        self._looked, self._used_then = clock(), used()
        self._is_hurried = self._is_busy = False

    def begin(self, *, is_paced: bool) -> None:
        """Begin a run; one that has no pace to keep goes as fast as the processors let it."""
        self._looked, self._used_then = self._clock(), self._used()
        self._is_hurried, self._is_busy = not is_paced, False

    @property
    def interval(self) -> float:
        """Seconds between two events at least."""
        passed = self._clock() - self._looked
        if passed >= _BETWEEN_LOOKS:
            used = self._used()
            self._is_busy = (used - self._used_then) / passed >= _BUSY * self._processors
            self._looked, self._used_then = self._clock(), used
        return _SELDOM if self._is_hurried or self._is_busy else _OFTEN


def _usable_processors() -> int:
    """The processors that this process may run on, as far as the system tells."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
