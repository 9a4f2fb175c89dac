"""Timestamps that always rise."""

from __future__ import annotations

from typing import Final

_MICROSECONDS_PER_MILLISECOND: Final = 1000


def microseconds(milliseconds: float) -> int:
    """The timestamp of a time of a container that has nothing to mend."""
    return round(milliseconds * _MICROSECONDS_PER_MILLISECOND)


class Timeline:
    """Turns a container's times into timestamps that a stream can take.

    Where a time repeats or goes back (recordings put together, broken containers) the frame comes one frame's duration
    after the one before, and all that follows is shifted with it: gaps stay as they are.

    Attributes:
        mended: how many times did not rise by themselves.
    """

    def __init__(self, frame_duration: int) -> None:
        """Starts a timeline; `frame_duration` is in microseconds and at least 1."""
        self._frame_duration = frame_duration
        self._shift = 0
        self._last: int | None = None
        self.mended = 0

    def stamp(self, milliseconds: float) -> int:
        """The timestamp, in microseconds, of the frame that the container has at `milliseconds`."""
        time = microseconds(milliseconds)
        if self._last is not None and time + self._shift <= self._last:
            self._shift = self._last + self._frame_duration - time
            self.mended += 1
        self._last = time + self._shift
        return self._last
