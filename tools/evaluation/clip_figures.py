"""How a video was tracked: how long hands are held, and what of it can be told without knowing the truth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, pairwise
from typing import Final, TypeAlias

import numpy as np

from backedge.tools.evaluation.findings import FoundHand
from backedge.tools.evaluation.hand_errors import match
from backedge.tools.evaluation.ratios import Observation, Ratio, summed
from backedge.tools.evaluation.records import FrameRecord
from backedge.tools.evaluation.tracks import Linker
from backedge.tools.hand_sets.palm import error_unit
from backedge.tools.hand_sets.truth import Floats

_DUPLICATE: Final = 0.35
"""Palm sizes within which two hands of a frame lie on average, if they are one hand that was found twice."""

_WINDOW: Final = 15
"""Frames, half a second, over which a hand is looked at for being still."""

_STILL: Final = 0.03
"""Palm sizes by which a still hand's middle moves from the first to the last third of a window, at most."""


_Counted: TypeAlias = tuple[str, int, float, float]
"""The name of a figure, the number of a frame, and what the frame adds above and below its line."""


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """A hand of one frame: its track and place."""

    track: int
    hand: FoundHand


def clip_ratios(frames: Sequence[FrameRecord], num_hands: int, *, has_truth: bool) -> dict[str, Ratio]:
    """The figures of a video as ratios, a row for each of its units; `EXPLAINED` says what they mean.

    Args:
        frames: all of one video, in order.
        num_hands: how many hands the graph looks for.
        has_truth: whether the true hands are known.
    """
    held = _by_place(frames)
    life = _life(frames, _as_told(frames, held)) if has_truth else ()
    observations = chain(_in_frames(frames, num_hands), _from_frame_to_frame(held), _shaking(held), life)
    return summed(
        [frame.unit for frame in frames],
        (Observation(name, frames[number].unit, above, below) for name, number, above, below in observations),
    )


def _in_frames(frames: Sequence[FrameRecord], num_hands: int) -> Iterator[_Counted]:
    is_told = all(frame.findings.detector_ran is not None for frame in frames)  # MediaPipe tells of the first one only
    for number, frame in enumerate(frames):
        hands = frame.findings.hands
        if is_told and hands:
            yield "detector_rested", number, float(not frame.findings.detector_ran), 1
        yield "duplicates", number, float(_has_duplicates(hands)), 1
        yield "too_many", number, float(len(hands) > num_hands), 1


def _from_frame_to_frame(held: Sequence[Sequence[_Held]]) -> Iterator[_Counted]:
    tracks = [{each.track: each.hand for each in hands} for hands in held]
    for number, (before, now) in enumerate(pairwise(tracks), start=1):
        for track in before.keys() & now.keys():
            if before[track].handedness and now[track].handedness:
                yield "handedness_flips", number, float(before[track].handedness != now[track].handedness), 1
        if number + 1 < len(tracks):
            for track in before.keys() & tracks[number + 1].keys():
                yield "drop_outs", number, float(track not in now), 1


EXPLAINED: Final[Mapping[str, str]] = {
    "detector_rested": "of the frames with hands, on which the palm detector rested",
    "duplicates": "of the frames, on which one hand was found twice",
    "too_many": "of the frames, with more hands than asked for",
    "handedness_flips": "of the steps of tracked hands, at which left and right changed",
    "drop_outs": "of the frames between two with a hand, on which it is missing",
    "jitter": "palm sizes (root mean square) that landmarks of still hands shake by",
    "track_life": "frames that a hand is held without a break",
    "losses": "of the steps of hands that go on, at which a tracked hand was lost",
    "redetections": "of the frames on which a hand is there that was lost or had left, on which it was found again",
    "switches": "of the steps of held hands, at which they became another track",
}
"""What each figure of a video means."""


def _by_place(frames: Sequence[FrameRecord]) -> list[list[_Held]]:
    """The hands with tracks by their places, which are told in the same way of all graphs."""
    linker = Linker()
    linked = []
    for frame in frames:
        numbers = linker.link([hand.points for hand in frame.findings.hands])
        linked.append([_Held(*pair) for pair in zip(numbers, frame.findings.hands, strict=True)])
    return linked


def _as_told(frames: Sequence[FrameRecord], by_place: Sequence[Sequence[_Held]]) -> Sequence[Sequence[_Held]]:
    """The hands with the tracks that the graph tells, or else those of their places."""
    told = [hand.track for frame in frames for hand in frame.findings.hands]
    if not told or not all(told):
        return by_place
    return [[_Held(hand.track, hand) for hand in frame.findings.hands] for frame in frames]


def _has_duplicates(hands: Sequence[FoundHand]) -> bool:
    return any(
        float(np.linalg.norm(one.points - other.points, axis=1).mean())
        < _DUPLICATE * min(error_unit(one.points), error_unit(other.points))
        for one, other in combinations(hands, 2)
    )


def _shaking(held: Sequence[Sequence[_Held]]) -> Iterator[_Counted]:
    """Where a hand kept still, at the middle frame: how much its landmarks shook, in palm sizes.

    Windows do not overlap. What counts is the distance from a straight line through the window, so that a slow drift
    is no jitter.
    """
    tracks: dict[int, list[tuple[int, Floats]]] = {}
    for number, hands in enumerate(held):
        for each in hands:
            tracks.setdefault(each.track, []).append((number, each.hand.points))
    for places in tracks.values():
        start = 0
        while start + _WINDOW <= len(places):
            window = places[start : start + _WINDOW]
            if window[-1][0] - window[0][0] != _WINDOW - 1:
                start += 1
                continue
            points = np.array([each for _, each in window])
            size = error_unit(points.mean(axis=0))
            third = _WINDOW // 3
            drift = np.linalg.norm(points[-third:].mean(axis=0) - points[:third].mean(axis=0), axis=1).mean()
            if drift > _STILL * size:
                start += third
                continue
            yield "jitter", window[_WINDOW // 2][0], _shake(points) / size, 1
            start += _WINDOW


def _shake(points: Floats) -> float:
    """Root mean square distance of (T, 21, 2) points from the straight lines that fit them best over time."""
    time = np.arange(len(points)) - (len(points) - 1) / 2
    slope = np.tensordot(time, points, axes=(0, 0)) / (time**2).sum()
    rest = points - points.mean(axis=0) - time[:, None, None] * slope
    return float(np.sqrt((rest**2).sum(axis=2).mean()))


def _life(frames: Sequence[FrameRecord], held: Sequence[Sequence[_Held]]) -> Iterator[_Counted]:
    """What became of each true hand."""
    lives: dict[int, list[tuple[int, int | None]]] = {}
    true = [[hand for hand in frame.true if hand.points is not None] for frame in frames]
    for number, (here, hands) in enumerate(zip(true, held, strict=True)):
        pairs = match([each.hand for each in hands], here)
        for place, hand in enumerate(here):
            lives.setdefault(hand.track, []).append((number, hands[pairs[place]].track if place in pairs else None))
    for life in lives.values():
        yield from _of_one_hand(life)


def _of_one_hand(life: Sequence[tuple[int, int | None]]) -> Iterator[_Counted]:
    """Of the frames on which a true hand is there, and the tracks that held it. One that leaves is not lost thereby."""
    run, was_held = 0, False
    before: int | None = None
    for step, (number, now) in enumerate(life):
        if step and life[step - 1][0] != number - 1:
            before = None
        if before is not None:
            yield "losses", number, float(now is None), 1
        elif was_held:
            yield "redetections", number, float(now is not None), 1
        if before is not None and now is not None:
            yield "switches", number, float(before != now), 1
        if now is not None:
            run, was_held = run + 1, True
            if step + 1 == len(life) or life[step + 1][0] != number + 1 or life[step + 1][1] is None:
                yield "track_life", number, run, 1
                run = 0
        before = now
