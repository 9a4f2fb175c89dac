"""`--hz STREAM`: how often packets pass, by their timestamps and by the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import sqrt
from time import perf_counter
from typing import Any, Final

from backedge.packet import Packet
from backedge.timestamp import is_range_value
from backedge.tools.console import is_quiet, stderr
from backedge.tools.running.rates import Rate, StreamRate
from backedge.tools.running.run_watcher import WatchedRun

_BETWEEN_LINES: Final = 1.0
"""Seconds after which a stream's rate is told anew while the run lasts."""


class RateMeter:
    """Measures streams, tells on stderr once a second how it goes, and adds the rates to the run's summary.

    Args:
        streams: the streams.
        clock: tells seconds.
    """

    def __init__(self, streams: Sequence[str], clock: Callable[[], float] = perf_counter) -> None:
        self._streams = streams
        self._clock = clock

    @contextmanager
    def watch(self, run: WatchedRun) -> Iterator[None]:
        """Measure one run."""
        self._meters = {stream: _Meter() for stream in self._streams}
        self._told: dict[str, float] = {}
        for stream in self._streams:
            run.graph.observe_output_stream(stream, self._note)
        try:
            yield
        finally:
            run.summary.rates = {stream: meter.rate for stream, meter in self._meters.items()}

    def _note(self, stream: str, packet: Packet[Any]) -> None:
        now, meter = self._clock(), self._meters[stream]
        meter.note(packet.timestamp, now)
        if now - self._told.setdefault(stream, now) >= _BETWEEN_LINES:
            self._told[stream] = now
            if not is_quiet():
                stderr().print(f"{stream}: {meter.rate}", soft_wrap=True)


class _Meter:
    def __init__(self) -> None:
        self._packets = 0
        self._timestamps = _Intervals(1e-3)
        self._times = _Intervals(1e3)

    def note(self, timestamp: int, now: float) -> None:
        self._packets += 1
        self._times.add(now)
        if is_range_value(timestamp):
            self._timestamps.add(timestamp)

    @property
    def rate(self) -> StreamRate:
        return StreamRate(self._packets, self._timestamps.rate, self._times.rate)


class _Intervals:
    """Mean and deviation of the intervals between times, as they come (Welford's way); holds none of them.

    Args:
        scale: milliseconds of one unit of time.
    """

    def __init__(self, scale: float) -> None:
        self._scale = scale
        self._last: float | None = None
        self._count = 0
        self._mean = self._squares = 0.0
        self._shortest, self._longest = float("inf"), 0.0

    def add(self, time: float) -> None:
        if self._last is not None:
            interval = (time - self._last) * self._scale
            self._count += 1
            before = interval - self._mean
            self._mean += before / self._count
            self._squares += before * (interval - self._mean)
            self._shortest, self._longest = min(self._shortest, interval), max(self._longest, interval)
        self._last = time

    @property
    def rate(self) -> Rate:
        if not self._count or not self._mean:
            return Rate(None, None, None, None)
        return Rate(1000 / self._mean, sqrt(self._squares / self._count), self._shortest, self._longest)
