"""Timestamps: values, order, and the rules for what comes next and before."""

from __future__ import annotations

import math

import pytest

from backedge import timestamp as ts
from backedge.errors import StreamError

SPECIAL = [ts.UNSET, ts.UNSTARTED, ts.PRESTREAM, ts.MIN, ts.MAX, ts.POSTSTREAM, ts.ONE_OVER_POSTSTREAM, ts.DONE]


def test_special_values_are_mediapipes() -> None:
    """The special values fill both ends of the int64 range, in MediaPipe's order."""
    lowest, highest = -(2**63), 2**63 - 1
    assert [lowest, lowest + 1, lowest + 2, lowest + 3, highest - 3, highest - 2, highest - 1, highest] == SPECIAL


@pytest.mark.parametrize(
    ("timestamp", "is_range", "is_allowed"),
    [
        (ts.UNSET, False, False),
        (ts.UNSTARTED, False, False),
        (ts.PRESTREAM, False, True),
        (ts.MIN, True, True),
        (ts.MIN + 1, True, True),
        (-1, True, True),
        (0, True, True),
        (ts.MAX - 1, True, True),
        (ts.MAX, True, True),
        (ts.POSTSTREAM, False, True),
        (ts.ONE_OVER_POSTSTREAM, False, False),
        (ts.DONE, False, False),
    ],
)
def test_kinds(timestamp: int, is_range: bool, is_allowed: bool) -> None:
    """Min and Max are ordinary; PreStream and PostStream are allowed in streams besides."""
    assert ts.is_range_value(timestamp) is is_range
    assert ts.is_allowed_in_stream(timestamp) is is_allowed


@pytest.mark.parametrize(
    ("timestamp", "bound"),
    [
        (ts.UNSET, ts.MIN),
        (ts.UNSTARTED, ts.MIN),
        (ts.PRESTREAM, ts.ONE_OVER_POSTSTREAM),
        (ts.MIN, ts.MIN + 1),
        (ts.MIN + 1, ts.MIN + 2),
        (-1000, -999),
        (-1, 0),
        (0, 1),
        (1000, 1001),
        (ts.MAX - 2, ts.MAX - 1),
        (ts.MAX - 1, ts.MAX),
        (ts.MAX, ts.ONE_OVER_POSTSTREAM),
        (ts.POSTSTREAM, ts.ONE_OVER_POSTSTREAM),
        (ts.ONE_OVER_POSTSTREAM, ts.ONE_OVER_POSTSTREAM),
        (ts.DONE, ts.ONE_OVER_POSTSTREAM),
    ],
)
def test_next_allowed(timestamp: int, bound: int) -> None:
    """The next allowed timestamp follows MediaPipe's table; nothing follows PreStream."""
    assert ts.next_allowed(timestamp) == bound


@pytest.mark.parametrize(
    ("bound", "settled"),
    [
        (ts.UNSET, ts.UNSTARTED),
        (ts.UNSTARTED, ts.UNSTARTED),
        (ts.PRESTREAM, ts.UNSTARTED),
        (ts.MIN, ts.UNSTARTED),
        (ts.MIN + 1, ts.MIN),
        (1, 0),
        (ts.MAX, ts.MAX - 1),
        (ts.POSTSTREAM, ts.UNSTARTED),
        (ts.ONE_OVER_POSTSTREAM, ts.MAX),
        (ts.DONE, ts.MAX),
    ],
)
def test_previous_allowed(bound: int, settled: int) -> None:
    """The previous allowed timestamp follows MediaPipe's table, which is not the inverse at the ends."""
    assert ts.previous_allowed(bound) == settled


@pytest.mark.parametrize(
    ("timestamp", "offset", "total"),
    [
        (10, 5, 15),
        (10, -15, -5),
        (ts.MAX, 1, ts.MAX),
        (ts.MAX, 0, ts.MAX),
        (ts.MAX - 1, 1, ts.MAX),
        (ts.MAX - 1, 7, ts.MAX),
        (ts.MAX - 100, 99, ts.MAX - 1),
        (ts.MAX - 100, 100, ts.MAX),
        (ts.MAX - 100, 200, ts.MAX),
        (ts.MIN, -1, ts.MIN),
        (ts.MIN, 0, ts.MIN),
        (ts.MIN + 5, -9, ts.MIN),
        (ts.MIN + 100, -99, ts.MIN + 1),
        (ts.MIN + 100, -100, ts.MIN),
        (ts.MIN + 100, -200, ts.MIN),
        (ts.MIN, 2, ts.MIN + 2),
        (ts.MIN, ts.MAX, -1),
    ],
)
def test_addition_saturates(timestamp: int, offset: int, total: int) -> None:
    """Adding an offset stays within Min and Max."""
    assert ts.add(timestamp, offset) == total


@pytest.mark.parametrize("offset", [0, 1])
@pytest.mark.parametrize("timestamp", [t for t in SPECIAL if t not in {ts.MIN, ts.MAX}])
def test_nothing_is_added_to_special_values(timestamp: int, offset: int) -> None:
    """A timestamp that is not ordinary has no distance from others, not even none."""
    with pytest.raises(StreamError, match=f"^no offset can be added to timestamp {ts.describe(timestamp)}$"):
        ts.add(timestamp, offset)


@pytest.mark.parametrize(
    ("seconds", "timestamp"),
    [
        (0.0, 0),
        (1.0, 1_000_000),
        (2.5, 2_500_000),
        (-1.5, -1_500_000),
        (0.0000014, 1),
        (0.0000016, 2),
        (1 / 30, 33_333),
        (1e6, 10**12),
        (9.2e12, 9_200_000_000_000_000_000),
    ],
)
def test_seconds_round_to_the_nearest_microsecond(seconds: float, timestamp: int) -> None:
    """Seconds become whole microseconds, and come back."""
    assert ts.from_seconds(seconds) == timestamp
    assert ts.to_seconds(timestamp) == pytest.approx(seconds, abs=5e-7)


@pytest.mark.parametrize("seconds", [1e13, -1e13, 2**63 / 1e6, math.inf, -math.inf, math.nan])
def test_seconds_beyond_all_timestamps(seconds: float) -> None:
    """Seconds that no ordinary timestamp has are refused."""
    with pytest.raises(StreamError, match=r"^no timestamp is of \S+ seconds$"):
        ts.from_seconds(seconds)


def test_description() -> None:
    """Messages name the special values, and show others as numbers."""
    assert [ts.describe(t) for t in SPECIAL] == [
        "Unset",
        "Unstarted",
        "PreStream",
        "Min",
        "Max",
        "PostStream",
        "OneOverPostStream",
        "Done",
    ]
    assert [ts.describe(t) for t in (-100, 0, 100)] == ["-100", "0", "100"]
