"""Rates of streams: how often their packets pass."""

from __future__ import annotations

from dataclasses import dataclass

from backedge.tools.console import counted


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something happened.

    Attributes:
        per_second: the mean rate; None for fewer than two times.
        jitter_ms: the standard deviation of the intervals, in milliseconds; None likewise.
        shortest_ms, longest_ms: the intervals' limits, in milliseconds; None likewise.
    """

    per_second: float | None
    jitter_ms: float | None
    shortest_ms: float | None
    longest_ms: float | None

    def __str__(self) -> str:
        if self.per_second is None:
            return "no rate"
        return (
            f"{self.per_second:.2f} a second (jitter {self.jitter_ms:.2f} ms, "
            f"{self.shortest_ms:.2f} to {self.longest_ms:.2f} ms)"
        )


@dataclass(frozen=True, slots=True)
class StreamRate:
    """The rates of a stream.

    Attributes:
        packets: how many packets passed.
        by_timestamps: how often, by their timestamps; those with special ones do not count.
        by_clock: how often, by the clock on the wall.
    """

    packets: int
    by_timestamps: Rate
    by_clock: Rate

    def __str__(self) -> str:
        if self.by_clock.per_second is None:
            return f"{counted(self.packets, 'packet')}, too few for a rate"
        return f"by timestamps {self.by_timestamps}; by the clock {self.by_clock}"
