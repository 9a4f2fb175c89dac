"""How a hand can be held: the limits of its joints, and gestures that have names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeVar

import numpy as np

from backedge.calculators.synthetic.arrays import Floats

# Degrees, straight and closed, for the three joints of thumb, index, middle, ring and pinky finger. Fingers: 90 to the
# palm, 105 in the middle joint, 70 in the last one, are what hands can do (American Society for Surgery of the Hand);
# closed is a fist that does not go through the palm.
_STRAIGHT: Final = np.array([[4.0, 4, 4], *[[2.0, 4, 3]] * 4])
_CLOSED: Final = np.array([[28.0, 34, 38], *[[80.0, 88, 52]] * 4])
_LIMITS: Final = np.array(
    [[[-6.0, 32], [-4, 52], [-8, 70]], *[[[-12.0, 88], [-2, 103], [-4, 68]]] * 4],
)
_TOGETHER: Final = np.array([16.0, 6.0, 0.5, -4.5, -9.0])  # degrees of abduction of fingers side by side
_APART: Final = np.array([-6.0, -5.0, 0.0, 4.0, 7.0])
_SIDEWAYS: Final = np.array([[-14.0, 26], *[[-12.0, 12]] * 4])

# Curl of thumb, index, middle, ring and pinky finger, 0 straight to 1 closed; and spread, 0 together to 1 apart.
GESTURES: Final = {
    "open_palm": ((0.0, 0.0, 0.0, 0.0, 0.0), 0.9),
    "flat": ((0.1, 0.0, 0.0, 0.0, 0.0), 0.05),
    "relaxed": ((0.25, 0.22, 0.3, 0.36, 0.42), 0.4),
    "fist": ((1.0, 1.0, 1.0, 1.0, 1.0), 0.0),
    "claw": ((0.4, 0.5, 0.5, 0.5, 0.5), 0.7),
    "point": ((0.85, 0.0, 1.0, 1.0, 1.0), 0.2),
    "gun": ((0.0, 0.0, 0.95, 1.0, 1.0), 0.6),
    "victory": ((0.95, 0.0, 0.0, 1.0, 1.0), 1.0),
    "three": ((0.0, 0.0, 0.0, 1.0, 1.0), 0.7),
    "four": ((1.0, 0.0, 0.0, 0.0, 0.0), 0.8),
    "thumb_up": ((0.0, 1.0, 1.0, 1.0, 1.0), 0.1),
    "call_me": ((0.0, 1.0, 1.0, 1.0, 0.0), 0.8),
    "horns": ((0.9, 0.0, 1.0, 1.0, 0.0), 0.5),
    "ok": ((0.62, 0.62, 0.12, 0.06, 0.02), 0.7),
    "pinch": ((0.6, 0.6, 0.6, 0.7, 0.75), 0.3),
}
"""Gestures by name."""

FREE: Final = "free"
"""The name of a pose that is no gesture."""

_T = TypeVar("_T")


def one_of(rng: np.random.Generator, known: Iterable[_T]) -> _T:
    """Draw one of some things, each as likely as any other; of a mapping, one of its keys.

    Args:
        rng: all chance.
        known: at least one.
    """
    things = tuple(known)
    return things[int(rng.integers(len(things)))]


def draw_gesture(rng: np.random.Generator) -> tuple[str, tuple[Floats, Floats]]:
    """Any of `GESTURES`, as somebody might make it: its name, and its joints as of `gesture_joints`."""
    name = one_of(rng, GESTURES)
    return name, gesture_joints(name, rng)


def gesture_joints(name: str, rng: np.random.Generator, looseness: float = 1.0) -> tuple[Floats, Floats]:
    """A gesture as somebody might make it.

    Args:
        name: one of `GESTURES`.
        rng: varies it.
        looseness: how much, 0 for the gesture as such.

    Returns:
        Flexion (5, 3) and abduction (5,) in radians, as `HandPose` takes them, within the limits of the joints.
    """
    curls, spread = GESTURES[name]
    curl = np.array(curls) + looseness * rng.normal(0.0, 0.05, 5)
    flexion = _STRAIGHT + curl[:, None] * (_CLOSED - _STRAIGHT) + looseness * rng.normal(0.0, 3.0, (5, 3))
    spread += looseness * float(rng.normal(0.0, 0.15))
    abduction = _TOGETHER + spread * (_APART - _TOGETHER) + looseness * rng.normal(0.0, 1.5, 5)
    return _in_limits(flexion, abduction)


def free_joints(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Any pose: each finger by itself, its last joint following the middle one as tendons make it.

    Returns:
        As of `gesture_joints`.
    """
    low, high = _LIMITS[..., 0], _LIMITS[..., 1]
    flexion = low + rng.beta(0.8, 1.3, (5, 3)) * (high - low)
    flexion[1:, 2] = 0.62 * flexion[1:, 1] + rng.normal(0.0, 6.0, 4)
    abduction = rng.uniform(_SIDEWAYS[:, 0], _SIDEWAYS[:, 1])
    # A bent finger cannot be spread.
    abduction[1:] *= np.clip(1.0 - flexion[1:, 0] / 90.0, 0.0, 1.0)
    return _in_limits(flexion, abduction)


def _in_limits(flexion: Floats, abduction: Floats) -> tuple[Floats, Floats]:
    bent = np.clip(flexion, _LIMITS[..., 0], _LIMITS[..., 1])
    sideways = np.clip(abduction, _SIDEWAYS[:, 0], _SIDEWAYS[:, 1])
    return np.radians(bent), np.radians(sideways)
