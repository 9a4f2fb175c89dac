"""`graph_runner run --input`: several sources, and the streams that they are for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from backedge.calculators.media.rgb_image import RgbImage
from backedge.calculators.media.video_writer import VideoWriter
from backedge.tools.running.inputs import in_order
from tests.tools.command_line import Result

Run = Callable[..., Result]

PAIR = """
input_stream: "LEFT:left"
input_stream: "RIGHT:right"
output_stream: "left_size"
output_stream: "right_size"
node { calculator: "ImageProperties" input_stream: "IMAGE:left" output_stream: "SIZE:left_size" }
node { calculator: "ImageProperties" input_stream: "IMAGE:right" output_stream: "SIZE:right_size" }
"""


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    """A graph with two input streams of pictures."""
    path = tmp_path / "pair.pbtxt"
    path.write_text(PAIR)
    return path


def write(path: Path, width: int, times: list[int]) -> Path:
    """A video of empty pictures."""
    with VideoWriter(path) as writer:
        for time in times:
            writer.write(np.zeros((48, width, 3), np.uint8), time)
    return path


def test_pictures_of_several_sources_come_in_the_order_of_their_times() -> None:
    """At one time in the order of the streams; the end of a stream comes after its last picture."""
    image: RgbImage = np.zeros((1, 1, 3), np.uint8)
    sources = {"a": [(image, 0), (image, 40)], "b": [(image, 0), (image, 30), (image, 60)], "c": []}
    assert [(stream, pixels is None, timestamp) for stream, pixels, timestamp in in_order(sources)] == [
        ("c", True, 0),
        ("a", False, 0),
        ("b", False, 0),
        ("b", False, 30),
        ("a", False, 40),
        ("a", True, 40),
        ("b", False, 60),
        ("b", True, 60),
    ]


@pytest.mark.parametrize("threads", ["0", "2"])
def test_two_files_are_fed_into_their_streams(run: Run, pair: Path, tmp_path: Path, threads: str) -> None:
    """By the stream's name or its tag; frames of both are interleaved by time, whatever their rates."""
    left = write(tmp_path / "left.mp4", 64, [0, 33_333, 66_667, 100_000])
    right = write(tmp_path / "right.mp4", 96, [0, 40_000, 80_000])
    dump = tmp_path / "sizes.jsonl"
    result = run(
        "run", pair, "--threads", threads, "-i", f"LEFT={left}", "-i", f"right={right}",
        "--dump", f"left_size={dump}", "--dump", f"right_size={dump}", "--json",
    )  # fmt: skip
    assert (result.status, result.stderr) == (0, "")
    summary = json.loads(result.stdout)
    assert summary["frames"] == 4  # of the first stream
    assert summary["packets"] == {"left_size": 4, "right_size": 3}
    records = [json.loads(line) for line in dump.read_text().splitlines()]
    assert [(record["timestamp"] // 1000, record["value"][0]) for record in records] == [
        (0, 64), (0, 96), (33, 64), (40, 96), (66, 64), (80, 96), (100, 64),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (
            ["demo"],
            "several input streams of pictures, and none is tagged IMAGE: left, right; say which: --input NAME=FILE",
        ),
        (["demo", "x.mp4"], "--input gives two sources and no NAME, demo and x.mp4; write --input NAME=FILE for each"),
        (["left=demo", "LEFT=x.mp4"], '--input gives "left" two sources, demo and x.mp4'),
        (["left=demo", "rigth=demo"], '--input: the graph has no input stream "rigth"; did you mean "right"?'),
        ([], "none is tagged IMAGE: left, right; say which: --input NAME=FILE"),
    ],
)
def test_sources_without_a_stream_are_told(run: Run, pair: Path, words: list[str], complaint: str) -> None:
    """No source is dropped silently."""
    result = run("run", pair, *(part for word in words for part in ("-i", word)))
    assert result.status == 2
    assert complaint in result.stderr


def test_a_stream_without_a_source_is_told(run: Run, pair: Path, clip: Path) -> None:
    """The run goes on without it."""
    result = run("run", pair, "-i", f"left={clip}")
    assert result.status == 0
    assert result.stderr == 'warning: nothing is fed into graph input stream "right"\n'


def test_a_stream_of_something_else_takes_no_pictures(run: Run, tmp_path: Path) -> None:
    """The error says what it carries."""
    graph = tmp_path / "flag.pbtxt"
    graph.write_text(
        'input_stream: "IMAGE:image" input_stream: "flag" output_stream: "out" '
        'node { calculator: "Gate" input_stream: "image" input_stream: "ALLOW:flag" output_stream: "out" }'
    )
    result = run("run", graph, "-i", "image=demo", "-i", "flag=demo")
    assert result.status == 2
    assert '--input: input stream "flag" carries bool, not pictures' in result.stderr


def test_a_file_may_have_an_equals_sign_in_its_name(run: Run, sizes: Path, clip: Path, tmp_path: Path) -> None:
    """What is there, and begins with no stream's name, is a file."""
    odd = tmp_path / "a=b.mp4"
    odd.write_bytes(clip.read_bytes())
    assert run("run", sizes, "-i", odd).status == 0


def test_a_file_that_is_read_twice_may_not_be_written(run: Run, pair: Path, clip: Path) -> None:
    """All sources are protected."""
    result = run("run", pair, "-i", "left=demo", "-i", f"right={clip}", "--dump", f"right={clip}")
    assert result.status == 2
    assert f"would write {clip} over {clip}, which --input reads" in result.stderr
