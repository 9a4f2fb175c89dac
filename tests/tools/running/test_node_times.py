"""The time of a run by node: the calls of each."""

from __future__ import annotations

from backedge.profiling import CalculatorProfile, GraphProfile, TimeHistogram
from backedge.tools.running.node_times import NodeTime, node_times


def test_the_slowest_comes_first() -> None:
    """Each node has its calls and seconds, the most expensive node first."""
    profile = GraphProfile(
        calculator_profiles=tuple(
            CalculatorProfile(name=name, process_runtime=TimeHistogram(total=total, count=count))
            for name, total, count in (("a", 250, (1, 0)), ("b", 500_000, (3, 17)), ("c", 0, (0, 0)))
        )
    )
    assert node_times(profile) == [NodeTime("b", 20, 0.5), NodeTime("a", 1, 0.000_25), NodeTime("c", 0, 0.0)]
