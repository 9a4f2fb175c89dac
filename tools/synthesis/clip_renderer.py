"""Draws a planned video frame by frame, and says the truth about the hands of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from backedge.calculators.synthetic.arrays import Bytes
from backedge.calculators.synthetic.painter import HandPainter, PaintedHand
from backedge.tools.hand_sets.truth import Attributes, TrueHand
from backedge.tools.synthesis.backdrops import Backdrop
from backedge.tools.synthesis.clip_plans import MOTIONS, ClipPlan, plan_clip
from backedge.tools.synthesis.labels import true_hands
from backedge.tools.synthesis.people import person
from backedge.tools.synthesis.plans import PicturePlan
from backedge.tools.synthesis.renderer import attributes_of, paint_hands, taken
from backedge.tools.synthesis.things import draw_occluder

FPS: Final = 30.0
"""Frames a second."""

_SHUTTER: Final = 0.4  # of the time between two frames, for which light is taken in
_STEP: Final = 2.0  # pixels that a hand moves at most between two of the pictures that its blur is made of
_MOST: Final = 9  # such pictures
_OF_PICTURES: Final = {"negative", "motion_blur", "jpeg_quality"}  # attributes that a video as a whole does not have


@dataclass(frozen=True, slots=True, eq=False)
class LabelledFrame:
    """A frame and the truth about it.

    Attributes:
        image: (H, W, 3) uint8 RGB.
        hands: those of which a part is in the picture; each has a `track`.
    """

    image: Bytes
    hands: tuple[TrueHand, ...]


class SyntheticClip:
    """The video `number` of those of a seed: the same each time, with one version of OpenCV and numpy.

    Args:
        seed: of the set.
        number: of the video.
        seconds: how long.
        backdrops: what can be behind the hands, by name.

    Attributes:
        plan: everything that chance decided.
        frames: how many.
    """

    def __init__(self, seed: int, number: int, seconds: float, backdrops: Mapping[str, Backdrop]) -> None:
        rng = np.random.default_rng([seed, number])
        self.plan: ClipPlan = plan_clip(rng, list(MOTIONS)[number % len(MOTIONS)], seconds, sorted(backdrops))
        self.frames = max(round(seconds * FPS), 1)
        look = self.plan.look
        self._backdrop = np.ascontiguousarray(backdrops[look.backdrop](look.size, rng))
        self._painter = HandPainter(look.size, person(look.skin_tone, look.variant))
        self._key = (seed, number)

    @property
    def attributes(self) -> Attributes:
        """Of the video as a whole."""
        look = attributes_of(self.plan.look).items()
        return {"motion": self.plan.motion, **{name: value for name, value in look if name not in _OF_PICTURES}}

    def __iter__(self) -> Iterator[LabelledFrame]:
        """Its frames, in order; what is true of a frame is true in the middle of its exposure."""
        before: list[PaintedHand] = []
        for number in range(self.frames):
            time = number / FPS
            plan = self.plan.at(time)
            image, covered, painted = self._picture(plan)
            smears = [_SHUTTER * _moved(*pair) for pair in zip(before or painted, painted, strict=True)]
            image = self._smeared(image, time, max(smears))
            hands = zip(true_hands(plan, painted, covered), smears, strict=True)
            yield LabelledFrame(
                taken(plan, image, np.random.default_rng([*self._key, number + 1])),
                tuple(_tracked(hand, place, smear) for place, (hand, smear) in enumerate(hands, 1) if hand is not None),
            )
            before = painted

    def _picture(self, plan: PicturePlan) -> tuple[Bytes, Bytes, list[PaintedHand]]:
        """What the camera sees; where things cover hands; the hands."""
        image = self._backdrop.copy()
        painted = paint_hands(plan, image, self._painter)
        covered = np.zeros(image.shape[:2], np.uint8)
        chance = np.random.default_rng([*self._key, 0, 1])  # the same things in all frames
        for _ in range(plan.occluders):
            middle, length = np.array(plan.size) * chance.uniform(0.3, 0.7, 2), 0.5 * plan.size[1]
            draw_occluder(image, covered, middle, length, chance)
        return image, covered, painted

    def _smeared(self, image: Bytes, time: float, travel: float) -> Bytes:
        """A picture taken while the hands move by `travel` pixels: the mean of some, `image` in their middle."""
        aside = min(int(np.ceil(travel / _STEP)) // 2, _MOST // 2)
        if not aside:
            return image
        total = image.astype(np.float32)
        for step in (*range(-aside, 0), *range(1, aside + 1)):
            total += self._picture(self.plan.at(time + _SHUTTER / FPS * step / (2 * aside)))[0]
        return np.round(total / (2 * aside + 1)).astype(np.uint8)


def _tracked(hand: TrueHand, track: int, smear: float) -> TrueHand:
    return replace(hand, track=track, attributes={**hand.attributes, "motion_blur": round(smear, 2)})


def _moved(before: PaintedHand, now: PaintedHand) -> float:
    """Pixels that the fastest joint of a hand has moved; 0 where nothing of it is in the picture."""
    if now.relief is None:
        return 0.0
    return float(np.linalg.norm(now.seen.pixels - before.seen.pixels, axis=1).max())
