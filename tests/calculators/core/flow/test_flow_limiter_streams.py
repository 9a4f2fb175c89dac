"""FlowLimiterCalculator with several streams, in a loop through a node that takes time."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import CalculatorGraph
from backedge.calculators.core.flow.flow_limiter_calculator import FlowLimiterCalculatorOptions
from tests.calculators.core.flow.flow_limiting import TWO, frame, frames, limiter, start
from tests.calculators.core.flow.simulation import Simulation
from tests.flow import B, P, watch
from tests.graph_text import graph_of


@pytest.mark.parametrize(
    ("queue", "duration", "finished", "followed"),
    [
        (1, 22_000, frames(0, 2, 14, 17, 19, 20), frames(0, 2, 4, 14, 17, 19, 20, 21)),
        (0, 12_000, frames(0, 2, 15, 17, 19), frames(0, 2, 4, 15, 17, 19)),
    ],
)
def test_other_stream_early_and_late(
    threads: int, queue: int, duration: int, finished: list[Any], followed: list[Any]
) -> None:
    """The second stream has packets where the first is let in, though it is late at first and early afterwards."""
    simulation, seen = start(TWO, threads, queue=queue, timeout=100_000, first=duration, others=duration, third="lost")
    simulation.put("a", frame(0))
    simulation.sleep(10_000)
    for number in range(1, 21):
        if number < 10:
            simulation.put("a", frame(number))
            simulation.put("b", frame(number - 1))
        else:
            simulation.put("b", frame(number + 1))
            simulation.put("a", frame(number))
        simulation.sleep(10_000)
    simulation.end("a", "b")
    assert (seen["finished"], seen["limited_b"]) == (finished, followed)
    if not queue:
        assert seen["allow"] == [P(10_000 * n, n in (0, 2, 4, 15, 17, 19)) for n in range(21)]


def test_bounds_of_other_streams(threads: int) -> None:
    """Streams with twice the rate of the first are settled as far as is known, and so are the results."""
    text = graph_of("a b c finished", limiter("a", "b", "c"))
    graph = CalculatorGraph(text, num_threads=threads)
    seen = watch(graph, "finished", "limited_b", "limited_c", "allow")
    simulation = Simulation(graph, "limited_a", "finished", 22_000, 22_000)
    graph.start_run({"options": FlowLimiterCalculatorOptions(max_in_flight=1, in_flight_timeout=1_000_000)})
    for number in range(1, 10):
        simulation.put("c", frame(number))
    for number, count in enumerate((1, 3, 4, 6, 7, 9, 10, 12, 13), 1):
        if number % 2 == 0:
            simulation.put("a", frame(number))
        simulation.put("b", frame(number))
        simulation.sleep(10_000)
        assert len(seen["limited_b"]) == count
    simulation.end("a", "b", "c")
    assert seen["finished"] == [frame(2), B(40_000), frame(6), B(80_000)]
    assert seen["allow"] == [P(20_000, True), P(40_000, False), P(60_000, True), P(80_000, False)]
    followed = [B(9_999), frame(1), frame(2), B(29_999), frame(3), B(40_000), B(49_999), B(50_000), frame(6)]
    followed += [B(69_999), frame(7), B(80_000), B(89_999)]
    assert seen["limited_b"][:13] == followed
    early = [packet for packet in seen["limited_c"] if not packet.is_empty or packet.timestamp < 39_999]
    assert early == [packet for packet in followed if not packet.is_empty or packet.timestamp < 39_999]
