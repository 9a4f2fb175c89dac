"""Mistakes of a user's own calculators, as `graph_runner` tells them: sender, line and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tools.command_line import Result, run_process

MINE = """\
import cv2
from backedge import Calculator, Input, Output, calculator, register
from backedge.formats import ImageFrame

@calculator
def Draw(image: ImageFrame) -> ImageFrame:
    return image.data.copy()

@calculator
def PutText(image: ImageFrame) -> ImageFrame:
    cv2.putText(image.data, "x", (9, 9), 0, 1.0, (1, 1, 1))
    return image

class Number(Calculator):
    image = Input[ImageFrame]("IMAGE")
    out = Output[float]()

@register
class Returns(Number):
    def process(self):
        return 3.0

@register
class Overwrites(Number):
    def process(self):
        self.out = 3.0

@register
class Sends(Number):
    def process(self):
        self.out.send("hello")

@register
class SendsTwice(Number):
    def process(self):
        self.out.send(1.0)
        self.out.send(2.0)
"""


def run(name: str, folder: Path, clip: Path, *options: str | Path) -> Result:
    """Run a graph of one node, of calculator `name`, on a clip."""
    (folder / "mine.py").write_text(MINE)
    graph = folder / "graph.pbtxt"
    graph.write_text(
        'input_stream: "IMAGE:image" output_stream: "out"\n'
        f'node {{ calculator: "{name}" input_stream: "IMAGE:image" output_stream: "out" }}\n'
    )
    return run_process("run", graph, "--calculators", folder / "mine.py", "--input", clip, *options)


@pytest.mark.parametrize(
    ("name", "said", "line"),
    [
        (
            "Draw",
            'stream "out" carries ImageFrame, but was sent ndarray (uint8, 192x256x3); wrap it: ImageFrame(pixels)\n',
            ":7, in Draw: return image.data.copy()",
        ),
        (
            "PutText",
            "\n    arrays in packets are shared, and so read-only: change a copy, image.data.copy()\n",
            ':11, in PutText: cv2.putText(image.data, "x", (9, 9), 0, 1.0, (1, 1, 1))',
        ),
        (
            "Returns",
            "process() returned 3.0, which goes nowhere; write self.out.send(value)",
            ":21, in process: return",
        ),
        (
            "Overwrites",
            "self.out is an output stream, but was overwritten with 3.0; write self.out",
            ":26, in process: s",
        ),
        ("Sends", 'self.out (output stream "out") carries float, but was sent str', ":31, in process: self.out.send("),
        (
            "SendsTwice",
            "\n    it is the second packet at 0, and a stream carries",
            ":37, in process: self.out.send(2.0)",
        ),
    ],
)
def test_a_mistake(name: str, said: str, line: str, clip: Path, tmp_path: Path) -> None:
    """The command fails, names the node that makes the mistake, its line and the cure, and shows no traceback."""
    output = ("--output", tmp_path / "o.mp4") if name in ("Draw", "PutText") else ()
    result = run(name, tmp_path, clip, *output)
    assert result.status == 1
    assert result.stderr.startswith(
        f"error: {tmp_path / 'graph.pbtxt'}:2:8: {name} (node '{name}') failed in process()"
    )
    assert said in result.stderr
    assert f"\n    at {tmp_path / 'mine.py'}{line}" in result.stderr
    assert "Traceback" not in result.stderr


def test_no_checks(clip: Path, tmp_path: Path) -> None:
    """--no-checks lets pass what no reader minds."""
    result = run("Sends", tmp_path, clip, "--no-checks", "--dump", "out=-")
    assert result.status == 0, result.stderr
    assert '"hello"' in result.stdout
