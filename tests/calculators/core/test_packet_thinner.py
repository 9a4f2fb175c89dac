"""PacketThinnerCalculator."""

from __future__ import annotations

import pytest

from backedge.calculators.core.packet_thinner import PacketThinnerCalculatorOptions
from backedge.calculators.core.video_header import VideoHeader
from backedge.errors import GraphError
from backedge.packet import Packet
from tests.calculators.core.nodes import Run

THINNER = """
node {
  calculator: "PacketThinnerCalculator"
  input_stream: "all"
  output_stream: "some"
  options { [mediapipe.PacketThinnerCalculatorOptions.ext] { %s } }
}
"""
EVEN = (2, 4, 6, 8, 10, 12, 14)
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29)


def frames(*timestamps: int) -> list[Packet[int]]:
    """Packets that hold their timestamps."""
    return [Packet(timestamp, timestamp) for timestamp in timestamps]


@pytest.mark.parametrize(
    ("options", "fed", "expected"),
    [
        ("period: 5", EVEN, frames(2, 8, 14)),
        ("period: 5", PRIMES, frames(2, 7, 13, 19, 29)),
        ("period: 5 start_time: 4 end_time: 12", PRIMES, frames(5, 11)),
        ("thinner_type: SYNC period: 5 sync_output_timestamps: false", EVEN, frames(2, 6, 10, 14)),
        ("thinner_type: SYNC period: 5 sync_output_timestamps: false", PRIMES, frames(2, 5, 11, 17, 19, 23, 29)),
        ("thinner_type: SYNC period: 5", EVEN, [Packet(2, 0), Packet(6, 5), Packet(10, 10), Packet(14, 15)]),
        ("thinner_type: SYNC period: 5 start_time: -10", (2, 3), [Packet(2, 0), Packet(3, 5)]),
        (
            "thinner_type: SYNC period: 6 start_time: -144",
            (-4, -3, 8, 9),
            [Packet(-4, -6), Packet(-3, 0), Packet(8, 6), Packet(9, 12)],
        ),
    ],
)
def test_packets_that_remain(run: Run, options: str, fed: tuple[int, ...], expected: list[Packet[int]]) -> None:
    """ASYNC counts a period from each packet; SYNC takes the packet closest to the centre of each period."""
    assert run(THINNER % options, {"all": frames(*fed)})["some"] == expected


def test_async_settles_the_period(run: Run) -> None:
    """After a packet nothing can come for a period, and downstream knows."""
    outputs = run(THINNER % "period: 5", {"all": frames(10, 12, 20)})
    assert outputs.with_bounds("some") == [Packet(10, 10), Packet.empty(14), Packet(20, 20), Packet.empty(24)]


def test_side_packets(run: Run) -> None:
    """PERIOD replaces the option; OPTIONS add to the node's."""
    node = (THINNER % "end_time: 12").replace("options", 'input_side_packet: "PERIOD:p" options', 1)
    assert run(node, {"all": frames(*EVEN)}, {"p": 5})["some"] == frames(2, 8)
    node = (THINNER % "end_time: 12").replace("options", 'input_side_packet: "OPTIONS:o" options', 1)
    options = PacketThinnerCalculatorOptions(period=5)
    assert run(node, {"all": frames(*EVEN)}, {"o": options})["some"] == frames(2, 8)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("period: 0", "the period must be positive, not 0"),
        ("start_time: 5 end_time: 5", "start_time 5 must be earlier than end_time 5"),
    ],
)
def test_wrong_options(run: Run, options: str, message: str) -> None:
    """There is a period, and time between start and end."""
    with pytest.raises(GraphError, match=message):
        run(THINNER % options)


@pytest.mark.parametrize(
    ("options", "given", "expected"),
    [
        ("period: 5 update_frame_rate: true", 1e6 / 2, 1e6 / 6),
        ("period: 5 update_frame_rate: true", 1e6 / 8, 1e6 / 8),
        ("thinner_type: SYNC period: 5 update_frame_rate: true", 1e6 / 2, 1e6 / 5),
        ("thinner_type: SYNC period: 5 update_frame_rate: true", 1e6 / 8, 1e6 / 8),
        ("period: 5", 1e6 / 2, 1e6 / 2),
    ],
)
def test_frame_rate_in_the_header(run: Run, options: str, given: float, expected: float) -> None:
    """The header is passed on, with the new rate if the option asks for it."""
    node = (
        'node { calculator: "AddHeaderCalculator" input_stream: "DATA:data" input_side_packet: "HEADER:h" '
        'output_stream: "all" }'
        + THINNER % options
        + 'node { calculator: "test.ReadHeader" input_stream: "some" output_side_packet: "seen" }'
    )
    outputs = run(node, {}, {"h": VideoHeader(width=640, frame_rate=given)})
    assert outputs.side_packets["seen"].frame_rate == pytest.approx(expected)
    assert outputs.side_packets["seen"].width == 640
