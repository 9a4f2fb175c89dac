"""What the tables of accuracy are measured on: synthetic pictures and videos, made anew from a seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from backedge.tools.console import progress_bar
from backedge.tools.evaluation.records import Chosen
from backedge.tools.hand_sets.opening import open_set
from backedge.tools.hand_sets.truth import Attributes, HandSet, TrueClip
from backedge.tools.synthesis.clip_plans import MOTIONS
from backedge.tools.synthesis.clip_set import ClipsRequest, write_clips
from backedge.tools.synthesis.dataset import SetRequest, write_set
from backedge.tools.synthesis.gestures import FREE

_SECONDS: Final = 6.0


def is_gesture_like(hand: Attributes) -> bool:
    """Tell whether a hand is like those of gesture applications: large, its gesture named, little of it hidden."""
    return (
        hand["gesture"] != FREE and _number(hand, "size") >= 96 and _number(hand, "hidden") < 0.25 and _is_clear(hand)
    )


def is_wild_like(hand: Attributes) -> bool:
    """Tell whether a hand is like those of pictures in the wild: small, half hidden, blurred or in bad light."""
    return _number(hand, "size") < 64 or _number(hand, "hidden") >= 0.5 or not _is_clear(hand)


PARTS: Final[Mapping[str, Chosen | None]] = {
    "synthetic": None,
    "gesture-like": is_gesture_like,
    "wild-like": is_wild_like,
}
"""The three sets of the paper, as parts of ours."""


def _number(hand: Attributes, name: str) -> float:
    return float(hand.get(name, 0.0))


def _is_clear(hand: Attributes) -> bool:
    return (
        _number(hand, "motion_blur") < 4 and _number(hand, "unsharpness") < 2 and 0.6 < _number(hand, "exposure") < 1.5
    )


def make_pictures(folder: Path, count: int, seed: int) -> HandSet:
    """Draw pictures into a new folder, and read their truth."""
    with progress_bar("drawing hands") as advance:
        write_set(SetRequest(folder, count, seed, None, 1, parquet=False), advance)
    return open_set(folder)


def make_clips(folder: Path, clips: int, seed: int) -> dict[int, HandSet]:
    """Draw videos into a new folder, and read their truth: those with one hand and those with two, by that number."""
    with progress_bar("drawing videos") as advance:
        write_clips(ClipsRequest(folder, clips, _SECONDS, seed, None, 1), advance)
    made = open_set(folder)
    by_hands: dict[int, list[TrueClip]] = {}
    for clip in made.clips:
        by_hands.setdefault(MOTIONS[str(clip.attributes["motion"])].hands, []).append(clip)
    return {number: replace(made, clips=by_hands[number]) for number in sorted(by_hands)}
