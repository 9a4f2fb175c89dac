"""The nodes that read and write video files."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from backedge import Calculator, CalculatorGraph, ConfigError, GraphError, Input, Output, Packet, calculator, register
from backedge.calculators.core.endpoints.video_header import VideoHeader
from backedge.calculators.media.video_reader import VideoReader
from backedge.calculators.media.video_writer import VideoWriter
from backedge.formats import Image, ImageFormat, ImageFrame
from backedge.testing import feed, run_node
from tests.calculators.media.clips import noise

SOURCE = """
  node {
    calculator: "VideoFileSourceCalculator"
    input_side_packet: "INPUT_FILE_PATH:path"
    output_stream: "IMAGE:image"
  }
"""
SINK = """
  node {
    calculator: "VideoFileSinkCalculator"
    input_stream: "IMAGE:image"
    input_side_packet: "OUTPUT_FILE_PATH:path"
  }
"""


def picture(level: int, width: int = 64, height: int = 48) -> ImageFrame:
    """An even grey one."""
    return ImageFrame(np.full((height, width, 3), level, np.uint8))


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """10 frames at 25 a second, each brighter than the one before."""
    path = tmp_path / "clip.avi"
    with VideoWriter(path, fps=25) as writer:
        for number in range(10):
            writer.write(picture(20 * number).data)
    return path


def frames_of(path: Path) -> list[int]:
    """Mean brightness of every frame of a video."""
    with VideoReader(path) as reader:
        return [round(float(frame.image.mean())) for frame in reader]


def test_source_sends_every_frame_at_the_containers_time(clip: Path) -> None:
    """The frames come as RGB, in order, stamped in microseconds."""
    images = run_node(SOURCE, side_packets={"path": str(clip)})["image"]
    assert [packet.timestamp for packet in images] == [40_000 * number for number in range(10)]
    assert [round(float(packet.value.data.mean())) for packet in images] == pytest.approx(range(0, 200, 20), abs=5)
    assert images[0].value.format == ImageFormat.SRGB


@register
class HeaderOfVideoFileNodesTest(Calculator):
    """The header of IN as a packet."""

    image = Input[ImageFrame]()
    header = Output[VideoHeader]()

    def process(self) -> None:
        self.header.send(self.image.header.value)


def test_source_announces_the_video(clip: Path) -> None:
    """The stream's header tells size, rate and duration."""
    node = 'node { calculator: "HeaderOfVideoFileNodesTest" input_stream: "image" output_stream: "header" }'
    headers = run_node(SOURCE + node, side_packets={"path": str(clip)}).values("header")
    assert headers[0] == VideoHeader(ImageFormat.SRGB, 64, 48, duration=0.4, frame_rate=25.0)


def test_source_takes_its_path_from_an_option(clip: Path) -> None:
    """The option names the file if there is no side packet."""
    node = f"""
      node {{
        calculator: "VideoFileSource"
        output_stream: "IMAGE:image"
        node_options {{
          [type.googleapis.com/backedge.VideoFileSourceCalculatorOptions] {{ input_file_path: "{clip}" }}
        }}
      }}
    """
    assert len(run_node(node)["image"]) == 10


@pytest.mark.parametrize("node", [SOURCE, SINK])
def test_a_node_without_a_path_is_refused(node: str) -> None:
    """A graph that names no file cannot be built, and the error says both ways to name it."""
    without = "\n".join(line for line in node.splitlines() if "side_packet" not in line)
    with pytest.raises(ConfigError, match=r"by side packet (IN|OUT)PUT_FILE_PATH, or by option (in|out)put_file_path"):
        run_node(without)


@pytest.mark.parametrize(("node", "inputs"), [(SOURCE, {}), (SINK, {"image": []})], ids=["source", "sink"])
def test_a_path_that_is_left_out_at_the_start_is_told(node: str, inputs: dict[str, list[Any]]) -> None:
    """A side packet that is connected need not be given; then the error says which is missing."""
    with pytest.raises(GraphError, match=r"needs to know the file: side packet (IN|OUT)PUT_FILE_PATH was not provided"):
        run_node(node, inputs)


def test_a_video_that_breaks_off_ends_the_stream_with_one_warning(clip: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The frames that are there are sent, and one warning counts the missing ones."""
    with VideoWriter(clip, fps=25) as writer:
        for number in range(40):
            writer.write(noise(number))
    clip.write_bytes(clip.read_bytes()[: clip.stat().st_size // 2])
    with caplog.at_level(logging.WARNING):
        images = run_node(SOURCE, side_packets={"path": str(clip)})["image"]
    assert 0 < len(images) < 40
    assert [record.message for record in caplog.records] == [f"{clip}: breaks off after {len(images)} of 40 frames"]


def test_a_missing_video_is_named(tmp_path: Path) -> None:
    """The error of the run names the file."""
    with pytest.raises(GraphError, match=r"none\.mp4: expected a video, found nothing of that name"):
        run_node(SOURCE, side_packets={"path": str(tmp_path / "none.mp4")})


def test_sink_takes_the_rate_from_the_header(clip: Path, tmp_path: Path) -> None:
    """A copy of a video has its frames, and as many a second."""
    copy = tmp_path / "copy.mp4"
    run_node(SOURCE + SINK.replace("path", "copy_path"), side_packets={"path": str(clip), "copy_path": str(copy)})
    assert frames_of(copy) == pytest.approx(frames_of(clip), abs=5)
    with VideoReader(copy) as reader:
        assert reader.fps == pytest.approx(25.0)


@pytest.mark.parametrize(("frames", "fps"), [(12, 20.0), (3, 20.0), (1, 30.0)])
def test_sink_takes_the_rate_from_the_timestamps(frames: int, fps: float, tmp_path: Path) -> None:
    """The first timestamps give the rate if there is no header; with a single frame it is 30."""
    path = tmp_path / "out.mp4"
    images = [Packet(picture(10 * number), 50_000 * number) for number in range(frames)]
    run_node(SINK, {"image": images}, {"path": str(path)})
    with VideoReader(path) as reader:
        assert reader.fps == pytest.approx(fps)
        assert len(list(reader)) == frames


def test_a_copy_of_a_clip_of_variable_rate_lasts_as_long(tmp_path: Path) -> None:
    """30 frames at 33 ms and 30 at 200 ms are shown when they were, though the header has an average rate."""
    clip, copy = tmp_path / "clip.mp4", tmp_path / "copy.mp4"
    times = [33_333 * min(number, 30) + 200_000 * max(number - 30, 0) for number in range(60)]
    with VideoWriter(clip) as writer:
        for number, time in enumerate(times):
            writer.write(picture(4 * number).data, time)
    run_node(SOURCE + SINK.replace("path", "copy_path"), side_packets={"path": str(clip), "copy_path": str(copy)})
    with VideoReader(copy) as reader:
        assert [frame.timestamp for frame in reader] == pytest.approx(times, abs=100)
    with av.open(str(copy)) as file:
        assert (file.duration or 0) / 1e6 == pytest.approx(7.0, abs=0.001)


def test_sink_shows_frames_at_a_rate_that_is_asked_for(tmp_path: Path) -> None:
    """With the option, timestamps do not matter."""
    path = tmp_path / "out.mp4"
    options = f'[type.googleapis.com/backedge.VideoFileSinkCalculatorOptions] {{ output_file_path: "{path}" fps: 10 }}'
    node = f'node {{ calculator: "VideoFileSink" input_stream: "IMAGE:image" node_options {{ {options} }} }}'
    run_node(node, {"image": [Packet(picture(0), time) for time in (0, 50_000, 3_000_000)]})
    with VideoReader(path) as reader:
        assert [frame.timestamp for frame in reader] == [0, 100_000, 200_000]


def test_sink_writes_grey_and_alpha_and_images_of_odd_size(tmp_path: Path) -> None:
    """Every 8-bit format is written, as is MediaPipe's other image type; odd sizes grow by a row and a column."""
    level = np.full((47, 63, 4), 100, np.uint8)
    images = [ImageFrame(level[..., 0]), ImageFrame(level), ImageFrame(level, ImageFormat.SBGRA), Image(level[..., :3])]
    path = tmp_path / "out.mp4"
    run_node(SINK, {"image": images}, {"path": str(path)})
    assert frames_of(path) == pytest.approx([100] * 4, abs=5)


def test_sink_refuses_16_bit_images(tmp_path: Path) -> None:
    """Depth is not lost silently: the error has the format."""
    deep = ImageFrame(np.zeros((48, 64), np.uint16))
    with pytest.raises(GraphError, match=r"expected an image of 8 bits .* found GRAY16; convert it first"):
        run_node(SINK, {"image": [deep]}, {"path": str(tmp_path / "out.mp4")})


def test_sink_says_before_the_first_frame_that_it_cannot_write(tmp_path: Path) -> None:
    """A folder that is not there is an error when the graph starts, not after a long run."""
    graph = CalculatorGraph(f'input_stream: "image" {SINK}')
    with pytest.raises(GraphError, match=r"failed in open\(\): .*there is no folder"):
        graph.start_run({"path": str(tmp_path / "none" / "out.mp4")})


@pytest.mark.parametrize("threads", [0, 2])
def test_the_video_is_complete_when_the_graph_fails(threads: int, tmp_path: Path) -> None:
    """Frames written before an error elsewhere can be played."""
    path = tmp_path / "out.mp4"
    failing = 'node { calculator: "FailingVideoFileNodesTest" input_stream: "ITEM:item" output_stream: "x" }'
    graph = CalculatorGraph(f'input_stream: "image" input_stream: "item" {SINK} {failing}', num_threads=threads)
    graph.start_run({"path": str(path)})
    feed(graph, {"image": [picture(50)] * 8})
    with pytest.raises(GraphError, match="on purpose"):
        feed(graph, {"item": [1]})
    assert frames_of(path) == pytest.approx([50] * 8, abs=5)


@calculator
def FailingVideoFileNodesTest(item: int) -> float:  # noqa: N802 - a calculator
    """Raises."""
    raise ValueError(f"{item} on purpose")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no file size limits on Windows")
def test_what_goes_wrong_while_encoding_ends_the_graph(tmp_path: Path) -> None:
    """The encoder works beside the graph; its error comes from the graph all the same, and names the frame."""
    path = tmp_path / "full.mp4"
    script = (
        "import resource, sys\n"
        "import numpy as np\n"
        "from backedge import CalculatorGraph, GraphError\n"
        "from backedge.formats import ImageFrame\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        f"graph = CalculatorGraph('input_stream: \"image\" ' + {SINK!r})\n"
        f"graph.start_run({{'path': {str(path)!r}}})\n"
        "noise = np.random.default_rng(0).integers(0, 256, (720, 1280, 3), np.uint8)\n"
        "try:\n"
        "    for number in range(12):\n"
        "        graph.add_packet_to_input_stream('image', ImageFrame(noise), number * 33_333)\n"
        "    graph.close()\n"
        "except GraphError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=100)
    assert "VideoFileSinkCalculator" in done.stdout
    assert f"{path}: frame " in done.stdout
    assert "cannot be written: File too large" in done.stdout
