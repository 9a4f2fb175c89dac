"""Draws a planned picture, and says the truth about its hands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from backedge.calculators.synthetic.arrays import Bytes
from backedge.calculators.synthetic.painter import HandPainter, PaintedHand, Person
from backedge.calculators.synthetic.skeleton import WRIST
from backedge.calculators.synthetic.skin import colour_ramp, skin_textures
from backedge.errors import ResourceError
from backedge.formats import ImageSize
from backedge.tools.hand_sets.palm import PALM_POINTS, hand_box, palm_box
from backedge.tools.hand_sets.truth import HIDDEN, SEEN, Attributes, TrueHand
from backedge.tools.synthesis.backdrops import Backdrop
from backedge.tools.synthesis.degradation import add_noise, blur, expose
from backedge.tools.synthesis.plans import SKIN_TONES, HandPlan, PicturePlan, plan_picture
from backedge.tools.synthesis.things import draw_negative, draw_occluder

_TEXTURES: Final = 12
_COVER: Final = 0.015  # metres of flesh before a joint that is not covered by another finger
_COVER_OF_PALM: Final = 0.026


@dataclass(frozen=True, slots=True, eq=False)
class LabelledPicture:
    """A picture and the truth about it.

    Attributes:
        jpeg: the file's content.
        size: width and height in pixels.
        hands: those of which a part is in the picture.
        attributes: of the picture as a whole.
    """

    jpeg: bytes
    size: ImageSize
    hands: tuple[TrueHand, ...]
    attributes: Attributes


def render_picture(seed: int, number: int, backdrops: Mapping[str, Backdrop]) -> LabelledPicture:
    """Make the picture `number` of those of `seed`: the same bytes each time, with one version of OpenCV and numpy.

    Args:
        seed: of the set.
        number: of the picture.
        backdrops: what can be behind the hands, by name.
    """
    rng = np.random.default_rng([seed, number])
    plan = plan_picture(rng, sorted(backdrops))
    image = np.ascontiguousarray(backdrops[plan.backdrop](plan.size, rng))
    painter = HandPainter(plan.size, _person(plan.skin_tone, plan.variant))
    painted = [
        painter.paint(
            image, hand.pose, hand.placement, hand.handedness, hand.wrist_bend, focal=plan.focal, lamp=plan.lamp
        )
        for hand in plan.hands
    ]
    if plan.negative:
        draw_negative(plan.negative, image, painter, plan.size, plan.lamp, rng)
    covered = np.zeros(image.shape[:2], np.uint8)
    for number_of_thing in range(plan.occluders):
        near = painted[number_of_thing % len(painted)].seen.pixels.mean(axis=0) if painted else np.array(plan.size) / 2
        length = (plan.hands[0].placement.size if plan.hands else 0.4) * plan.size[1]
        draw_occluder(image, covered, near, length, rng)
    hands = tuple(
        _truth(plan, planned, each, painted[place + 1 :], covered)
        for place, (planned, each) in enumerate(zip(plan.hands, painted, strict=True))
        if _is_inside(each, plan.size)
    )
    image = expose(image, plan.exposure, plan.warmth)
    image = add_noise(blur(image, plan.motion, plan.unsharpness), plan.noise, rng)
    return LabelledPicture(_encode(image, plan.quality), plan.size, hands, _attributes(plan))


def _encode(image: Bytes, quality: int) -> bytes:
    done, encoded = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ResourceError("OpenCV cannot write JPEG")
    return encoded.tobytes()


@cache
def _textures(variant: int) -> Bytes:
    return skin_textures(np.random.default_rng([variant, 3]))


@cache
def _ramp(colour: tuple[int, int, int]) -> Bytes:
    return colour_ramp(colour)


def _person(skin_tone: str, variant: int) -> Person:
    """Somebody of that skin; `variant` chooses its mottling, a shade of it, and the sleeve."""
    shade = 0.93 + 0.14 * (variant % 5) / 4
    red, green, blue = SKIN_TONES[skin_tone]
    cloth = np.random.default_rng([variant % 64, 5]).integers(15, 230, 3).tolist()
    skin = (min(round(red * shade), 255), min(round(green * shade), 255), min(round(blue * shade), 255))
    return Person(_ramp(skin), _ramp((cloth[0], cloth[1], cloth[2])), _textures(variant % _TEXTURES))


def _is_inside(painted: PaintedHand, size: ImageSize) -> bool:
    """Tell whether more than a few fingertips of a hand are in the picture."""
    return int(_within(painted, size).sum()) >= 7


def _within(painted: PaintedHand, size: ImageSize) -> NDArray[np.bool_]:
    pixels = painted.seen.pixels
    inside: NDArray[np.bool_] = np.all((pixels >= -0.5) & (pixels < np.array(size) - 0.5), axis=1)
    return inside


def _truth(
    plan: PicturePlan, planned: HandPlan, painted: PaintedHand, before: Sequence[PaintedHand], covered: Bytes
) -> TrueHand:
    points = painted.seen.pixels + 0.5
    visible = _visibility(painted, before, covered, plan.size)
    height = painted.seen.height
    rotation = planned.pose.rotation()
    return TrueHand(
        points=points,
        visible=visible,
        depth=height[WRIST] - height,
        world=painted.joints,
        handedness=planned.handedness,
        palm_box=palm_box(points),
        box=hand_box(points),
        attributes={
            "gesture": planned.gesture,
            "skin_tone": plan.skin_tone,
            "side": "palm" if rotation[2, 2] >= 0 else "back",
            "tilt": round(float(np.degrees(np.arccos(min(abs(rotation[2, 2]), 1.0)))), 2),
            "roll": round(float(np.degrees((planned.pose.roll + np.pi) % (2 * np.pi) - np.pi)), 2),
            "size": round(planned.placement.size * plan.size[1], 2),
            "hidden": round(float((visible == HIDDEN).mean()), 4),
        },
    )


def _visibility(
    painted: PaintedHand, before: Sequence[PaintedHand], covered: Bytes, size: ImageSize
) -> NDArray[np.int8]:
    """SEEN, or HIDDEN: out of the picture, behind a thing, the other hand, or another part of its own."""
    seen = painted.seen
    x, y = np.clip(np.round(seen.pixels), 0, np.array(size) - 1).astype(int).T
    reliefs = [other.relief for other in before if other.relief is not None]
    hidden = [~_within(painted, size), covered[y, x] > 0]
    hidden += [_at(relief.coverage, relief.origin, x, y, 0.0) > 0.5 for relief in reliefs]
    if (own := painted.relief) is not None:
        cover = np.full(len(x), _COVER)
        cover[list(PALM_POINTS)] = _COVER_OF_PALM
        hidden.append(_at(own.height, own.origin, x, y, -np.inf) > seen.height + cover * seen.scale)
    return np.where(np.any(hidden, axis=0), HIDDEN, SEEN).astype(np.int8)


def _at(
    values: NDArray[np.float32], origin: tuple[int, int], x: NDArray[np.int64], y: NDArray[np.int64], outside: float
) -> NDArray[np.float64]:
    """The values of a part of a picture at pixels of the whole one."""
    rows, columns = values.shape
    column, row = x - origin[0], y - origin[1]
    inside = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
    found = values[row.clip(0, rows - 1), column.clip(0, columns - 1)].astype(np.float64)
    return np.where(inside, found, outside)


def _attributes(plan: PicturePlan) -> Attributes:
    return {
        "backdrop": plan.backdrop,
        "negative": plan.negative,
        "exposure": round(plan.exposure, 3),
        "motion_blur": round(plan.motion[0], 2),
        "unsharpness": round(plan.unsharpness, 2),
        "noise": round(plan.noise, 2),
        "jpeg_quality": plan.quality,
        "focal": round(plan.focal, 3),
        "occluders": plan.occluders,
    }
