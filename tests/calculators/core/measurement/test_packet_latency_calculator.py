"""PacketLatencyCalculator, on a clock that tests move."""

from __future__ import annotations

import pytest

from backedge import CalculatorGraph
from backedge.calculators.core.measurement.packet_latency_calculator import PacketLatency
from backedge.packet import Packet
from backedge.testing import feed
from tests.flow import P, end, watch
from tests.graph_text import do, graph_of

IMMEDIATE = 'input_stream_handler { input_stream_handler: "ImmediateInputStreamHandler" }'


def latencies(
    threads: int, steps: list[tuple[int, str, int]], streams: str = "a", clock: str = "CLOCK:clock"
) -> list[list[Packet[PacketLatency]]]:
    """Return what each of the streams, which have one-letter names, gets.

    Args:
        threads: worker threads of the graph.
        steps: microseconds on the clock, stream, and timestamp of a packet; "ref" is the stream of the reference.
        streams: names of the streams.
        clock: port of the clock; by default the one in `steps`.
    """
    labels = " ".join(f'packet_labels: "input {name}"' for name in streams)
    values = f"num_intervals: 3 interval_size_usec: 4 reset_duration_usec: 100 {labels}"
    options = f"options {{ [mediapipe.PacketLatencyCalculatorOptions.ext] {{ {values} }} }} {IMMEDIATE}"
    inputs = f"{' '.join(streams)} REFERENCE_SIGNAL:ref"
    outputs = [f"latency_{name}" for name in streams]
    node = do(inputs, " ".join(outputs), clock, options, "PacketLatencyCalculator")
    now = 0
    with CalculatorGraph(graph_of(f"{' '.join(streams)} ref", node), num_threads=threads) as graph:
        seen = watch(graph, *outputs, bounds=False)
        graph.start_run({"clock": lambda: now / 1_000_000} if clock else {})
        for time, stream, timestamp in steps:
            now = time
            feed(graph, {stream: [P(timestamp)]})
        end(graph)
    return [seen[name] for name in outputs]


def latency(
    timestamp: int, current: int, counts: tuple[int, int, int], average: int, name: str = "a"
) -> Packet[PacketLatency]:
    """Make the packet that the calculator sends at `timestamp`."""
    total = average * sum(counts)
    return P(timestamp, PacketLatency(f"input {name}", 3, 4, counts, current, average, total))


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([(0, "ref", 0), (0, "ref", 6), (0, "ref", 10)], []),
        (
            [(12, "ref", 10), (13, "a", 1), (14, "a", 8)],
            [latency(1, 10, (0, 0, 1), 10), latency(8, 4, (0, 1, 1), 7)],
        ),
        (
            [(0, "a", 1), (0, "a", 2), (1, "ref", 10), (2, "a", 7), (2, "a", 9)],
            [latency(7, 4, (0, 1, 0), 4), latency(9, 2, (1, 1, 0), 3)],
        ),
        (
            [(0, "ref", 20), (0, "a", 0), (0, "a", 20)],
            [latency(0, 20, (0, 0, 1), 20), latency(20, 0, (1, 0, 1), 10)],
        ),
        (
            [(0, "ref", 0), (20, "a", 0), (120, "a", 115)],
            [latency(0, 20, (0, 0, 1), 20), latency(115, 5, (0, 1, 0), 5)],
        ),
    ],
    ids=["only the reference", "two packets", "packets before the reference", "ends of the histogram", "starts anew"],
)
def test_one_stream(threads: int, steps: list[tuple[int, str, int]], expected: list[Packet[PacketLatency]]) -> None:
    """A packet's latency is the time since its own timestamp, on a clock that the first reference packet sets."""
    assert latencies(threads, steps) == [expected]


def test_streams_are_counted_apart(threads: int) -> None:
    """Each stream has statistics of its own."""
    assert latencies(threads, [(0, "ref", 10), (0, "a", 10), (0, "b", 5), (0, "c", 0)], "abc") == [
        [latency(10, 0, (1, 0, 0), 0, "a")],
        [latency(5, 5, (0, 1, 0), 5, "b")],
        [latency(0, 10, (0, 0, 1), 10, "c")],
    ]


def test_computer_clock(threads: int) -> None:
    """Without a clock it is the computer's, and every packet still has its latency."""
    (sent,) = latencies(threads, [(0, "ref", 10), (0, "a", 5), (0, "a", 10)], clock="")
    assert [packet.timestamp for packet in sent] == [5, 10]
