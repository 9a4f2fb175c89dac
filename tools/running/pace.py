"""``--realtime`` feeds files at their own pace, as cameras do."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from backedge.timestamp import to_seconds

_SLICE: Final = 0.05
"""Seconds between two looks at whether to go on."""


class Pace:
    """Waits until it is time for a picture: as long after the first one as their timestamps say.

    Attributes:
        behind: by how many seconds the last picture came too late.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], object] = time.sleep
    ) -> None:
        """Begins with the first picture.

        Args:
            clock: tells the time in seconds.
            sleep: waits for some seconds.
        """
        self.behind = 0.0
        self._clock, self._sleep = clock, sleep
        self._start: float | None = None

    def wait_for(self, timestamp: int, is_over: Callable[[], bool]) -> None:
        """Return when it is time for the picture of `timestamp`, in microseconds, or `is_over`."""
        due = to_seconds(timestamp)
        if self._start is None:
            self._start = self._clock() - due
        while (left := self._start + due - self._clock()) > 0 and not is_over():
            self._sleep(min(left, _SLICE))
        self.behind = max(-left, 0.0)
