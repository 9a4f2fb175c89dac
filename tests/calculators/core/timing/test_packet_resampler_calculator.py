"""PacketResamplerCalculator: its options and headers."""

from __future__ import annotations

import pytest

from backedge.calculators.core.endpoints.video_header import VideoHeader
from backedge.calculators.core.timing.packet_resampler_calculator import PacketResamplerCalculatorOptions
from backedge.errors import ConfigError, GraphError
from backedge.formats import ImageFormat
from backedge.packet import Packet
from backedge.testing import run_node
from backedge.timestamp import PRESTREAM
from tests.calculators.core.nodes import Run
from tests.graph_text import do

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


SHORT = (0, 5000, 10010, 15001, 19990)


def frames(*timestamps: int | tuple[int, int]) -> list[Packet[int]]:
    """Packets that hold their timestamps, or packets of values and timestamps."""
    return [Packet(*item) if isinstance(item, tuple) else Packet(item, item) for item in timestamps]


def video(frame_rate: float) -> VideoHeader:
    """Make the header of a video with this frame rate."""
    return VideoHeader(ImageFormat.SRGB, width=10, height=100, duration=1.0, frame_rate=frame_rate)


def test_last_packet_is_not_flushed(run: Run) -> None:
    """Without flush_last_packet a packet that waits for a later time is dropped at the end."""
    feed = {"frames": frames(0, 16667)}
    assert run(RESAMPLER % "frame_rate: 30 flush_last_packet: false", feed)["steady"] == frames(0)


def test_next_period_is_announced(run: Run) -> None:
    """The output is settled up to the next period."""
    outputs = run(RESAMPLER % "frame_rate: 30", {"frames": frames(0)})
    assert outputs.with_bounds("steady") == [Packet(0, 0), Packet.empty(33332)]


@pytest.mark.parametrize(
    ("options", "input_rate", "fed", "expected", "rate"),
    [
        ("", 200.0, SHORT, frames(0, 5000, (10010, 10000), (15001, 15000), (19990, 20000)), 200.0),
        ("", 100.0, SHORT[:4], frames(0, (10010, 10000), (15001, 20000)), 100.0),
        ("max_frame_rate: 50", 100.0, (*SHORT[:4], 20010), frames(0, (20010, 20000)), 50.0),
    ],
)
def test_rate_of_the_input(
    run: Run, options: str, input_rate: float, fed: tuple[int, ...], expected: list[Packet[int]], rate: float
) -> None:
    """With use_input_frame_rate the header's rate holds, up to max_frame_rate; the output's header tells it."""
    node = WITH_HEADERS % f"use_input_frame_rate: true frame_rate: 1000 {options}"
    outputs = run(node, {"frames": frames(*fed), "header": [Packet(video(input_rate), PRESTREAM)]})
    assert outputs["steady"] == expected
    assert outputs["steady_header"] == [Packet(video(rate), PRESTREAM)]


def test_rate_of_the_options_in_the_header(run: Run) -> None:
    """Without use_input_frame_rate the output's header has the rate in the options, and all else from the input's."""
    inputs = {"frames": frames(*SHORT), "header": [Packet(video(1.0), PRESTREAM)]}
    outputs = run(WITH_HEADERS % "frame_rate: 50", inputs)
    assert outputs["steady"] == frames(0, (19990, 20000))
    assert outputs["steady_header"] == [Packet(video(50.0), PRESTREAM)]


def test_options_side_packet(run: Run) -> None:
    """OPTIONS add to those of the node."""
    node = (RESAMPLER % "flush_last_packet: false").replace("options", 'input_side_packet: "OPTIONS:o" options', 1)
    outputs = run(node, {"frames": frames(0, 16667)}, {"o": PacketResamplerCalculatorOptions(frame_rate=30)})
    assert outputs["steady"] == frames(0)
    node = node.replace("flush_last_packet: false", "frame_rate: 60 base_timestamp: 0")
    for base in (None, 0):
        options = PacketResamplerCalculatorOptions(frame_rate=30, base_timestamp=base)
        outputs = run(node, {"frames": frames(-222, 15000, 32000, 49999, 150000)}, {"o": options})
        assert [packet.timestamp for packet in outputs["steady"]] == [0, 33333, 66667, 100000, 133333, 166667]


@pytest.mark.parametrize(
    ("header", "fed", "rate", "steady", "expected"),
    [
        ("NONE", SHORT, 200.0, frames(0, (19990, 20000)), None),
        ("PASS_HEADER", SHORT, 200.0, frames(0, (19990, 20000)), 200.0),
        ("UPDATE_VIDEO_HEADER", SHORT, 200.0, frames(0, (19990, 20000)), 50.0),
        (
            "UPDATE_VIDEO_HEADER",
            (0, 10000, 30000, 50000, 60000),
            50.0,
            frames(0, (10000, 20000), (30000, 40000), 60000),
            50.0,
        ),
    ],
)
def test_header(
    run: Run, header: str, fed: tuple[int, ...], rate: float, steady: list[Packet[int]], expected: float | None
) -> None:
    """The output has no header, the input's, or the input's with the new rate."""
    node = (
        do("DATA:data", "frames", "HEADER:h", calculator="AddHeaderCalculator")
        + RESAMPLER % f"frame_rate: 50 output_header: {header}"
        + 'node { calculator: "test.ReadHeader" input_stream: "steady" output_side_packet: "seen" }'
    )
    outputs = run(node, {"data": frames(*fed)}, {"h": video(rate)})
    assert outputs["steady"] == steady
    assert outputs.side_packets.get("seen") == (None if expected is None else video(expected))


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


def test_a_header_that_is_no_video_header(run: Run) -> None:
    """There is no frame rate in it to be updated."""
    node = (
        do("DATA:data", "frames", "HEADER:h", calculator="AddHeaderCalculator")
        + RESAMPLER % "frame_rate: 50 output_header: UPDATE_VIDEO_HEADER"
    )
    with pytest.raises(GraphError, match="UPDATE_VIDEO_HEADER needs a VideoHeader as header, found str"):
        run(node, {"data": frames(0)}, {"h": "a header"})
