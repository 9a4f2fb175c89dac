"""The ticks at which frames of a video file are shown."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from backedge.calculators.media.frame_ticks import FrameTicks, codable


@pytest.mark.parametrize(
    ("fps", "expected"),
    [
        (29.8333333, Fraction(29833, 1000)),
        (75.1234, Fraction(7512, 100)),
        (999.999, Fraction(1000)),
        (30, Fraction(30)),
    ],
)
def test_frame_rates_keep_the_digits_that_fit(fps: float, expected: Fraction) -> None:
    """The fraction's upper part has 16 bits."""
    assert codable(fps, Path("clip.mp4")) == expected


def test_fine_ticks_keep_the_times() -> None:
    """They are counted from the first frame, to within half a tick."""
    ticks = FrameTicks.fine(Fraction(30))
    times = [5_000_000, 5_033_333, 5_233_333, 8_000_000]
    shown = [ticks.at(time) * ticks.length for time in times]
    assert shown == pytest.approx([(time - 5_000_000) / 1e6 for time in times], abs=float(ticks.length) / 2)
    assert ticks.late == 0
    assert ticks.last_duration * ticks.length == pytest.approx(2.766667, abs=1e-4)


@pytest.mark.parametrize("ticks", [FrameTicks.of_rate(Fraction(30)), FrameTicks.fine(Fraction(30))])
def test_frames_without_times_follow_each_other(ticks: FrameTicks) -> None:
    """Each is shown for one frame's duration."""
    assert [float(ticks.at(None) * ticks.length) for _ in range(4)] == pytest.approx([0, 1 / 30, 2 / 30, 3 / 30])


def test_a_constant_rate_moves_frames_that_are_in_each_others_way() -> None:
    """A frame whose place is taken comes a tick later; after a gap it is in time again."""
    ticks = FrameTicks.of_rate(Fraction(10))
    assert [ticks.at(time) for time in (0, 100_000, 110_000, 120_000)] == [0, 1, 2, 3]
    assert ticks.late == 2
    assert ticks.at(1_000_000) == 10
    assert ticks.late == 0
