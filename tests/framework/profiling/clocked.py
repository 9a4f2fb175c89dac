"""A clock that only calculators move, and graphs that are profiled by it."""

from __future__ import annotations

from typing import Any

from backedge import Calculator, CalculatorGraph, GraphError, Input, Output, register

START = 1_700_000_000_000_000


class Clock:
    """Microseconds of Unix time that pass only when a test says so."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> int:
        return self.now


CLOCK = Clock()


@register("test.TakesTime")
class TakesTime(Calculator):
    """Every packet holds how many microseconds it takes to pass it on; open takes 7 and close 9."""

    inputs = Input[int]()
    outputs = Output[int]()

    def open(self) -> None:
        CLOCK.now += 7

    def process(self) -> None:
        CLOCK.now += self.inputs.value
        if self.inputs.value > 1000:
            raise GraphError("too long")
        self.outputs.send(self.inputs.value)

    def close(self) -> None:
        CLOCK.now += 9


@register("test.TakesTimeToo")
class TakesTimeToo(Calculator):
    """A source of three packets, each of which takes 20 microseconds."""

    outputs = Output[int]()

    def process(self) -> None:
        CLOCK.now += 20
        self.sent = getattr(self, "sent", 0) + 1
        if self.sent > 3:
            self.stop()
        self.outputs.send(5, 100 * self.sent)


CHAIN = """
input_stream: "a"
node { name: "first" calculator: "test.TakesTime" input_stream: "a" output_stream: "b" }
node { name: "second" calculator: "test.TakesTime" input_stream: "b" output_stream: "c" }
profiler_config { %s }
"""


def chain(profiler: str) -> CalculatorGraph:
    """Two nodes, one after the other, by the clock, which stands at `START`."""
    return clocked(CHAIN % profiler)


def clocked(text: str, **arguments: Any) -> CalculatorGraph:
    """A graph on this thread that is profiled by the clock, which stands at `START`."""
    CLOCK.now = START
    graph = CalculatorGraph(text, **arguments)
    graph.profiler.clock = CLOCK
    return graph


def feed(graph: CalculatorGraph, **timestamps: int) -> None:
    """Feed ``a`` packets that take 10, 20, ... microseconds at timestamps 1, 2, ..."""
    for number in range(1, timestamps.get("count", 2) + 1):
        graph.add_packet_to_input_stream("a", 10 * number, number)
