"""A calculator that finds something in pictures, and fails at those of some widths."""

import os
import signal
import threading

from backedge import Calculator, Input, Output, register
from backedge.formats import ImageFrame, NormalizedRect


def mean_of(image: ImageFrame) -> float:
    """The mean of a picture, as often as FINDER_WORK says."""
    for _ in range(int(os.environ.get("FINDER_WORK", "0"))):
        image.data.astype(float).mean()
    return float(image.data.mean())


@register
class FinderCalculator(Calculator):
    """Finds 0, 1 or 2 spots in turn, and the mean; what a picture's width is may bring it down."""

    image = Input[ImageFrame]("IMAGE")
    spots = Output[list[NormalizedRect]]("SPOTS")
    mean = Output[float]("MEAN")

    def open(self) -> None:
        self.frames = 0

    def process(self) -> None:
        image = self.image.value
        if image.width == 66:
            os.kill(os.getpid(), signal.SIGKILL)
        if image.width == 68:
            threading.Event().wait()
        if image.width == 70:
            raise ValueError("it is 70 wide")
        mean = mean_of(image)
        if count := self.frames % 3:
            self.spots.send([NormalizedRect(mean, place, 0.5, 0.5) for place in range(count)])
        if self.frames != 3:
            self.mean.send(mean)
        self.frames += 1


@register
class ChangeCalculator(Calculator):
    """Finds spots by a picture's brightness alone, and how much that differs from the picture's before."""

    image = Input[ImageFrame]("IMAGE")
    spots = Output[list[NormalizedRect]]("SPOTS")
    change = Output[float]("CHANGE")

    def open(self) -> None:
        self.before: float | None = None

    def process(self) -> None:
        mean = mean_of(self.image.value)
        if mean > 254:
            raise ValueError("it is too bright")
        if count := int(mean) % 3:
            self.spots.send([NormalizedRect(mean, place, 0.5, 0.5) for place in range(count)])
        if self.before is not None:
            self.change.send(mean - self.before)
        self.before = mean
