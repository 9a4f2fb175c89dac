"""How long each node's calls of `process` took, out of a graph's profile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from backedge.profiling import GraphProfile

_MICROSECONDS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class NodeTime:
    """One node's share of a run.

    Attributes:
        node: its name in the expanded graph.
        calls: how often `process` was called.
        seconds: how long all the calls took together.
    """

    node: str
    calls: int
    seconds: float


def node_times(profile: GraphProfile) -> list[NodeTime]:
    """Each node's time, the most expensive node first.

    Of `open` and `close` nothing is counted; loading a model in `open` would hide what a frame costs.
    """
    times = [
        NodeTime(node.name, sum(node.process_runtime.count), node.process_runtime.total / _MICROSECONDS)
        for node in profile.calculator_profiles
        if node.process_runtime is not None
    ]
    return sorted(times, key=lambda time: time.seconds, reverse=True)
