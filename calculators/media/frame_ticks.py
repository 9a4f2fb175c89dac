"""When frames of a video file are shown, in the ticks that its time is counted in."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Final, Self

from backedge.errors import ResourceError
from backedge.timestamp import MICROSECONDS_PER_SECOND

_HIGHEST_TIMEBASE: Final = 65535  # ticks a second that MPEG-4 part 2 can have
_FINE: Final = Fraction(1, 60_000)
"""Seconds; all usual rates are multiples of it."""

_LONGEST: Final = 2**31 - 1
"""Ticks that a frame in .mp4 and .mov can be shown for."""


class FrameTicks:
    """Turns frames' timestamps into ticks that always rise.

    Attributes:
        length: of a tick, in seconds.
        late: by how many ticks the last frame is later than its timestamp, since others were in its way.
    """

    def __init__(self, length: Fraction, frame_duration: int) -> None:
        """Begins a file.

        Args:
            length: of a tick, in seconds.
            frame_duration: of a frame without a timestamp, in ticks.
        """
        self.length = length
        self.late = 0
        self._step = frame_duration
        self._last: int | None = None
        self._start = 0

    @classmethod
    def of_rate(cls, fps: Fraction) -> Self:
        """One tick a frame."""
        return cls(1 / fps, 1)

    @classmethod
    def fine(cls, fps: Fraction) -> Self:
        """Ticks of 17 microseconds; `fps` is how many frames a second there are usually."""
        return cls(_FINE, max(round(1 / fps / _FINE), 1))

    @property
    def last_duration(self) -> int:
        """How long the last frame is shown: as long as the one before it."""
        return self._step

    def at(self, timestamp: int | None) -> int:
        """The tick of the next frame.

        Args:
            timestamp: in microseconds, counted from the first frame's; None for one frame's duration after the last.

        Raises:
            ValueError: it is later than a file can hold; says what is wrong with the frame.
        """
        if self._last is None:
            self._start = timestamp or 0
            self._last = 0
            return 0
        earliest = self._last + 1
        if timestamp is None:
            tick = self._last + self._step
        else:
            wanted = round(Fraction(timestamp - self._start, MICROSECONDS_PER_SECOND) / self.length)
            tick = max(wanted, earliest)
            if tick - self._last > _LONGEST:
                hours = float((tick - self._last) * self.length) / 3600
                raise ValueError(
                    f"comes {hours:.0f} hours after the one before, longer than a video can show a frame; are the "
                    "timestamps microseconds?"
                )
            self.late = tick - wanted
            self._step = tick - self._last
        self._last = tick
        return tick


def codable(fps: float, path: Path) -> Fraction:
    """The nearest rate to `fps` that MPEG-4 can express, a fraction over 1, 10, 100 or 1000.

    Raises:
        ResourceError: `fps` is not positive, or too high; `path` is the file that it is for.
    """
    if not 0 < fps <= _HIGHEST_TIMEBASE:
        raise ResourceError(f"{path}: expected more than 0 and at most {_HIGHEST_TIMEBASE} frames a second, got {fps}")
    digits = next(digits for digits in (3, 2, 1, 0) if round(fps, digits) * 10**digits <= _HIGHEST_TIMEBASE)
    return Fraction(round(fps * 10**digits), 10**digits)
