"""Graphs whose calculators do next to nothing, so that running them is all that they cost.

Each runs in MediaPipe, too: its texts have the calculators that MediaPipe's Python package brings along. A packet goes
in at stream ``in``, and one comes out of stream ``out``.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

APPLICATION_THREAD = 'executor { name: "" type: "ApplicationThreadExecutor" } '
"""Before the text of a graph: run on the thread of the caller who waits, which is MediaPipe's quickest way."""


@dataclass(frozen=True)
class EngineGraph:
    """A graph, and what to feed it.

    Attributes:
        text: of the config, without an executor.
        items: 0 for a packet of an int; else a packet of a list with that many floats.
        goals: what the ratio to MediaPipe's time should be at most, by the names of our sides.
    """

    text: str
    items: int
    goals: dict[str, float]


def chain(length: int) -> str:
    """PassThroughCalculator, so many times in a row."""
    names = ["in", *(f"s{index}" for index in range(1, length)), "out"]
    return 'input_stream: "in"\n' + "\n".join(
        f'node {{ calculator: "PassThroughCalculator" input_stream: "{source}" output_stream: "{target}" }}'
        for source, target in pairwise(names)
    )


def fan(width: int) -> str:
    """A stream that so many nodes read, and a node that waits for all of them."""
    nodes = [
        f'node {{ calculator: "PassThroughCalculator" input_stream: "in" output_stream: "way{index}" }}'
        for index in range(width)
    ]
    ins = " ".join(f'input_stream: "way{index}"' for index in range(width))
    outs = " ".join(f'output_stream: "{f"end{index}" if index else "out"}"' for index in range(width))
    return "\n".join(['input_stream: "in"', *nodes, f'node {{ calculator: "PassThroughCalculator" {ins} {outs} }}'])


LOOPBACK = """
input_stream: "in"
node {
  calculator: "PreviousLoopbackCalculator"
  input_stream: "MAIN:in"
  input_stream: "LOOP:out"
  input_stream_info { tag_index: "LOOP" back_edge: true }
  output_stream: "PREV_LOOP:previous"
}
node { calculator: "PacketPresenceCalculator" input_stream: "PACKET:previous" output_stream: "PRESENCE:has_previous" }
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
"""
"""What trackers are made of: what was found in a frame goes back to the next one, where nothing is searched then."""

ITEMS = """
input_stream: "in"
node {
  calculator: "BeginLoopFloatCalculator"
  input_stream: "ITERABLE:in"
  output_stream: "ITEM:item"
  output_stream: "BATCH_END:end"
}
node { calculator: "PassThroughCalculator" input_stream: "item" output_stream: "same_item" }
node {
  calculator: "EndLoopFloatCalculator"
  input_stream: "ITEM:same_item"
  input_stream: "BATCH_END:end"
  output_stream: "ITERABLE:out"
}
"""
"""The items of a list, one after the other."""

_CHAIN_OF_10 = {"pure": 0.4, "compiled": 0.2, "compat pure": 0.7, "compat compiled": 0.4}
_CHAIN_OF_50 = {"pure": 0.6, "compiled": 0.25, "compat pure": 0.8, "compat compiled": 0.4}
_OTHERS = {"pure": 1.0, "compiled": 0.6}

ENGINE_GRAPHS = {
    "chain of 10": EngineGraph(chain(10), 0, _CHAIN_OF_10),
    "chain of 50": EngineGraph(chain(50), 0, _CHAIN_OF_50),
    "fan of 8": EngineGraph(fan(8), 0, _OTHERS),
    "gates and loopback": EngineGraph(LOOPBACK, 0, _OTHERS),
    "loop over 4 items": EngineGraph(ITEMS, 4, _OTHERS),
}
"""By the names that `engine_against_mediapipe` takes."""
