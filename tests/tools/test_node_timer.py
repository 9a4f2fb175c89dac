"""The timer of nodes."""

from __future__ import annotations

import pytest

from backedge import CalculatorGraph, GraphError, calculator
from backedge.tools.node_timer import NodeTimer

CHAIN = """
input_stream: "x"
node { name: "twice" calculator: "TwiceNodeTimerTest" input_stream: "X:x" output_stream: "y" }
node { name: "again" calculator: "TwiceNodeTimerTest" input_stream: "X:y" output_stream: "z" max_in_flight: 3 }
"""


@calculator
def TwiceNodeTimerTest(x: int) -> int:  # noqa: N802 - a calculator
    """Takes a moment, or fails."""
    if x < 0:
        raise ValueError(x)
    return 2 * sum(x for _ in range(1000)) // 1000


@pytest.mark.parametrize("threads", [0, 3])
def test_every_call_is_counted_and_timed(threads: int) -> None:
    """Each node has its calls, on several instances and threads too, and the slowest comes first."""
    timer = NodeTimer()
    with CalculatorGraph(CHAIN, num_threads=threads, tracer=timer) as graph:
        graph.start_run()
        for number in range(20):
            graph.add_packet_to_input_stream("x", number, number)
    times = timer.times()
    assert {time.node: time.calls for time in times} == {"twice": 20, "again": 20}
    assert all(time.seconds > 0 for time in times)
    assert [time.seconds for time in times] == sorted((time.seconds for time in times), reverse=True)


def test_calls_that_fail_are_counted() -> None:
    """A call takes time also if it raises."""
    timer = NodeTimer()
    graph = CalculatorGraph(CHAIN, tracer=timer)
    graph.start_run()
    with pytest.raises(GraphError):
        graph.add_packet_to_input_stream("x", -1, 0)
    assert {time.node: time.calls for time in timer.times()} == {"twice": 1, "again": 0}
