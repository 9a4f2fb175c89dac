"""Whose hands are drawn: skin, its mottling, and sleeves."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np

from backedge.calculators.synthetic.arrays import Bytes
from backedge.calculators.synthetic.painter import Person
from backedge.calculators.synthetic.skin import colour_ramp, skin_textures
from backedge.tools.synthesis.plans import SKIN_TONES

_TEXTURES: Final = 12


@cache
def _textures(variant: int) -> Bytes:
    return skin_textures(np.random.default_rng([variant, 3]))


@cache
def _ramp(colour: tuple[int, int, int]) -> Bytes:
    return colour_ramp(colour)


def person(skin_tone: str, variant: int) -> Person:
    """Somebody of that skin; `variant` chooses its mottling, a shade of it, and the sleeve."""
    shade = 0.93 + 0.14 * (variant % 5) / 4
    red, green, blue = SKIN_TONES[skin_tone]
    cloth = np.random.default_rng([variant % 64, 5]).integers(15, 230, 3).tolist()
    skin = (min(round(red * shade), 255), min(round(green * shade), 255), min(round(blue * shade), 255))
    return Person(_ramp(skin), _ramp((cloth[0], cloth[1], cloth[2])), _textures(variant % _TEXTURES))
