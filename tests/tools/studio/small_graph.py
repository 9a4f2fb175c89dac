"""A graph that runs at once, and calculators for what goes wrong."""

from __future__ import annotations

CALCULATORS = """
import os
import time

from backedge import Calculator, Input, Output, calculator, register
from backedge.formats import ImageFrame


@calculator
def BrightnessCalculator(image: ImageFrame) -> float:
    return float(image.data.mean())


@calculator
def HangingCalculator(value: float) -> float:
    while value:
        time.sleep(0.01)
    return value


@calculator
def CrashingCalculator(value: float) -> float:
    os.abort()


@register
class TickingCalculator(Calculator):
    count = Output[int]("COUNT")
    number = 0

    def process(self) -> None:
        self.count.send(self.number, timestamp=1000 * self.number)
        self.number += 1
        time.sleep(0.001)


@register
class SilentCalculator(Calculator):
    # Who waits for what it never sends waits for ever.
    timestamp_offset = None
    value = Input[float]()
    nothing = Output[float]()

    def process(self) -> None:
        return


@calculator
def FailingCalculator(value: float) -> float:
    return value / 0
"""
GRAPH = """\
# A graph with a threshold.
type: "Small"
input_stream: "IMAGE:image"
output_stream: "is_bright"

# How bright it is.
node {
  calculator: "BrightnessCalculator"
  input_stream: "image"
  output_stream: "brightness"
}
node {
  calculator: "ThresholdingCalculator"
  input_stream: "FLOAT:brightness"
  output_stream: "FLAG:is_bright"
  options { [mediapipe.ThresholdingCalculatorOptions.ext] { threshold: 300 } }
}
"""
