"""A source and a tracker: a spot that moves, and a function that looks for it near where it was. A loop tells it where.

graph_runner run examples/tracking.pbtxt --calculators examples/tracking.py --dump spot=- --dump searched=-
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from backedge import Calculator, Output, calculator, register
from backedge.formats import ImageFrame


@dataclass
class SpotSourceOptions:
    frames: int = 60
    size: int = 64


@register
class SpotSourceCalculator(Calculator):
    image = Output[ImageFrame]("IMAGE")
    options: SpotSourceOptions

    def open(self) -> None:
        self.frame = 0

    def process(self) -> None:
        if self.frame == self.options.frames:
            self.stop()
        size, angle = self.options.size, self.frame / 10
        pixels = np.zeros((size, size), np.uint8)
        pixels[int(size * (0.5 + 0.4 * np.sin(angle))), int(size * (0.5 + 0.4 * np.cos(angle)))] = 255
        self.image.send(ImageFrame(pixels), self.frame * 33_333)
        self.frame += 1


class Found(NamedTuple):
    spot: tuple[int, int]
    searched: int


@calculator
def FindSpotCalculator(image: ImageFrame, before: tuple[int, int] | None = None, *, reach: int = 6) -> Found:
    top, left = (0, 0) if before is None else (max(0, before[0] - reach), max(0, before[1] - reach))
    bottom, right = image.data.shape if before is None else (before[0] + reach, before[1] + reach)
    part = image.data[top:bottom, left:right]
    row, column = divmod(int(part.argmax()), part.shape[1])
    return Found((top + row, left + column), part.size)
