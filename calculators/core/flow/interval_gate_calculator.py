"""IntervalGateCalculator: lets only each n-th packet through while something else is there."""

from __future__ import annotations

from typing import Annotated, Any

from backedge.authoring import Calculator, Input, Output, register
from backedge.protos import Message, Range, field


class IntervalGateCalculatorOptions(Message, name="backedge.IntervalGateCalculatorOptions"):
    """Options of IntervalGateCalculator.

    Attributes:
        interval: from one packet that is let through to the next, in timestamps at which the node has a packet, at
            least 1; 1 lets all through.
    """

    interval: Annotated[int, Range(ge=1)] = field(1, default=1)


@register
class IntervalGateCalculator(Calculator):
    """Passes its data on: all while WHILE has no packet, and at intervals while it has.

    It makes work rare that is not urgent, such as the search for a second hand while a first one is tracked. The first
    packet after a pause of the data that is as long as the interval goes through.

    Inputs:
        untagged: any type; the data.
        WHILE: any type; where it has a packet, data that come within the interval are dropped.
    Outputs:
        untagged: the data.
    Options:
        IntervalGateCalculatorOptions

    Example::

        node {
          calculator: "IntervalGateCalculator"
          input_stream: "image"
          input_stream: "WHILE:tracked_hands"
          output_stream: "palm_detection_image"
          node_options { [type.googleapis.com/backedge.IntervalGateCalculatorOptions] { interval: 5 } }
        }
    """

    lightweight = True

    data = Input[Any]()
    condition = Input[Any]("WHILE")
    output = Output[Any](same_as=data)

    options: IntervalGateCalculatorOptions
    live_options = ("interval",)

    def open(self) -> None:
        self.output.set_header(self.data.header)
        self._since = self.options.interval  # timestamps since data went through

    def process(self) -> None:
        self._since += 1
        if not self.data.is_empty and (self.condition.is_empty or self._since >= self.options.interval):
            self.output.forward(self.data)
            self._since = 0
