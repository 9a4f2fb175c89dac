"""What the tables of accuracy are measured on: synthetic pictures and videos, made anew from a seed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import orjson

from backedge.calculators.media.video_writer import VideoWriter
from backedge.calculators.synthetic.scene import HandTruth, SyntheticHand
from backedge.tools.console import progress_bar
from backedge.tools.evaluation.records import Chosen
from backedge.tools.hand_sets.opening import open_set
from backedge.tools.hand_sets.truth import Attributes, HandSet
from backedge.tools.synthesis.dataset import SetRequest, write_set
from backedge.tools.synthesis.gestures import FREE

_SIZE: Final = (640, 480)
_SECONDS: Final = 6
_FPS: Final = 30.0
_INSIDE: Final = 15  # landmarks of a hand in a video that are in the picture, for it to be one that can be tracked


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


def make_clips(folder: Path, clips: int, seed: int) -> HandSet:
    """Draw videos of one hand that comes, moves, leaves and comes back into a new folder, and read their truth."""
    folder.mkdir(parents=True)
    rows: list[dict[str, Any]] = []
    with progress_bar("drawing videos") as advance:
        for number in range(clips):
            clip = SyntheticHand(*_SIZE, round(_SECONDS * _FPS), _FPS, seed + number)
            name = f"hand_{seed + number}.mp4"
            with VideoWriter(folder / name, _FPS) as writer:
                for place, frame in enumerate(clip):
                    writer.write(frame.image)
                    hands = [_row(hand) for hand in frame.hands if _is_there(hand)]
                    rows.append({"video": name, "frame": place, "width": _SIZE[0], "height": _SIZE[1], "hands": hands})
            advance(number + 1, clips)
    (folder / "truth.jsonl").write_bytes(b"\n".join(map(orjson.dumps, rows)))
    return open_set(folder)


def _is_there(hand: HandTruth) -> bool:
    points = hand.landmarks[:, :2]
    return bool((np.isfinite(points) & (points >= 0) & (points <= 1)).all(axis=1).sum() >= _INSIDE)


def _row(hand: HandTruth) -> dict[str, Any]:
    points = (hand.landmarks[:, :2].astype(np.float64) * _SIZE).round(3).tolist()
    return {"points": points, "handedness": hand.handedness}
