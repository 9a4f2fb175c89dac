"""MediaPipe's nodes for video files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backedge import ConfigError, GraphError, Packet
from backedge.calculators.core.endpoints.video_header import VideoHeader
from backedge.calculators.media.video_reader import VideoReader
from backedge.formats import ImageFormat, ImageFrame
from backedge.testing import run_node
from backedge.timestamp import PRESTREAM
from tests.calculators.media.clips import HEIGHT, WIDTH, picture, write_clip

DECODER = """
  node {
    calculator: "OpenCvVideoDecoderCalculator"
    input_side_packet: "INPUT_FILE_PATH:input_video_path"
    output_stream: "VIDEO:video"
    output_stream: "VIDEO_PRESTREAM:header"
  }
"""
ENCODER = """
  node {
    calculator: "OpenCvVideoEncoderCalculator"
    input_stream: "VIDEO:video"
    input_stream: "VIDEO_PRESTREAM:header"
    input_side_packet: "OUTPUT_FILE_PATH:output_video_path"
    node_options {
      [type.googleapis.com/mediapipe.OpenCvVideoEncoderCalculatorOptions] { codec: "avc1" video_format: "mp4" }
    }
  }
"""
WITHOUT_HEADER = ENCODER.replace('    input_stream: "VIDEO_PRESTREAM:header"\n', "")


def test_decoder_sends_a_header_before_the_frames(tmp_path: Path) -> None:
    """The header comes at PreStream, the frames at the container's times."""
    outputs = run_node(DECODER, side_packets={"input_video_path": str(write_clip(tmp_path / "clip.mp4"))})
    header = VideoHeader(ImageFormat.SRGB, WIDTH, HEIGHT, duration=12 / 25, frame_rate=25.0)
    assert outputs["header"] == [Packet(header, PRESTREAM)]
    assert [packet.timestamp for packet in outputs["video"]] == [40_000 * number for number in range(12)]


def test_what_the_decoder_reads_the_encoder_writes(tmp_path: Path) -> None:
    """A copy has as many frames, of the same size and rate."""
    copy = tmp_path / "copy.mp4"
    paths = {"input_video_path": str(write_clip(tmp_path / "clip.mp4")), "output_video_path": str(copy)}
    run_node(DECODER + ENCODER, side_packets=paths)
    with VideoReader(copy) as reader:
        assert (reader.width, reader.height, reader.fps) == (WIDTH, HEIGHT, 25.0)
        assert len(list(reader)) == 12


def test_encoder_takes_the_rate_from_its_options(tmp_path: Path) -> None:
    """The option counts without a header, here spelt as an extension; the older options of a size are taken too."""
    path = tmp_path / "out.avi"
    node = WITHOUT_HEADER[: WITHOUT_HEADER.index("node_options")]
    options = 'codec: "MJPG" video_format: "avi" fps: 12.5 width: 96 height: 64'
    node += f"options {{ [mediapipe.OpenCvVideoEncoderCalculatorOptions.ext] {{ {options} }} }} }}"
    run_node(node, {"video": [ImageFrame(picture(number)) for number in range(3)]}, {"output_video_path": str(path)})
    with VideoReader(path) as reader:
        assert reader.fps == pytest.approx(12.5)
        assert len(list(reader)) == 3


@pytest.mark.parametrize(
    ("node", "complaint"),
    [
        (ENCODER.replace("avc1", "h264x"), 'codec must have 4 characters, such as "avc1", not "h264x"'),
        (ENCODER.replace('video_format: "mp4"', ""), "video_format must be set"),
        (WITHOUT_HEADER, "it needs to know the frame rate: by input stream VIDEO_PRESTREAM, or by option fps"),
    ],
)
def test_encoder_refuses_options_as_mediapipe_does(node: str, complaint: str) -> None:
    """Codec, format and rate must be known when the graph is built."""
    with pytest.raises(ConfigError, match=complaint):
        run_node(node)


@pytest.mark.parametrize(
    ("name", "complaint"),
    [("out.avi", r'OUTPUT_FILE_PATH must end in "\.mp4"'), ("none/out.mp4", "there is no folder")],
)
def test_encoder_refuses_a_path_before_the_first_frame(name: str, complaint: str, tmp_path: Path) -> None:
    """The file's name must fit the format, and its folder be there."""
    with pytest.raises(GraphError, match=complaint):
        run_node(ENCODER, side_packets={"output_video_path": str(tmp_path / name)})


def test_encoder_refuses_a_header_without_a_rate(tmp_path: Path) -> None:
    """A rate of 0 makes no video."""
    inputs: dict[str, list[Any]] = {
        "header": [Packet(VideoHeader(), PRESTREAM)],
        "video": [ImageFrame(np.zeros((8, 8, 3), np.uint8))],
    }
    with pytest.raises(GraphError, match="expected more than 0 and at most 65535 frames a second, got 0"):
        run_node(ENCODER, inputs, {"output_video_path": str(tmp_path / "out.mp4")})
