"""GraphProfileCalculator: a profile at the first frame, then one an interval."""

from __future__ import annotations

from typing import Any

from backedge.profiling import CalculatorProfile, GraphProfile, StreamProfile, TimeHistogram
from tests.framework.profiling.clocked import CLOCK, clocked

GRAPH = """
input_stream: "a"
node { calculator: "test.TakesTime" input_stream: "a" output_stream: "b" }
node {
  calculator: "GraphProfileCalculator" input_stream: "FRAME:b" output_stream: "PROFILE:profile"
  options { [mediapipe.GraphProfileCalculatorOptions.ext] { profile_interval: 25000 } }
}
profiler_config { %s }
"""


def profiles(profiler: str) -> list[tuple[int, GraphProfile]]:
    """Return the profiles of a run with four frames that take 500 microseconds each, and come every 10 ms."""
    seen: list[Any] = []
    with clocked(GRAPH % profiler) as graph:
        graph.observe_output_stream("profile", lambda _, packet: seen.append((packet.timestamp, packet.value)))
        graph.start_run()
        for number in range(1, 5):
            graph.add_packet_to_input_stream("a", 500, number * 10_000)
            CLOCK.now += 10_000
    return seen


def test_profiles_come_at_intervals() -> None:
    """The first tells the graph; the next what has been since, as MediaPipe's test has it."""
    (at_first, first), (at_second, second) = profiles(
        'enable_profiler: true enable_stream_latency: true calculator_filter: ".*(Time|Calculator)"'
    )
    assert (at_first, at_second) == (10_000, 40_000)
    assert first.config is not None
    assert [node.name for node in first.config.node] == ["test.TakesTime", "GraphProfileCalculator"]

    def three(total: int) -> TimeHistogram:
        return TimeHistogram(total=total, count=(3,))

    assert second == GraphProfile(
        calculator_profiles=(
            CalculatorProfile(
                name="test.TakesTime",
                open_runtime=7,
                process_runtime=three(1500),
                process_input_latency=three(0),
                process_output_latency=three(1500),
                input_stream_profiles=(StreamProfile(name="a", latency=three(0)),),
            ),
            CalculatorProfile(
                name="GraphProfileCalculator",
                process_runtime=three(0),
                process_input_latency=three(1500),
                process_output_latency=three(1500),
                input_stream_profiles=(StreamProfile(name="b", latency=three(0)),),
            ),
        )
    )


def test_without_a_profiler_config_there_is_the_graph() -> None:
    """Nothing is measured then, but profiles come all the same, as in MediaPipe."""
    (_, first), (_, second) = profiles("")
    assert first.config is not None
    assert second.config is None
    for profile in (first, second):
        assert [node.process_runtime for node in profile.calculator_profiles] == [TimeHistogram(count=(0,))] * 2
