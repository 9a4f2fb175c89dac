"""Names the gesture of each hand. The graph beside this file uses it; train.py makes its model."""

from typing import Annotated

import numpy as np
from hand_shape import hand_shape

from backedge import Calculator, Input, Output, register
from backedge.formats import Landmarks
from backedge.protos import Message, Range, field


class GestureCalculatorOptions(Message, name="examples.GestureCalculatorOptions"):
    """`model`: the file that train.py wrote; `min_score`: gestures that are less likely, 0..1, are "unknown"."""

    model: str = field(1, default="gestures.npz")
    min_score: Annotated[float, Range(0, 1)] = field(2, default=0.5)


@register
class GestureCalculator(Calculator):
    hands = Input[list[Landmarks]]("WORLD_LANDMARKS")
    gestures = Output[list[str]]("GESTURES")
    options: GestureCalculatorOptions

    def open(self) -> None:
        with np.load(self.options.model) as file:
            self.classes, self.weights, self.bias = file["classes"], file["weights"], file["bias"]

    def process(self) -> None:
        self.gestures.send([self.name(hand.points) for hand in self.hands.value])

    def name(self, points: np.ndarray) -> str:
        logits = self.weights @ hand_shape(points) + self.bias
        scores = np.exp(logits - logits.max())
        scores /= scores.sum()
        best = int(scores.argmax())
        return str(self.classes[best]) if scores[best] >= self.options.min_score else "unknown"
