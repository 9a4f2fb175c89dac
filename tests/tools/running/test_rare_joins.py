"""`graph_runner run` on a graph that joins streams of two clocks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from backedge.calculators.media.video_writer import VideoWriter
from backedge.calculators.synthetic.scene import SyntheticHand
from tests.tools.command_line import Result

Run = Callable[..., Result]

NEAREST = """
input_stream_handler {
  input_stream_handler: "ApproximateTimeInputStreamHandler"
  options { [backedge.ApproximateTimeInputStreamHandlerOptions.ext] { slop: 20000 } }
}
"""


@pytest.fixture
def two_files(clip: Path, tmp_path: Path) -> str:
    """A graph of two files, of 30 and of 25 pictures a second, with room for an input policy."""
    slower = tmp_path / "slower.mp4"
    with VideoWriter(slower, 25.0) as writer:
        for frame in SyntheticHand(width=256, height=192, frames=10):
            writer.write(frame.image)
    source = 'node {{ calculator: "VideoFileSourceCalculator" input_side_packet: "INPUT_FILE_PATH:{0}" '
    constant = (
        'node {{ calculator: "ConstantSidePacketCalculator" output_side_packet: "PACKET:{0}" '
        'options {{ [mediapipe.ConstantSidePacketCalculatorOptions.ext] {{ packet {{ string_value: "{1}" }} }} }} }}\n'
    )
    files = [("left", clip), ("right", slower)]
    nodes = [constant.format(f"{name}_file", path) for name, path in files]
    nodes += [source.format(f"{name}_file") + f'output_stream: "IMAGE:{name}" }}\n' for name, _ in files]
    join = 'node { name: "Join" calculator: "PassThroughCalculator" input_stream: "left" input_stream: "right" '
    return "".join(nodes) + join + 'output_stream: "l" output_stream: "r" %s }'


def test_inputs_that_rarely_meet_are_told_at_the_end(run: Run, two_files: str, tmp_path: Path) -> None:
    """The run succeeds, and a warning has the numbers and what helps."""
    graph = tmp_path / "join.pbtxt"
    graph.write_text(two_files % "")
    result = run("run", graph)
    assert result.status == 0
    assert result.stderr.startswith(
        'warning: node "Join": packets met 2 times, 10 of "left" and 8 of "right" came alone; they meet where their '
        "timestamps are equal: give the node the input policy ApproximateTimeInputStreamHandler"
    )
    graph.write_text(two_files % NEAREST)
    assert run("run", graph).stderr == ""
