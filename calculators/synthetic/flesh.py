"""The flesh of a hand: capsules around its joints, in the hand frame.

A capsule is a ball that grows or shrinks while it moves from one point to another. Fingers are three capsules each;
palm, webs between the fingers, the thumb's ball and the forearm are fans of overlapping ones, which the renderer
melts into one surface.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from backedge.calculators.synthetic.arrays import Floats, Ints
from backedge.calculators.synthetic.skeleton import WRIST, Handedness, mirrored

SKIN, PALM, SLEEVE = range(3)

_FINGER_RADII: Final = 1e-3 * np.array(  # at the four joints of each finger
    [
        [12.0, 12.2, 11.0, 8.8],
        [12.0, 10.2, 9.2, 7.8],
        [12.0, 10.4, 9.4, 8.0],
        [11.6, 9.9, 8.9, 7.6],
        [10.4, 8.8, 7.9, 6.8],
    ]
)
_CARPALS: Final = 1e-3 * np.array([[-8, 10, 5], [-2, 13, 4], [5, 14, 4], [11, 12, 5]])
_CARPAL_RADIUS: Final = 0.018
_PALM_RADIUS: Final = 0.0125
_PALM_REACH: Final = 0.16  # the rays of the palm end this far along the fingers' first bones
_WEB_REACH: Final = 0.27  # and the skin between the fingers here
_WEB_RADIUS: Final = 0.0085
_RAY_FLATNESS: Final = (0.6, 0.75, 0.82, 0.85, 0.82, 0.75, 0.6)  # the palm is rounded off at its sides
_THUMB_WEB: Final = ((0.3, 0.35), (0.5, 0.5), (0.65, 0.62), (0.8, 0.74))  # along thumb's first bone, along palm's edge
_SLEEVE_START: Final = 0.105  # metres from the wrist
_ARM_LENGTH: Final = 0.50
_WRIST_RADIUS: Final = 0.0255
_ARM_RADIUS: Final = 0.029
_SLEEVE_RADII: Final = (0.036, 0.043)
_ARM_FLATNESS: Final = 0.45
_ARM_FALL: Final = 0.06  # the elbow is a little further from the viewer than the wrist


@dataclass(frozen=True, slots=True)
class Flesh:
    """N capsules.

    Attributes:
        ends: (2, N, 3) metres in the hand frame, where each begins and ends.
        radii: (2, N) metres, there.
        flatness: (N,) thickness towards the viewer, as a share of the radius.
        layer: (N,) one of SKIN, PALM, SLEEVE.
    """

    ends: Floats
    radii: Floats
    flatness: Floats
    layer: Ints


class _Capsule(NamedTuple):
    start: Floats
    end: Floats
    start_radius: float
    end_radius: float
    flatness: float = 1.0
    layer: int = SKIN


def flesh(joints: Floats, handedness: Handedness = "Right", wrist_bend: float = 0.0) -> Flesh:
    """The capsules around a hand's joints.

    Args:
        joints: (21, 3) metres in the hand frame.
        handedness: of the hand that the joints are of.
        wrist_bend: radians between forearm and palm, in the palm's plane.
    """
    carpals = mirrored(_CARPALS, handedness)
    capsules = [
        *_forearm(joints[WRIST], wrist_bend),
        *_rays(joints, carpals),
        *_webs(joints),
        *_pads(joints),
        *_fingers(joints),
    ]
    start, end, start_radius, end_radius, flatness, layer = zip(*capsules, strict=True)
    radii = np.array([start_radius, end_radius])
    return Flesh(np.array([start, end]), radii, np.array(flatness), np.array(layer))


def _between(start: Floats, end: Floats, share: float) -> Floats:
    return start + (end - start) * share


def _forearm(wrist: Floats, bend: float) -> list[_Capsule]:
    """The arm below the wrist, most of it in a sleeve."""
    down = np.array([np.sin(bend), np.cos(bend), _ARM_FALL])
    cuff, elbow = wrist + down * _SLEEVE_START, wrist + down * _ARM_LENGTH
    return [
        _Capsule(wrist, cuff, _WRIST_RADIUS, _ARM_RADIUS, _ARM_FLATNESS),
        _Capsule(cuff, elbow, *_SLEEVE_RADII, _ARM_FLATNESS, SLEEVE),
    ]


def _rays(joints: Floats, carpals: Floats) -> list[_Capsule]:
    """The palm: a fan from the wrist to the knuckles and to the gaps between them."""
    ends = _between(joints[[5, 9, 13, 17]], joints[[6, 10, 14, 18]], _PALM_REACH)
    lanes = np.linspace(0, 3, len(_RAY_FLATNESS))
    starts, stops = (
        np.stack([np.interp(lanes, np.arange(4), axis) for axis in points.T], axis=1) for points in (carpals, ends)
    )
    return [
        _Capsule(start, stop, _CARPAL_RADIUS, _PALM_RADIUS, flat, PALM)
        for start, stop, flat in zip(starts, stops, _RAY_FLATNESS, strict=True)
    ]


def _webs(joints: Floats) -> list[_Capsule]:
    """The skin between neighbouring fingers, and between thumb and palm."""
    ends = _between(joints[[5, 9, 13, 17]], joints[[6, 10, 14, 18]], _WEB_REACH)
    webs = [_Capsule(a, b, _WEB_RADIUS, _WEB_RADIUS, 0.9, PALM) for a, b in pairwise(ends)]
    thumb_web = [
        _Capsule(
            _between(joints[1], joints[2], on_thumb),
            _between(joints[WRIST], joints[5], on_palm),
            0.015 - 0.008 * on_palm,
            0.0105,
            0.85,
            PALM,
        )
        for on_thumb, on_palm in _THUMB_WEB
    ]
    return webs + thumb_web


def _pads(joints: Floats) -> list[_Capsule]:
    """The ball of the thumb and the heel of the hand."""
    wrist, root, knuckle, pinky = joints[WRIST], joints[1], joints[2], joints[17]
    ball = _between(wrist, root, 0.8), _between(root, knuckle, 0.75)
    heel = _between(wrist, pinky, 0.14), _between(wrist, pinky, 0.6)
    return [
        _Capsule(*ball, 0.0165, 0.0138, 1.0, PALM),
        _Capsule(*heel, 0.0165, 0.0145, 0.95, PALM),
    ]


def _fingers(joints: Floats) -> list[_Capsule]:
    """Three bones a finger, and its tip."""
    capsules = []
    for bones, radii in zip(joints[1:].reshape(5, 4, 3), _FINGER_RADII, strict=True):
        pairs = zip(bones[:-1], bones[1:], radii[:-1], radii[1:], strict=True)
        capsules += [_Capsule(*pair) for pair in pairs]
        # A finger that points at the viewer shows its tip: seen end on, a capsule has no length to be drawn along.
        capsules.append(_Capsule(bones[-1], bones[-1], radii[-1], radii[-1]))
    return capsules
