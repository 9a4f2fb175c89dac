"""PacketThinnerCalculator."""

from __future__ import annotations

import pytest

from backedge.calculators.core.endpoints.video_header import VideoHeader
from backedge.calculators.core.timing.packet_thinner_calculator import PacketThinnerCalculatorOptions
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
EIGHTS = (8, 16, 24, 32, 40, 48, 56)
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
    for given, expected in (
        ("end_time: 12", (2, 8)),
        ("start_time: 0 sync_output_timestamps: false", (2, 8, 14)),
        ("thinner_type: SYNC start_time: 0 sync_output_timestamps: false", (2, 6, 10, 14)),
    ):
        node = (THINNER % given).replace("options", 'input_side_packet: "PERIOD:p" options', 1)
        assert run(node, {"all": frames(*EVEN)}, {"p": 5})["some"] == frames(*expected)
    node = (THINNER % "end_time: 12").replace("options", 'input_side_packet: "OPTIONS:o" options', 1)
    options = PacketThinnerCalculatorOptions(period=5)
    assert run(node, {"all": frames(*EVEN)}, {"o": options})["some"] == frames(2, 8)
    node = node.replace("end_time: 12", "thinner_type: SYNC period: 5 sync_output_timestamps: false")
    options = PacketThinnerCalculatorOptions(sync_output_timestamps=True)
    assert [packet.timestamp for packet in run(node, {"all": frames(*EVEN)}, {"o": options})["some"]] == [0, 5, 10, 15]


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
    ("options", "fed", "expected", "period"),
    [
        ("update_frame_rate: true", EVEN, (2, 8, 14), 6),
        ("update_frame_rate: true", EIGHTS, EIGHTS, 8),
        (
            "thinner_type: SYNC sync_output_timestamps: false update_frame_rate: true",
            EVEN,
            (2, 6, 10, 14),
            5,
        ),
        ("thinner_type: SYNC update_frame_rate: true", EVEN, (0, 5, 10, 15), 5),
        ("thinner_type: SYNC update_frame_rate: true", EIGHTS, (10, 15, 25, 30, 40, 50, 55), 8),
        ("", EVEN, (2, 8, 14), 2),
    ],
)
def test_frame_rate_in_the_header(
    run: Run, options: str, fed: tuple[int, ...], expected: tuple[int, ...], period: int
) -> None:
    """The header is passed on, with the rate that results in the long run if the option asks for it."""
    node = (
        'node { calculator: "AddHeaderCalculator" input_stream: "DATA:data" input_side_packet: "HEADER:h" '
        'output_stream: "all" }'
        + THINNER % f"period: 5 {options}"
        + 'node { calculator: "test.ReadHeader" input_stream: "some" output_side_packet: "seen" }'
    )
    given = 1e6 / (fed[1] - fed[0])
    outputs = run(node, {"data": frames(*fed)}, {"h": VideoHeader(width=640, frame_rate=given)})
    assert [packet.timestamp for packet in outputs["some"]] == list(expected)
    assert outputs.side_packets["seen"].frame_rate == pytest.approx(1e6 / period)
    assert outputs.side_packets["seen"].width == 640


def test_an_unknown_frame_rate_stays_unknown(run: Run) -> None:
    """A header with frame rate 0 is passed on as it is."""
    node = (
        'node { calculator: "AddHeaderCalculator" input_stream: "DATA:data" input_side_packet: "HEADER:h" '
        'output_stream: "all" }'
        + THINNER % "period: 5 update_frame_rate: true"
        + 'node { calculator: "test.ReadHeader" input_stream: "some" output_side_packet: "seen" }'
    )
    outputs = run(node, {"data": frames(0)}, {"h": VideoHeader(width=640)})
    assert outputs.side_packets["seen"] == VideoHeader(width=640)
