"""Histograms of times that grow while a graph runs."""

from __future__ import annotations

from typing import Final

from backedge.config.profiler import ProfilerConfig
from backedge.profiling.messages import TimeHistogram

_DEFAULT_INTERVAL: Final = 1_000_000


class Histogram:
    """Counts how long something takes, in intervals of microseconds; the last has no end."""

    __slots__ = ("_counts", "_interval", "_total")

    def __init__(self, config: ProfilerConfig) -> None:
        self._interval = config.histogram_interval_size_usec or _DEFAULT_INTERVAL
        self._counts = [0] * (config.num_histogram_intervals or 1)
        self._total = 0

    def add(self, start: int, end: int) -> None:
        """Count something that lasted from `start` to `end`."""
        time = end - start
        self._counts[min(time // self._interval, len(self._counts) - 1)] += 1
        self._total += time

    def take(self) -> TimeHistogram:
        """What was counted since the last time."""
        counts, total = tuple(self._counts), self._total
        self._counts = [0] * len(counts)
        self._total = 0
        return TimeHistogram(total=total, interval_size_usec=self._interval, num_intervals=len(counts), count=counts)
