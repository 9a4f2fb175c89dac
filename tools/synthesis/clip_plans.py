"""The plan of a video: what chance decides of it, before anything is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from backedge.calculators.synthetic.pinhole_camera import Placement
from backedge.calculators.synthetic.skeleton import Handedness, HandPose
from backedge.formats import ImageSize
from backedge.tools.synthesis.gestures import draw_gesture, one_of
from backedge.tools.synthesis.paths import HandPath, Station
from backedge.tools.synthesis.plans import SKIN_TONES, HandPlan, PicturePlan, draw_lamp

_SIZES: Final = ((640, 480), (640, 360), (480, 640))
_SMALLEST, _LARGEST = 0.22, 0.7  # of the picture's height
_FACING_AWAY, _OCCLUDED, _UNSHARP = 0.15, 0.15, 0.15
_REACH: Final = 0.62  # of a hand's length, from its middle to the end of it


@dataclass(frozen=True, slots=True)
class Motion:
    """How the hands of a video move.

    Attributes:
        hands: how many.
        stay: least and most seconds at a station.
        travel: least and most seconds from one to the next; (0, 0) where there is one station only.
        leaves: whether each second station is out of the picture.
    """

    hands: int
    stay: tuple[float, float]
    travel: tuple[float, float]
    leaves: bool = False


MOTIONS: Final = {
    "still": Motion(1, (0.0, 0.0), (0.0, 0.0)),
    "slow": Motion(1, (0.0, 0.8), (0.9, 1.8)),
    "fast": Motion(1, (0.0, 0.4), (0.3, 0.7)),
    "leaves": Motion(1, (0.3, 1.2), (0.5, 1.0), leaves=True),
    "crossing": Motion(2, (0.0, 0.5), (0.6, 1.2)),
}
"""Ways to move, by name; the clips of a set have them in turn."""


@dataclass(frozen=True, slots=True)
class ClipPlan:
    """One video.

    Attributes:
        motion: of `MOTIONS`.
        look: what stays the same in all its frames; it has no hands.
        paths: of its hands, the last one in front.
    """

    motion: str
    look: PicturePlan
    paths: Sequence[HandPath]

    def at(self, time: float) -> PicturePlan:
        """The picture at a moment, in seconds."""
        return replace(self.look, hands=tuple(path.at(time) for path in self.paths))


def plan_clip(rng: np.random.Generator, motion: str, seconds: float, backdrops: Sequence[str]) -> ClipPlan:
    """Draw lots for a video.

    Args:
        rng: all chance.
        motion: of `MOTIONS`.
        seconds: how long it is.
        backdrops: the names to choose from.
    """
    size = one_of(rng, _SIZES)
    length = float(np.exp(rng.uniform(np.log(_SMALLEST), np.log(_LARGEST))))
    first: Handedness = "Left" if rng.random() < 0.5 else "Right"
    second: Handedness = "Left" if first == "Right" else "Right"
    if MOTIONS[motion].hands > 1:
        length = min(length, 0.45)
    sides = (first, second)[: MOTIONS[motion].hands]
    paths = [_path(rng, MOTIONS[motion], side, place, length, size, seconds) for place, side in enumerate(sides)]
    return ClipPlan(motion, _look(rng, size, length, backdrops), paths)


def _look(rng: np.random.Generator, size: ImageSize, length: float, backdrops: Sequence[str]) -> PicturePlan:
    return PicturePlan(
        size=size,
        hands=(),
        negative="",
        backdrop=one_of(rng, backdrops),
        skin_tone=one_of(rng, SKIN_TONES),
        variant=int(rng.integers(1 << 16)),
        focal=float(np.exp(rng.uniform(np.log(0.9), np.log(2.5)))),
        lamp=draw_lamp(rng),
        exposure=float(np.exp(rng.normal(0.0, 0.2)).clip(0.6, 1.5)),
        warmth=np.exp(float(rng.normal(0.0, 0.06)) * np.array([1.0, 0.1, -1.0])),
        occluders=int(rng.random() < _OCCLUDED),
        motion=(0.0, 0.0),
        unsharpness=float(rng.uniform(0.004, 0.015)) * length * size[1] if rng.random() < _UNSHARP else 0.0,
        noise=float(rng.uniform(1.0, 6.0)),
        quality=100,
    )


def _path(
    rng: np.random.Generator,
    motion: Motion,
    side: Handedness,
    place: int,
    length: float,
    size: ImageSize,
    seconds: float,
) -> HandPath:
    """A path that lasts at least so long; `place` is 0 for the first hand, 1 for the other, on the other side."""
    yaw = np.pi if rng.random() < _FACING_AWAY else 0.0
    stations: list[Station] = []
    over = 0.0
    while not stations or (over < seconds and motion.travel[1] > 0):
        is_away = motion.leaves and len(stations) % 2 == 1
        x, y = _away(rng, length) if is_away else _inside(rng, length, size)
        if motion.hands > 1:  # from one half to the other and back
            is_left = (len(stations) + place) % 2 == 0
            x = 0.5 + (-1 if is_left else 1) * float(rng.uniform(0.08, 0.3))
        hand = _hand(rng, side, Placement(x, y, length * float(np.exp(rng.normal(0.0, 0.1)))), yaw)
        stay, travel = float(rng.uniform(*motion.stay)), float(rng.uniform(*motion.travel))
        over += stay + (travel if stations else 0.0)
        stations.append(Station(hand, stay, travel))
    return HandPath(stations)


def _inside(rng: np.random.Generator, length: float, size: ImageSize) -> tuple[float, float]:
    """A place at which nearly all of a hand is in the picture."""
    rows = min(_REACH * length, 0.45)
    columns = min(0.8 * rows * size[1] / size[0], 0.45)
    return float(rng.uniform(columns, 1 - columns)), float(rng.uniform(rows, 1 - rows))


def _away(rng: np.random.Generator, length: float) -> tuple[float, float]:
    """A place at which nothing of a hand is in the picture: beside or below it."""
    aside = float(rng.uniform(0.3, 0.7))
    x = (-1.2 * length - 0.1, 1.1 + 1.2 * length, aside)[int(rng.integers(3))]
    return (x, 1.1 + 1.2 * length) if x == aside else (x, aside)


def _hand(rng: np.random.Generator, side: Handedness, placement: Placement, yaw: float) -> HandPlan:
    gesture, (flexion, abduction) = draw_gesture(rng)
    roll, pitch = float(rng.normal(0.0, 0.35)), float(np.clip(rng.normal(0.0, 0.2), -0.8, 0.8))
    pose = HandPose(flexion, abduction, roll, pitch, yaw + float(rng.normal(0.0, 0.3)))
    return HandPlan(gesture, pose, placement, side, float(rng.uniform(-0.3, 0.3)))
