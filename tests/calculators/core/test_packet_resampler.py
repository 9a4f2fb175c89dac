"""PacketResamplerCalculator."""

from __future__ import annotations

import pytest

from backedge.calculators.core.packet_resampler import PacketResamplerCalculatorOptions
from backedge.calculators.core.video_header import VideoHeader
from backedge.errors import ConfigError, GraphError
from backedge.packet import Packet
from backedge.testing import run_node
from backedge.timestamp import PRESTREAM
from tests.calculators.core.nodes import Run

RESAMPLER = """
node {
  calculator: "PacketResamplerCalculator"
  input_stream: "frames"
  output_stream: "steady"
  options { [mediapipe.PacketResamplerCalculatorOptions.ext] { %s } }
}
"""
WITH_HEADERS = RESAMPLER.replace('"frames"', '"DATA:frames" input_stream: "VIDEO_HEADER:header"').replace(
    '"steady"', '"DATA:steady" output_stream: "VIDEO_HEADER:steady_header"'
)


def frames(*timestamps: int) -> list[Packet[int]]:
    """Packets that hold their timestamps."""
    return [Packet(timestamp, timestamp) for timestamp in timestamps]


@pytest.mark.parametrize(
    ("fed", "expected"),
    [
        ((), []),
        ((16668,), [Packet(16668, 16668)]),
        ((0, 16666), [Packet(0, 0)]),
        ((0, 16667), [Packet(0, 0), Packet(16667, 33333)]),
        ((0, 49999), [Packet(0, 0), Packet(49999, 33333)]),
        ((0, 50000), [Packet(0, 0), Packet(0, 33333), Packet(50000, 66667)]),
        (
            (2000, 118666),
            [Packet(2000, 2000), Packet(2000, 35333), Packet(2000, 68667), Packet(118666, 102000)],
        ),
    ],
)
def test_thirty_frames_a_second(run: Run, fed: tuple[int, ...], expected: list[Packet[int]]) -> None:
    """Each period has the packet closest to its middle; a period without any, the one before."""
    assert run(RESAMPLER % "frame_rate: 30", {"frames": frames(*fed)})["steady"] == expected


def test_last_packet_is_not_flushed(run: Run) -> None:
    """Without flush_last_packet a packet that waits for a later time is dropped at the end."""
    feed = {"frames": frames(0, 16667)}
    assert run(RESAMPLER % "frame_rate: 30 flush_last_packet: false", feed)["steady"] == frames(0)


def test_next_period_is_announced(run: Run) -> None:
    """The output is settled up to the next period."""
    outputs = run(RESAMPLER % "frame_rate: 30", {"frames": frames(0)})
    assert outputs.with_bounds("steady") == [Packet(0, 0), Packet.empty(33332)]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("base_timestamp: 100", [(12000, 10100), (22000, 20100), (31000, 30100)]),
        ("base_timestamp: 100 start_time: 15000", [(22000, 20100), (31000, 30100)]),
        ("base_timestamp: 100 end_time: 30000", [(12000, 10100), (22000, 20100)]),
        (
            "base_timestamp: 100 start_time: 15000 end_time: 26000 round_limits: true",
            [(12000, 10100), (22000, 20100), (31000, 30100)],
        ),
    ],
)
def test_base_and_limits(run: Run, options: str, expected: list[tuple[int, int]]) -> None:
    """Output times are whole periods from the base; only those within the limits are sent."""
    outputs = run(RESAMPLER % f"frame_rate: 100 {options}", {"frames": frames(12000, 22000, 31000)})
    assert outputs["steady"] == [Packet(value, timestamp) for value, timestamp in expected]


@pytest.mark.parametrize(
    ("options", "input_rate", "fed", "expected"),
    [
        ("", 200.0, (0, 5000, 10010, 15001, 19990), [0, 5000, 10000, 15000, 20000]),
        ("", 100.0, (0, 5000, 10010, 15001), [0, 10000, 20000]),
        ("max_frame_rate: 50", 100.0, (0, 5000, 10010, 15001, 20010), [0, 20000]),
    ],
)
def test_rate_of_the_input(
    run: Run, options: str, input_rate: float, fed: tuple[int, ...], expected: list[int]
) -> None:
    """With use_input_frame_rate the header's rate holds, up to max_frame_rate; the output's header tells it."""
    node = WITH_HEADERS % f"use_input_frame_rate: true frame_rate: 1000 {options}"
    header = VideoHeader(width=10, height=100, frame_rate=input_rate)
    outputs = run(node, {"frames": frames(*fed), "header": [Packet(header, PRESTREAM)]})
    assert [packet.timestamp for packet in outputs["steady"]] == expected
    rate = min(input_rate, 50) if options else input_rate
    assert outputs["steady_header"] == [Packet(VideoHeader(width=10, height=100, frame_rate=rate), PRESTREAM)]


def test_options_side_packet(run: Run) -> None:
    """OPTIONS add to those of the node."""
    node = (RESAMPLER % "flush_last_packet: false").replace("options", 'input_side_packet: "OPTIONS:o" options', 1)
    outputs = run(node, {"frames": frames(0, 16667)}, {"o": PacketResamplerCalculatorOptions(frame_rate=30)})
    assert outputs["steady"] == frames(0)


@pytest.mark.parametrize(
    ("options", "expected"), [("NONE", None), ("PASS_HEADER", 25.0), ("UPDATE_VIDEO_HEADER", 10.0)]
)
def test_header(run: Run, options: str, expected: float | None) -> None:
    """The output has no header, the input's, or the input's with the new rate."""
    node = (
        'node { calculator: "AddHeaderCalculator" input_stream: "DATA:data" input_side_packet: "HEADER:h" '
        'output_stream: "frames" }'
        + RESAMPLER % f"frame_rate: 10 output_header: {options}"
        + 'node { calculator: "test.ReadHeader" input_stream: "steady" output_side_packet: "seen" }'
    )
    seen = run(node, {}, {"h": VideoHeader(frame_rate=25)}).side_packets.get("seen")
    assert (seen and seen.frame_rate) == expected


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("", "option frame_rate must be in 0..1000000 and not 0, but is -1"),
        ("frame_rate: 2000000", "but is 2e.06"),
        ("frame_rate: 30 reproducible_sampling: true", "are not supported; leave these options out"),
        ("frame_rate: 30 jitter: 0.5", "are not supported; leave these options out"),
    ],
)
def test_wrong_options(run: Run, options: str, message: str) -> None:
    """A rate is required; random sampling is refused."""
    with pytest.raises(GraphError, match=message):
        run(RESAMPLER % options)


def test_one_stream_only() -> None:
    """DATA and an untagged stream at once make no sense."""
    with pytest.raises(ConfigError, match="it takes one input stream, DATA or untagged"):
        run_node((RESAMPLER % "frame_rate: 1").replace('"frames"', '"frames" input_stream: "DATA:d"'))
    with pytest.raises(ConfigError, match="it takes one output stream, DATA or untagged"):
        run_node((RESAMPLER % "frame_rate: 1").replace('output_stream: "steady"', ""))
