"""The motion of a hand in a clip: it comes in, moves and turns, leaves, comes back from elsewhere and stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from backedge.calculators.synthetic.arrays import Floats
from backedge.calculators.synthetic.curve import hermite
from backedge.calculators.synthetic.pinhole_camera import Placement
from backedge.calculators.synthetic.skeleton import HandPose

# Columns: share of the clip; place and size as in `Placement`; degrees; how far the fingers close and spread, 0..1.
_TIME, _X, _Y, _SIZE, _ROLL, _PITCH, _YAW, _CURL, _SPREAD = range(9)
_FIRST_VISIT: Final = np.array(  # from the right, out to the left
    [
        [0.00, 1.40, 0.62, 0.68, -34, 0, -8, 0.10, 0.3],
        [0.09, 0.68, 0.56, 0.68, -22, -4, -10, 0.05, 0.8],
        [0.18, 0.54, 0.50, 0.72, 4, 4, 6, 0.30, 0.6],
        [0.27, 0.42, 0.54, 0.66, 24, 8, 14, 0.12, 1.0],
        [0.35, 0.52, 0.52, 0.62, -6, -6, 2, 0.30, 0.4],
        [0.41, 0.36, 0.54, 0.66, 20, 0, 6, 0.10, 0.6],
        [0.50, -0.42, 0.62, 0.66, 36, 0, 8, 0.10, 0.3],
    ]
)
_SECOND_VISIT: Final = np.array(  # from below
    [
        [0.58, 0.56, 1.60, 0.70, -4, 0, 0, 0.15, 0.3],
        [0.68, 0.56, 0.56, 0.70, -10, -4, -8, 0.05, 0.9],
        [0.78, 0.44, 0.50, 0.64, 14, 6, 10, 0.28, 0.5],
        [0.88, 0.52, 0.53, 0.74, -16, 0, -12, 0.10, 1.0],
        [1.00, 0.48, 0.52, 0.68, 8, 2, 6, 0.25, 0.6],
    ]
)
_JITTER: Final = np.array([0.0, 0.025, 0.015, 0.02, 4.0, 3.0, 4.0, 0.05, 0.1])
_FLEXION_AT_REST: Final = np.radians([[6.0, 6, 6], *[[5.0, 8, 5]] * 4])
_FLEXION_CLOSED: Final = np.radians([[24.0, 26, 26], *[[78.0, 62, 42]] * 4])
_ABDUCTION_CLOSED: Final = np.radians([16.0, 6.0, 0.5, -4.5, -9.0])  # fingers side by side
_WAVE: Final = 0.09  # the fingers' own play, in units of curl
_WRIST_BEND: Final = 0.35  # share of the roll that the wrist makes, not the arm
_AWAY: Final = 0.9  # from the picture's middle, in its widths
_AWAY_ROLL: Final = 34.0  # degrees; the arm points out of the picture


@dataclass(frozen=True, slots=True)
class Moment:
    """A hand at one instant; `wrist_bend` is the angle between forearm and palm in radians."""

    pose: HandPose
    placement: Placement
    wrist_bend: float


class Lane(NamedTuple):
    """The part of the picture's width that a hand keeps to, as fractions of the picture."""

    centre: float
    width: float


WHOLE_PICTURE: Final = Lane(0.5, 1.0)


class Choreography:
    """One hand's way through a clip, smooth and always the same for the same seed.

    Args:
        seed: varies places and angles a little; an odd one exchanges left and right.
        lane: where it moves. In a lane of its own it comes and goes on that side, not across the other hand.
        size: factor on the hand's size.
    """

    def __init__(self, seed: int, lane: Lane = WHOLE_PICTURE, size: float = 1.0) -> None:
        rng = np.random.default_rng([seed, 7])
        # Beside another hand, the left one moves as in a mirror: that keeps the two apart.
        flip = bool(seed % 2) if lane == WHOLE_PICTURE else lane.centre < 0.5
        self._visits = [_in_lane(_vary(visit, rng, flip=flip), lane) for visit in (_FIRST_VISIT, _SECOND_VISIT)]
        self._phase = rng.uniform(0, 2 * np.pi, 5)
        self._waves = rng.uniform(3.0, 5.0, 5)
        self._size = size

    def at(self, share: float) -> Moment | None:
        """The hand at a share (0..1) of the clip; None while it is away."""
        for visit in self._visits:
            if visit[0, _TIME] <= share <= visit[-1, _TIME]:
                return self._moment(share, _through(visit, share))
        return None

    def _moment(self, share: float, values: Floats) -> Moment:
        curls = np.clip(values[_CURL] + _WAVE * np.sin(self._phase + 2 * np.pi * self._waves * share), 0.0, 1.0)
        flexion = _FLEXION_AT_REST + curls[:, None] * _FLEXION_CLOSED
        roll, pitch, yaw = np.radians(values[[_ROLL, _PITCH, _YAW]]).tolist()
        pose = HandPose(flexion, (1.0 - values[_SPREAD]) * _ABDUCTION_CLOSED, roll, pitch, yaw)
        placement = Placement(float(values[_X]), float(values[_Y]), float(values[_SIZE] * self._size))
        return Moment(pose, placement, -_WRIST_BEND * roll)


def _vary(visit: Floats, rng: np.random.Generator, *, flip: bool) -> Floats:
    """A visit a little different, with left and right exchanged if `flip`."""
    varied = visit + _JITTER * rng.uniform(-1, 1, visit.shape)
    if flip:
        varied[:, _X] = 1.0 - varied[:, _X]
        varied[:, [_ROLL, _YAW]] *= -1.0
    return varied


def _in_lane(visit: Floats, lane: Lane) -> Floats:
    """A visit to the whole picture as one to a lane of it."""
    if lane == WHOLE_PICTURE:
        return visit
    away = np.abs(visit[:, _X] - 0.5) > 0.6
    side = np.sign(lane.centre - 0.5)
    moved = visit.copy()
    moved[:, _X] = np.where(away, 0.5 + side * _AWAY, lane.centre + (visit[:, _X] - 0.5) * lane.width)
    moved[away, _ROLL] = -side * _AWAY_ROLL
    return moved


def _through(keys: Floats, time: float) -> Floats:
    """The row at `time` on a cubic through the rows `keys`, with the slope at each from its two neighbours."""
    times = keys[:, _TIME]
    slopes = np.gradient(keys, times, axis=0)
    slopes[[0, -1]] *= 0.5
    return hermite(times, keys, slopes, time)
