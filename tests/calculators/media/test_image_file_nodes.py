"""The nodes that read and write image files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backedge import ConfigError, GraphError, Packet
from backedge.calculators.media.image_files import read_image
from backedge.calculators.media.image_writer import write_image
from backedge.formats import ImageFormat, ImageFrame
from backedge.testing import run_node

SOURCE = """
  node {
    calculator: "ImageFilesSourceCalculator"
    input_side_packet: "INPUT_FILE_PATH:path"
    output_stream: "IMAGE:image"
    output_stream: "PATH:file"
  }
"""
SINK = """
  node {
    calculator: "ImageFileSinkCalculator"
    input_stream: "IMAGE:image"
    input_side_packet: "OUTPUT_FILE_PATH:path"
    output_stream: "PATH:file"
  }
"""


def grey(level: int) -> ImageFrame:
    """A small picture."""
    return ImageFrame(np.full((6, 8, 3), level, np.uint8))


def test_source_reads_a_folder_in_the_order_of_its_numbers(tmp_path: Path) -> None:
    """10.png comes after 2.png; timestamps are 30 a second, and PATH names each file at its image's time."""
    for number in (10, 2, 1):
        write_image(tmp_path / f"{number}.png", grey(number).data)
    outputs = run_node(SOURCE, side_packets={"path": str(tmp_path)})
    assert [packet.timestamp for packet in outputs["image"]] == [0, 33_333, 66_667]
    assert [int(image.data[0, 0, 0]) for image in outputs.values("image")] == [1, 2, 10]
    assert outputs["file"] == [
        Packet(str(tmp_path / f"{number}.png"), packet.timestamp)
        for number, packet in zip((1, 2, 10), outputs["image"], strict=True)
    ]


def test_source_skips_what_cannot_be_read_with_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """One broken file among others does not end the run."""
    write_image(tmp_path / "a.png", grey(1).data)
    (tmp_path / "b.png").write_bytes(b"no image")
    write_image(tmp_path / "c.png", grey(3).data)
    images = run_node(SOURCE, side_packets={"path": str(tmp_path)})["image"]
    assert [packet.timestamp for packet in images] == [0, 33_333]
    assert [record.message.split(": ")[:2] for record in caplog.records] == [["skipped", str(tmp_path / "b.png")]]


def test_source_sets_the_rate_it_is_told(tmp_path: Path) -> None:
    """The option fps spaces the timestamps."""
    for number in range(2):
        write_image(tmp_path / f"{number}.png", grey(number).data)
    node = f"""
      node {{
        calculator: "ImageFilesSource"
        output_stream: "IMAGE:image"
        node_options {{
          [type.googleapis.com/backedge.ImageFilesSourceCalculatorOptions] {{
            input_file_path: "{tmp_path}/*.png" fps: 4
          }}
        }}
      }}
    """
    assert [packet.timestamp for packet in run_node(node)["image"]] == [0, 250_000]
    with pytest.raises(ConfigError, match="fps must be more than 0, not 0"):
        run_node(node.replace("fps: 4", "fps: 0"))


def test_source_refuses_an_empty_folder(tmp_path: Path) -> None:
    """The error says what was looked for."""
    with pytest.raises(GraphError, match=r"no images in this folder; looked for \.bmp"):
        run_node(SOURCE, side_packets={"path": str(tmp_path)})


@pytest.mark.parametrize(("path", "names"), [("%02d.png", ["00.png", "01.png"]), ("", ["00000.png", "00001.png"])])
def test_sink_writes_a_file_for_each_picture(path: str, names: list[str], tmp_path: Path) -> None:
    """A pattern numbers the files; in a folder they are numbered without being asked."""
    files = run_node(SINK, {"image": [grey(10), grey(20)]}, {"path": str(tmp_path / path)}).values("file")
    assert files == [str(tmp_path / name) for name in names]
    assert [int(read_image(file)[0, 0, 0]) for file in files] == [10, 20]


def test_sink_refuses_a_second_picture_for_one_name(tmp_path: Path) -> None:
    """The first picture stays, and the error tells how to number the files."""
    with pytest.raises(GraphError, match="would be written again; give a pattern with a number"):
        run_node(SINK, {"image": [grey(10), grey(20)]}, {"path": str(tmp_path / "one.png")})
    assert int(read_image(tmp_path / "one.png")[0, 0, 0]) == 10


def test_sink_writes_grey_and_alpha(tmp_path: Path) -> None:
    """The sink writes other 8-bit formats as what they show: without alpha, and blue where blue is."""
    blue = np.zeros((6, 8, 4), np.uint8)
    blue[..., 0] = 200
    images = [ImageFrame(blue[..., 0]), ImageFrame(blue, ImageFormat.SBGRA)]
    files = run_node(SINK, {"image": images}, {"path": str(tmp_path)}).values("file")
    assert [read_image(file)[0, 0].tolist() for file in files] == [[200, 200, 200], [0, 0, 200]]
