"""Two calculators of your own, a function and a class. The graph beside this file uses both:

graph_runner run examples/brightness.pbtxt --calculators examples/my_calculators.py --input demo --dump smooth=-
"""

from dataclasses import dataclass

import numpy as np

from backedge import Calculator, Input, Output, calculator, register


@calculator
def BrightnessCalculator(image: np.ndarray, *, gain: float = 1.0) -> float:
    return gain * float(image.mean())


@dataclass
class SmoothingOptions:
    factor: float = 0.5


@register
class SmoothingCalculator(Calculator):
    value = Input[float]()
    smooth = Output[float]()
    options: SmoothingOptions

    def open(self) -> None:
        self.mean: float | None = None

    def process(self) -> None:
        before = self.value.value if self.mean is None else self.mean
        self.mean = before + self.options.factor * (self.value.value - before)
        self.smooth.send(self.mean)
