"""The plan of a picture: everything that chance decides, before anything is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from backedge.calculators.synthetic.arrays import Floats
from backedge.calculators.synthetic.pinhole_camera import Placement
from backedge.calculators.synthetic.skeleton import Handedness, HandPose
from backedge.formats import ImageSize
from backedge.tools.synthesis.gestures import FREE, draw_gesture, free_joints, one_of

SKIN_TONES: Final = {
    "1": (246, 213, 187),
    "2": (233, 186, 152),
    "3": (212, 160, 124),
    "4": (182, 126, 90),
    "5": (142, 94, 66),
    "6": (92, 60, 46),
}
"""RGB of fully lit skin by Fitzpatrick's types, light to dark."""

NEGATIVES: Final = ("empty", "arm", "mitten", "face")
"""What pictures without a hand show."""

SMALLEST: Final = 24.0
"""Pixels; the length of the smallest stretched hand."""

_SIZES: Final = ((640, 480), (640, 360), (480, 640), (512, 512), (480, 360), (320, 240))
_LARGEST: Final = 0.85  # of the picture's height
_NEGATIVE, _TWO_HANDS, _OCCLUDED, _MOVING, _UNSHARP, _NOISY = 0.15, 0.3, 0.25, 0.25, 0.2, 0.6
_FACING_AWAY: Final = 0.25
_WRIST_BEND: Final = 0.35  # radians


@dataclass(frozen=True, slots=True)
class HandPlan:
    """One hand: its gesture's name, how it is held, where, which it is, and the bend of its wrist in radians."""

    gesture: str
    pose: HandPose
    placement: Placement
    handedness: Handedness
    wrist_bend: float


@dataclass(frozen=True, slots=True)
class PicturePlan:
    """One picture.

    Attributes:
        size: width and height in pixels.
        hands: those in it, the last one in front.
        negative: what is in it instead, of `NEGATIVES`; "" for nothing.
        backdrop: what is behind, by name.
        skin_tone: of `SKIN_TONES`.
        variant: of skin and sleeve.
        focal: of the camera, in picture heights.
        lamp: unit vector towards the light.
        exposure: factor on all light.
        warmth: factors on red, green and blue.
        occluders: how many things are before the hands.
        motion: length in pixels and angle in radians by which the camera's picture is smeared.
        unsharpness: sigma in pixels.
        noise: standard deviation in grey levels.
        quality: of the JPEG file.
    """

    size: ImageSize
    hands: Sequence[HandPlan]
    negative: str
    backdrop: str
    skin_tone: str
    variant: int
    focal: float
    lamp: Floats
    exposure: float
    warmth: Floats
    occluders: int
    motion: tuple[float, float]
    unsharpness: float
    noise: float
    quality: int


def plan_picture(rng: np.random.Generator, backdrops: Sequence[str]) -> PicturePlan:
    """Draw lots for a picture.

    Args:
        rng: all chance.
        backdrops: the names to choose from.
    """
    size = one_of(rng, _SIZES)
    negative = one_of(rng, NEGATIVES) if rng.random() < _NEGATIVE else ""
    length = float(np.exp(rng.uniform(np.log(SMALLEST), np.log(_LARGEST * size[1]))))
    hands = () if negative else _plan_hands(rng, size, length)
    # Blur is small beside a hand: one that is smeared over its own length is not to be found by anybody.
    motion = float(rng.uniform(0.02, 0.12)) * length if rng.random() < _MOVING else 0.0
    unsharp = float(rng.uniform(0.004, 0.03)) * length if rng.random() < _UNSHARP else 0.0
    return PicturePlan(
        size=size,
        hands=hands,
        negative=negative,
        backdrop=one_of(rng, backdrops),
        skin_tone=one_of(rng, SKIN_TONES),
        variant=int(rng.integers(1 << 16)),
        focal=float(np.exp(rng.uniform(np.log(0.8), np.log(3.0)))),
        lamp=draw_lamp(rng),
        exposure=float(np.exp(rng.normal(0.0, 0.3)).clip(0.3, 1.7)),
        warmth=np.exp(float(rng.normal(0.0, 0.08)) * np.array([1.0, 0.1, -1.0])),
        occluders=int(rng.integers(1, 4)) if rng.random() < _OCCLUDED else 0,
        motion=(motion, float(rng.uniform(0, np.pi))),
        unsharpness=unsharp,
        noise=float(rng.uniform(1.0, 12.0)) if rng.random() < _NOISY else 0.0,
        quality=int(rng.integers(30, 97)),
    )


def _plan_hands(rng: np.random.Generator, size: ImageSize, length: float) -> tuple[HandPlan, ...]:
    camera_pitch, camera_roll = rng.normal(0.0, 0.2), rng.normal(0.0, 0.12)
    side: Handedness = "Left" if rng.random() < 0.5 else "Right"
    place = (float(rng.uniform(0.15, 0.85)), float(rng.uniform(0.2, 0.8)))
    first = _plan_hand(rng, side, Placement(*place, length / size[1]), camera_pitch, camera_roll)
    if rng.random() >= _TWO_HANDS:
        return (first,)
    other: Handedness = side if rng.random() < 0.15 else "Left" if side == "Right" else "Right"
    crossing = rng.random() < 0.25
    # In hand lengths: over each other, or beside each other.
    distance, angle = rng.uniform(0.25, 0.6) if crossing else rng.uniform(1.0, 2.2), rng.uniform(0, 2 * np.pi)
    step = distance * length * np.array([np.cos(angle), 0.5 * np.sin(angle)]) / size
    # A hand that would be outside is put on the other side of the first one.
    step = np.where(np.abs(np.array(place) + step - 0.5) > 0.45, -step, step)
    beside = Placement(place[0] + float(step[0]), place[1] + float(step[1]), length / size[1] * rng.uniform(0.8, 1.2))
    return first, _plan_hand(rng, other, beside, camera_pitch, camera_roll)


def _plan_hand(
    rng: np.random.Generator, side: Handedness, placement: Placement, camera_pitch: float, camera_roll: float
) -> HandPlan:
    is_free = rng.random() < 0.35
    gesture, (flexion, abduction) = (FREE, free_joints(rng)) if is_free else draw_gesture(rng)
    roll = rng.uniform(-np.pi, np.pi) if rng.random() < 0.2 else rng.normal(0.0, 0.5)
    pitch = float(np.clip(rng.normal(0.0, 0.35), -1.2, 1.2))
    yaw = rng.normal(0.0, 0.5) + (np.pi if rng.random() < _FACING_AWAY else 0.0)
    pose = HandPose(flexion, abduction, roll + camera_roll, pitch + camera_pitch, yaw)
    return HandPlan(gesture, pose, placement, side, float(rng.uniform(-_WRIST_BEND, _WRIST_BEND)))


def draw_lamp(rng: np.random.Generator) -> Floats:
    """Towards the light: a unit vector into the half of the room that the camera is in."""
    height, angle = rng.uniform(0.4, 0.98), rng.uniform(0, 2 * np.pi)
    reach = np.sqrt(1 - height**2)
    return np.array([reach * np.cos(angle), reach * np.sin(angle), height])
