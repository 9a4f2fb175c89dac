"""Timestamps: plain ints in microseconds, with MediaPipe's eight special values.

A *bound* is exclusive: a stream whose bound is ``t`` can still receive a packet at ``t`` but none before, so it is
*settled* through ``previous_allowed(t)``. Rules and values: MediaPipe ``framework/timestamp.h``.
"""

from __future__ import annotations

import math
import operator
from typing import Annotated, Final, TypeAlias

from backedge.errors import StreamError

Timestamp: TypeAlias = Annotated[int, "Timestamp"]
"""Microseconds, or one of the special values below. As the type of a port it is not the same as int."""

UNSET: Final = -(2**63)
"""No timestamp: a packet that is in no stream."""
UNSTARTED: Final = UNSET + 1
"""Before everything; the input timestamp while `open()` runs."""
PRESTREAM: Final = UNSET + 2
"""The only packet of a stream that acts like a header; nothing may follow it."""
MIN: Final = UNSET + 3
"""First ordinary timestamp."""
MAX: Final = 2**63 - 1 - 3
"""Last ordinary timestamp."""
POSTSTREAM: Final = MAX + 1
"""The only packet of a stream that sums it up; nothing may precede it."""
ONE_OVER_POSTSTREAM: Final = MAX + 2
"""As a bound: nothing more can come."""
DONE: Final = MAX + 3
"""Bound of a closed stream; the input timestamp while `close()` runs."""

NEAR: Final = 2**61
"""Timestamps between -NEAR and NEAR are ordinary, and those of any clock lie there.

What every packet passes compares with this first, and not with `MIN` and `MAX`: compiled code compares ints of up to 62
bits as the processor does, and all others as Python's objects.
"""

_NAMES: Final = {
    UNSET: "Unset",
    UNSTARTED: "Unstarted",
    PRESTREAM: "PreStream",
    MIN: "Min",
    MAX: "Max",
    POSTSTREAM: "PostStream",
    ONE_OVER_POSTSTREAM: "OneOverPostStream",
    DONE: "Done",
}

MICROSECONDS_PER_SECOND: Final = 1_000_000


def is_range_value(timestamp: int) -> bool:
    """Tell whether `timestamp` is ordinary, i.e. in ``MIN..MAX``."""
    return MIN <= timestamp <= MAX


def is_allowed_in_stream(timestamp: int) -> bool:
    """Tell whether a packet may carry `timestamp`: ``PRESTREAM..POSTSTREAM``."""
    return PRESTREAM <= timestamp <= POSTSTREAM


def next_allowed(timestamp: int) -> int:
    """Return the bound a stream has after a packet at `timestamp`."""
    if -NEAR < timestamp < NEAR or MIN <= timestamp < MAX:
        return timestamp + 1
    if timestamp < PRESTREAM:
        return MIN
    return ONE_OVER_POSTSTREAM


def previous_allowed(timestamp: int) -> int:
    """Return the last timestamp that is settled when the bound is `timestamp`.

    Not the inverse of :func:`next_allowed` at the ends: ``ONE_OVER_POSTSTREAM`` gives ``MAX`` and ``POSTSTREAM``
    gives ``UNSTARTED``, as in MediaPipe.
    """
    if -NEAR < timestamp < NEAR:
        return timestamp - 1
    if timestamp <= MIN or timestamp == POSTSTREAM:
        return UNSTARTED
    if timestamp > MAX:
        return MAX
    return timestamp - 1


def add(timestamp: int, offset: int) -> int:
    """Add ``timestamp + offset``; the sum saturates at ``MIN`` and ``MAX``.

    Raises:
        StreamError: `timestamp` is not an ordinary one.
    """
    if not MIN <= timestamp <= MAX:
        raise StreamError(f"no offset can be added to timestamp {describe(timestamp)}")
    return min(max(timestamp + offset, MIN), MAX)


def from_seconds(seconds: float) -> int:
    """Convert seconds to a timestamp, rounded to the nearest microsecond, halves away from zero.

    Raises:
        StreamError: that is not an ordinary timestamp: it is too far away, or not a finite number.
    """
    microseconds = seconds * MICROSECONDS_PER_SECOND
    if math.isfinite(microseconds):
        timestamp = math.floor(microseconds + 0.5) if microseconds >= 0 else math.ceil(microseconds - 0.5)
        if MIN <= timestamp <= MAX:
            return timestamp
    raise StreamError(f"no timestamp is of {seconds} seconds")


def as_timestamp(number: object, where: str) -> int:
    """Convert `number`, which may be one of numpy's, to an int.

    Args:
        number: what was given as a timestamp.
        where: what it was given to, for the message.

    Raises:
        StreamError: it is not an integer.
    """
    try:
        return operator.index(number)  # type: ignore[arg-type]
    except TypeError:
        pass
    raise StreamError(
        f"{where}: a timestamp is an int, in microseconds; found {number!r} "
        "(for seconds there is backedge.timestamp.from_seconds)"
    )


def to_seconds(timestamp: int) -> float:
    """Convert an ordinary timestamp to seconds."""
    return timestamp / MICROSECONDS_PER_SECOND


def describe(timestamp: int) -> str:
    """Describe `timestamp` for a message: the number, or the special value's name."""
    return _NAMES.get(timestamp) or str(timestamp)
