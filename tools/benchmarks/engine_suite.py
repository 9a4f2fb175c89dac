"""The engine alone: graphs of calculators that do next to nothing, so that their time is the engine's."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Final

from backedge.tools.benchmarks.cases import US_A_PACKET, Interpreter
from backedge.tools.benchmarks.side import Task
from backedge.tools.benchmarks.turn_case import TurnCase
from backedge.tools.benchmarks.workshop import Workshop

NATIVE: Final = "backedge"
COMPAT: Final = "backedge.compat.mediapipe"
MEDIAPIPE: Final = "mediapipe"


@dataclass(frozen=True)
class EngineGraph:
    """A graph for the engine to run.

    Attributes:
        text: its config.
        output: the stream to observe.
        value: what to feed, see `turn_program.EngineGraph`.
        input: the stream to feed.
    """

    text: str
    output: str
    value: str = "int"
    input: str = "in"

    def task(self, package: str) -> Task:
        """To run it by the API of a package."""
        return Task(
            "engine",
            {
                "package": package,
                "graph": self.text,
                "input": self.input,
                "output": self.output,
                "value": self.value,
            },
        )


def chain(length: int) -> EngineGraph:
    """Nodes in a row."""
    names = ["in", *(f"s{number}" for number in range(length))]
    nodes = (
        f'node {{ calculator: "PassThroughCalculator" input_stream: "{source}" output_stream: "{target}" }}'
        for source, target in pairwise(names)
    )
    return EngineGraph(f'input_stream: "in" {" ".join(nodes)}', names[-1])


def fan(width: int) -> EngineGraph:
    """A stream that `width` nodes read, and a node that waits for all of them."""
    numbers = range(width)
    branches = (
        f'node {{ calculator: "PassThroughCalculator" input_stream: "in" output_stream: "s{number}" }}'
        for number in numbers
    )
    ports = " ".join(f'input_stream: "s{number}" output_stream: "out{number}"' for number in numbers)
    join = f'node {{ calculator: "PassThroughCalculator" {ports} }}'
    return EngineGraph(f'input_stream: "in" {" ".join(branches)} {join}', "out0")


GATES_AND_LOOP: Final = EngineGraph(
    """
    input_stream: "in"
    node {
      calculator: "PreviousLoopbackCalculator"
      input_stream: "MAIN:in"
      input_stream: "LOOP:out"
      input_stream_info: { tag_index: "LOOP" back_edge: true }
      output_stream: "PREV_LOOP:previous"
    }
    node {
      calculator: "PacketPresenceCalculator"
      input_stream: "PACKET:previous"
      output_stream: "PRESENCE:has_previous"
    }
    node {
      calculator: "GateCalculator"
      input_stream: "previous"
      input_stream: "ALLOW:has_previous"
      output_stream: "tracked"
    }
    node {
      calculator: "GateCalculator"
      input_stream: "in"
      input_stream: "DISALLOW:has_previous"
      output_stream: "found"
    }
    node { calculator: "MergeCalculator" input_stream: "tracked" input_stream: "found" output_stream: "out" }
    """,
    "out",
)
"""What trackers are made of: what was found in a frame goes back to the next one, where nothing is searched then."""

LOOP_OVER_ITEMS: Final = EngineGraph(
    """
    input_stream: "in"
    node {
      calculator: "BeginLoopFloatCalculator"
      input_stream: "ITERABLE:in"
      output_stream: "ITEM:item"
      output_stream: "BATCH_END:end"
    }
    node { calculator: "PassThroughCalculator" input_stream: "item" output_stream: "same" }
    node {
      calculator: "EndLoopFloatCalculator"
      input_stream: "ITEM:same"
      input_stream: "BATCH_END:end"
      output_stream: "ITERABLE:out"
    }
    """,
    "out",
    "floats",
)
"""Four items for each packet."""

_GRAPHS: Final = {
    "chain_10": ("Chain of 10 nodes", chain(10)),
    "chain_50": ("Chain of 50 nodes", chain(50)),
    "fan_8": ("Fan-out to 8 nodes and fan-in", fan(8)),
    "gate_loop": ("Two gates and a loop by back edge", GATES_AND_LOOP),
    "item_loop": ("Loop over 4 items (BeginLoop, EndLoop)", LOOP_OVER_ITEMS),
}


def tasks(
    graph: EngineGraph, package: str, _workshop: Workshop, _mediapipe: Interpreter | None
) -> tuple[Task, Task | None]:
    """Our task by the API of `package`, and MediaPipe's."""
    return graph.task(package), graph.task(MEDIAPIPE)


def engine_cases() -> list[TurnCase]:
    """Each graph by our API, and by MediaPipe's that stands in for it."""
    return [
        TurnCase(
            name + suffix,
            what + how,
            partial(tasks, graph, package),
            US_A_PACKET,
            frames=200,
            turns=30,
            warm_up=200,
        )
        for suffix, how, package in (("", "", NATIVE), ("_compat", ", as `import mediapipe`", COMPAT))
        for name, (what, graph) in _GRAPHS.items()
    ]
