"""Timestamps in recordings: seconds and nanoseconds in each message, and the log time by which other tools sort.

Every timestamp of a stream, special ones too, is so many seconds and nanoseconds; what a recording's reader goes by is
this exact time, and the order in the file.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from backedge.timestamp import MICROSECONDS_PER_SECOND

NANOSECONDS: Final = 1000
"""In a microsecond."""
_LATEST_LOG_TIME: Final = 2**63 - 1


class ExactTime(NamedTuple):
    """A timestamp as Foxglove's messages have it.

    Attributes:
        seconds: whole seconds, negative ones for timestamps before 0.
        nanoseconds: the rest, 0 to 999999999.
    """

    seconds: int
    nanoseconds: int

    @classmethod
    def of(cls, timestamp: int) -> ExactTime:
        """The time of a stream's timestamp, in microseconds."""
        seconds, microseconds = divmod(timestamp, MICROSECONDS_PER_SECOND)
        return cls(seconds, microseconds * NANOSECONDS)

    @property
    def timestamp(self) -> int:
        """The stream's timestamp, in microseconds."""
        return self.seconds * MICROSECONDS_PER_SECOND + self.nanoseconds // NANOSECONDS


class LogTimes:
    """Log times, in nanoseconds: a packet's timestamp where a log can have it.

    What it cannot have, such as PreStream and PostStream, is put where it stands in the file: beside the latest so far.
    """

    def __init__(self) -> None:
        self._latest = 0

    def of(self, timestamp: int) -> int:
        """The log time of the next message."""
        if 0 <= timestamp <= _LATEST_LOG_TIME // NANOSECONDS:
            log_time = timestamp * NANOSECONDS
            self._latest = max(self._latest, log_time)
            return log_time
        return self._latest
