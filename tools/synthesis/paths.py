"""A hand's way through a video: stations at which it keeps still, and smooth curves from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from backedge.calculators.synthetic.arrays import Floats
from backedge.calculators.synthetic.curve import hermite
from backedge.calculators.synthetic.pinhole_camera import Placement
from backedge.calculators.synthetic.skeleton import Handedness, HandPose
from backedge.tools.synthesis.gestures import FREE
from backedge.tools.synthesis.plans import HandPlan

_PLACE, _SIZE, _ANGLES, _BEND, _FLEXION = slice(0, 2), 2, slice(3, 6), 6, slice(7, 22)
_ABDUCTION: Final = slice(22, 27)
_SHORTEST_STAY: Final = 1e-3  # seconds; a hand that does not stop passes


@dataclass(frozen=True, slots=True)
class Station:
    """Where a hand stays, or passes.

    Attributes:
        hand: how it is held there.
        stay: seconds that it keeps still; 0 to pass on the way to the next one.
        travel: seconds from the station before to this one.
    """

    hand: HandPlan
    stay: float
    travel: float


class HandPath:
    """The way of one hand through its stations; before the first and after the last it keeps still.

    Args:
        stations: one at least; all of the same hand.
    """

    def __init__(self, stations: Sequence[Station]) -> None:
        self._handedness: Handedness = stations[0].hand.handedness
        times: list[float] = []
        rows: list[Floats] = []
        names: list[str] = []
        rests: list[bool] = []
        now = 0.0
        for station in stations:
            now += station.travel if times else 0.0
            for wait in (0.0, station.stay) if station.stay >= _SHORTEST_STAY else (0.0,):
                times.append(now + wait)
                rows.append(_row(station.hand))
                names.append(station.hand.gesture)
                rests.append(station.stay >= _SHORTEST_STAY)
            now = times[-1]
        self._names = names
        self._times, self._rows = np.array(times), np.array(rows)
        self._slopes = np.zeros_like(self._rows)
        if len(times) > 1:
            passed = ~np.array(rests)
            passed[[0, -1]] = False
            self._slopes[passed] = np.gradient(self._rows, self._times, axis=0)[passed]

    @property
    def seconds(self) -> float:
        """When it reaches the last station and has stayed there."""
        return float(self._times[-1])

    def at(self, time: float) -> HandPlan:
        """The hand at a moment, in seconds; its gesture is `FREE` between two that differ."""
        time = float(np.clip(time, 0.0, self._times[-1]))
        if len(self._times) == 1:
            return _hand(self._rows[0], self._names[0], self._handedness)
        left = int(np.clip(np.searchsorted(self._times, time, side="right") - 1, 0, len(self._times) - 2))
        name = self._names[left] if self._names[left] == self._names[left + 1] else FREE
        return _hand(hermite(self._times, self._rows, self._slopes, time), name, self._handedness)


def _row(hand: HandPlan) -> Floats:
    pose, place = hand.pose, hand.placement
    numbers = (place.x, place.y, np.log(place.size), pose.roll, pose.pitch, pose.yaw, hand.wrist_bend)
    return np.concatenate([numbers, pose.flexion.ravel(), pose.abduction])


def _hand(row: Floats, gesture: str, handedness: Handedness) -> HandPlan:
    x, y = row[_PLACE].tolist()
    roll, pitch, yaw = row[_ANGLES].tolist()
    pose = HandPose(row[_FLEXION].reshape(5, 3), row[_ABDUCTION], roll, pitch, yaw)
    return HandPlan(gesture, pose, Placement(x, y, float(np.exp(row[_SIZE]))), handedness, float(row[_BEND]))
