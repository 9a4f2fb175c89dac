"""ClockTimestampCalculator, ClockLatencyCalculator and PacketLatencyCalculator."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from backedge.calculators.core.measurement.clock import monotonic_clock
from backedge.calculators.core.measurement.packet_latency_calculator import PacketLatency
from backedge.errors import ConfigError, GraphError
from backedge.packet import Packet
from backedge.testing import run_node
from tests.calculators.core.nodes import Run

STAMP = """
node {
  calculator: "ClockTimestampCalculator"
  input_stream: "frame"
  input_side_packet: "CLOCK:clock"
  output_stream: "arrived"
}
"""
DIFFERENCE = """
node {
  calculator: "ClockLatencyCalculator"
  input_stream: "a"
  input_stream: "b"
  input_stream: "REFERENCE:start"
  output_stream: "took_a"
  output_stream: "took_b"
}
"""
LATENCY = """
node {
  calculator: "PacketLatencyCalculator"
  input_stream: "hands"
  input_stream: "REFERENCE_SIGNAL:frame"
  input_side_packet: "CLOCK:clock"
  output_stream: "latency"
  input_stream_handler { input_stream_handler: "ImmediateInputStreamHandler" }
  options { [mediapipe.PacketLatencyCalculatorOptions.ext] { %s } }
}
"""


def ticking(*seconds: float) -> Callable[[], float]:
    """A clock that shows these times, one after the other, and stops at the last."""
    times = iter(seconds)
    return lambda: next(times, seconds[-1])


def test_arrival_times(run: Run) -> None:
    """Each packet gets the time at which it came."""
    outputs = run(STAMP, {"frame": [Packet("a", 10), Packet("b", 20)]}, {"clock": ticking(100.0, 100.5)})
    assert outputs["arrived"] == [Packet(100.0, 10), Packet(100.5, 20)]


def test_computer_clock() -> None:
    """The default clock shows seconds since 1970 and does not go back."""
    clock = monotonic_clock()
    before = clock()
    assert before <= clock()
    assert abs(before - time.time()) < 60
    node = STAMP.replace('input_side_packet: "CLOCK:clock"', "")
    assert run_node(node, {"frame": ["a"]}).values("arrived")[0] >= before


def test_latency_against_a_reference(run: Run) -> None:
    """Outputs are differences to the reference; an input that has nothing has no difference."""
    feed = {"a": [Packet(11.5, 1), Packet.empty(2)], "b": [Packet(12.0, 1), Packet(21.0, 2)]}
    outputs = run(DIFFERENCE, {**feed, "start": [Packet(11.0, 1), Packet(20.5, 2)]})
    assert outputs["took_a"] == [Packet(0.5, 1)]
    assert outputs["took_b"] == [Packet(1.0, 1), Packet(0.5, 2)]
    with pytest.raises(GraphError, match=r'"start" .REFERENCE. has no packet'):
        run(DIFFERENCE, {**feed, "start": [Packet.empty(2)]})


def test_packet_latency(run: Run) -> None:
    """Latency is counted from the first reference packet on; statistics cover all packets so far."""
    feed = {"frame": [Packet(0, 1000)], "hands": [Packet(0, 2000), Packet(0, 3000)]}
    clock = ticking(50.0, 50.006, 50.032)
    first, second = run(LATENCY % "num_intervals: 3 packet_labels: 'x'", feed, {"clock": clock}).values("latency")
    assert first == PacketLatency("x", 3, 10000, (1, 0, 0), 5000, 5000, 5000)
    assert second == PacketLatency("x", 3, 10000, (1, 0, 1), 30000, 17500, 35000)


def test_packet_latency_before_and_against_the_reference(run: Run) -> None:
    """Packets before the first reference packet, and those from the future, have no latency."""
    feed = {"hands": [Packet(0, 500), Packet(0, 9000)], "frame": [Packet(0, 1000)]}
    assert run(LATENCY % "", feed, {"clock": ticking(50.0, 50.0, 50.001)})["latency"] == []


def test_packet_latency_starts_anew(run: Run) -> None:
    """After reset_duration_usec the statistics begin again."""
    feed = {"frame": [Packet(0, 0)], "hands": [Packet(0, 1), Packet(0, 2)]}
    clock = ticking(50.0, 50.02, 50.04)
    latencies = run(LATENCY % "reset_duration_usec: 15000", feed, {"clock": clock}).values("latency")
    assert [sum(latency.counts) for latency in latencies] == [1, 1]
    assert latencies[0].label == "hands"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("num_intervals: 0", r"num_intervals expects an int64 \(1 to 1000000\), found 0"),
        ("interval_size_usec: 0", r"interval_size_usec expects an int64 \(at least 1\), found 0"),
        ("packet_labels: 'x' packet_labels: 'y'", "1 inputs need as many packet_labels, not 2"),
    ],
)
def test_wrong_options(options: str, message: str) -> None:
    """The histogram has room, and labels fit the inputs."""
    with pytest.raises(ConfigError, match=message):
        run_node(LATENCY % options)


def test_outputs_must_match_inputs() -> None:
    """There is an output for each input besides the reference."""
    with pytest.raises(ConfigError, match="2 inputs besides REFERENCE need as many outputs, not 1"):
        run_node(DIFFERENCE.replace('output_stream: "took_b"', ""))
    with pytest.raises(ConfigError, match="1 inputs besides REFERENCE_SIGNAL need as many outputs, not 2"):
        run_node((LATENCY % "").replace('"latency"', '"latency" output_stream: "more"'))
