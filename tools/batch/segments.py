"""Long videos in segments, which are done apart and put together: where they are cut, and what a segment is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from backedge.calculators.media.frame_times import FrameTime

WARM_UP: Final = 30
"""Frames that are fed before a segment unless somebody says how many."""


@dataclass(frozen=True, slots=True)
class Split:
    """How long videos are cut.

    Attributes:
        seconds: the least length of a segment; it ends before the next key frame.
        warm_up: frames that are fed before each segment, whose results are dropped.
    """

    seconds: float
    warm_up: int = WARM_UP

    def __str__(self) -> str:
        return f"{self.seconds:g} s with a warm-up of {self.warm_up} frames"

    def is_worth_it(self, seconds: float) -> bool:
        """Tell whether a video is long enough to be cut."""
        return seconds >= 1.5 * self.seconds


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a video that is done by itself.

    Attributes:
        number: of the segment in its video, from 0.
        of: how many there are.
        first: the number of its first frame in the video.
        frames: how many it has.
        start: the timestamp of its first frame; None for that of the first segment, which has what comes before, too.
        end: the timestamp of the frame after it; None for the last segment, which has all that comes.
        fed_from: the number of the first frame that is fed, to warm the graph up.
        fed_at: the container's time of that frame, in milliseconds.
    """

    number: int
    of: int
    first: int
    frames: int
    start: int | None
    end: int | None
    fed_from: int
    fed_at: float

    def has(self, timestamp: int) -> bool:
        """Tell whether what a graph gives at a timestamp is this segment's."""
        return (self.start is None or timestamp >= self.start) and (self.end is None or timestamp < self.end)

    def __str__(self) -> str:
        return f"segment {self.number + 1} of {self.of}"


@dataclass(frozen=True, slots=True)
class Join:
    """The segments of a video, all done, that are to be put together.

    Attributes:
        segments: how many.
    """

    segments: int

    def __str__(self) -> str:
        return f"putting {self.segments} segments together"


@dataclass(frozen=True, slots=True)
class Whole:
    """A video in one piece, because its frames are not where the container says."""

    def __str__(self) -> str:
        return "in one piece"


Part: TypeAlias = Segment | Join | Whole
"""What of a video is to be done where that is not for whoever does it to decide."""


class NotInSegmentsError(Exception):
    """The frames of a video are not those that its container has announced: it has to be done in one piece."""


def plan_segments(times: Sequence[FrameTime], start: int | None, end: int | None, split: Split) -> tuple[Segment, ...]:
    """Cut a video at key frames.

    Args:
        times: its frames in the order in which they are shown.
        start: where the clip begins that is wanted of it, in microseconds; None for its beginning.
        end: where that ends, not included; None for its end.
        split: how.

    Returns:
        The segments, at least two; none where it cannot be cut, or is too short.
    """
    stamps = [time.timestamp for time in times]
    if any(after <= before for before, after in pairwise(stamps)):  # which a reader mends, from the first frame on
        return ()
    low = 0 if start is None else bisect_left(stamps, start)
    high = len(stamps) if end is None else bisect_left(stamps, end)
    cuts = _cuts(times, stamps, low, high, round(split.seconds * 1e6))
    bounds = list(pairwise([*cuts, high]))
    return tuple(
        Segment(
            *(number, len(cuts), first, after - first),
            start=stamps[first] if number else None,
            end=stamps[after] if number + 1 < len(cuts) else None,
            fed_from=(fed_from := max(first - split.warm_up, low) if number else first),
            fed_at=times[fed_from].milliseconds,
        )
        for number, (first, after) in enumerate(bounds)
        if len(cuts) > 1
    )


def _cuts(times: Sequence[FrameTime], stamps: Sequence[int], low: int, high: int, length: int) -> list[int]:
    """The numbers of the frames at which segments begin; the last is at least half as long as is wanted."""
    cuts = [low]
    for number in range(low + 1, high):
        if times[number].is_key and stamps[number] - stamps[cuts[-1]] >= length:
            cuts.append(number)
    if len(cuts) > 1 and stamps[high - 1] - stamps[cuts[-1]] < length // 2:
        cuts.pop()
    return cuts
