"""Draws a planned picture, and says the truth about its hands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from backedge.calculators.synthetic.arrays import Bytes
from backedge.calculators.synthetic.painter import HandPainter, PaintedHand
from backedge.errors import ResourceError
from backedge.formats import ImageSize
from backedge.tools.hand_sets.truth import Attributes, TrueHand
from backedge.tools.synthesis.backdrops import Backdrop
from backedge.tools.synthesis.degradation import add_noise, blur, expose
from backedge.tools.synthesis.labels import true_hands
from backedge.tools.synthesis.people import person
from backedge.tools.synthesis.plans import PicturePlan, plan_picture
from backedge.tools.synthesis.things import draw_negative, draw_occluder


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
    painter = HandPainter(plan.size, person(plan.skin_tone, plan.variant))
    painted = paint_hands(plan, image, painter)
    if plan.negative:
        draw_negative(plan.negative, image, painter, plan.size, plan.lamp, rng)
    covered = np.zeros(image.shape[:2], np.uint8)
    for number_of_thing in range(plan.occluders):
        near = painted[number_of_thing % len(painted)].seen.pixels.mean(axis=0) if painted else np.array(plan.size) / 2
        length = (plan.hands[0].placement.size if plan.hands else 0.4) * plan.size[1]
        draw_occluder(image, covered, near, length, rng)
    hands = tuple(hand for hand in true_hands(plan, painted, covered) if hand is not None)
    return LabelledPicture(_encode(taken(plan, image, rng), plan.quality), plan.size, hands, attributes_of(plan))


def paint_hands(plan: PicturePlan, image: Bytes, painter: HandPainter) -> list[PaintedHand]:
    """Paint the hands of a plan into an image, in order."""
    return [
        painter.paint(
            image, hand.pose, hand.placement, hand.handedness, hand.wrist_bend, focal=plan.focal, lamp=plan.lamp
        )
        for hand in plan.hands
    ]


def taken(plan: PicturePlan, image: Bytes, rng: np.random.Generator) -> Bytes:
    """An image as the camera of a plan takes it: light, blur, noise."""
    image = expose(image, plan.exposure, plan.warmth)
    return add_noise(blur(image, plan.motion, plan.unsharpness), plan.noise, rng)


def _encode(image: Bytes, quality: int) -> bytes:
    done, encoded = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ResourceError("OpenCV cannot write JPEG")
    return encoded.tobytes()


def attributes_of(plan: PicturePlan) -> Attributes:
    """What a plan says of the picture as a whole, as the labels tell it."""
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
