"""Timestamps that rise."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from backedge.calculators.media.timeline import Timeline


def test_rising_times_are_kept() -> None:
    """Milliseconds become microseconds, rounded, and nothing is mended."""
    timeline = Timeline(33_333)
    assert [timeline.stamp(time) for time in (0.0, 33.3333, 66.6667, 500.0)] == [0, 33_333, 66_667, 500_000]
    assert timeline.mended == 0


def test_repeated_time_comes_a_frame_later() -> None:
    """A time that repeats is moved by one frame, and the times that follow with it."""
    timeline = Timeline(40_000)
    assert [timeline.stamp(time) for time in (0, 40, 40, 80)] == [0, 40_000, 80_000, 120_000]
    assert timeline.mended == 1


def test_clock_that_starts_anew_is_mended_once() -> None:
    """After a step back the gaps of the container are kept."""
    timeline = Timeline(40_000)
    assert [timeline.stamp(time) for time in (1000, 1040, 0, 10, 100)] == [
        1_000_000,
        1_040_000,
        1_080_000,
        1_090_000,
        1_180_000,
    ]
    assert timeline.mended == 1


@given(st.lists(st.floats(-1e6, 1e6)), st.integers(1, 100_000))
def test_timestamps_always_rise(times: list[float], duration: int) -> None:
    """Whatever the container says."""
    timeline = Timeline(duration)
    stamps = [timeline.stamp(time) for time in times]
    assert all(before < after for before, after in pairwise(stamps))
