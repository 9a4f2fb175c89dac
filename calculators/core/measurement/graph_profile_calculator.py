"""GraphProfileCalculator: tells every so often where the time of the graph goes."""

from __future__ import annotations

from typing import Any

from backedge.authoring import Calculator, Inputs, Output, Service, register
from backedge.profiling import GraphProfile, GraphProfiler
from backedge.protos import Int64, Message, field


class GraphProfileCalculatorOptions(Message, name="mediapipe.GraphProfileCalculatorOptions", extension=367481815):
    """Options of GraphProfileCalculator.

    Attributes:
        profile_interval: at most one profile for so many microseconds of input timestamps.
    """

    profile_interval: Int64 = field(1, default=1_000_000)


@register
class GraphProfileCalculator(Calculator):
    """Sends the graph's profile at its first input, and then as often as its option says.

    What is measured is in the graph's ``profiler_config``, see `backedge.profiling.GraphProfiler`. The first profile
    holds the expanded graph, and the names of its nodes in the trace; each of the others what came after the one
    before.

    Inputs:
        FRAME: any number of any type; they say when.
    Outputs:
        PROFILE: `backedge.profiling.GraphProfile`
    Options:
        GraphProfileCalculatorOptions

    Example::

        node {
          calculator: "GraphProfileCalculator"
          input_stream: "FRAME:image"
          output_stream: "PROFILE:graph_profile"
          options { [mediapipe.GraphProfileCalculatorOptions.ext] { profile_interval: 500000 } }
        }
    """

    options: GraphProfileCalculatorOptions

    profiler = Service(GraphProfiler)
    frames = Inputs[Any]("FRAME")
    profile = Output[GraphProfile]("PROFILE")

    def open(self) -> None:
        self._last: int | None = None

    def process(self) -> None:
        is_first = self._last is None
        if self._last is None or self.timestamp - self._last >= self.options.profile_interval:
            self._last = self.timestamp
            self.profile.send(self.profiler.capture(with_config=is_first))
