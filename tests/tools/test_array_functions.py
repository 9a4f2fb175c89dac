"""Functions over plain numpy arrays, as a new author writes them, on the runner's pictures."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.tools.command_line import run_process

FUNCTIONS = '''\
import numpy as np
from numpy.typing import NDArray

from backedge import calculator


@calculator
def BrightnessCalculator(image: np.ndarray, *, gain: float = 1.0) -> float:
    return gain * float(image.mean())


@calculator
def Red(image: NDArray[np.uint8]) -> np.ndarray:
    """Only red is left; it comes first."""
    red = np.zeros_like(image)
    red[..., 0] = 200
    return red


@calculator
def Grey(image: np.ndarray) -> tuple[np.ndarray, int]:
    return image[..., 0] // 2, image.shape[1]


@calculator
def Doubled(number: float) -> float:
    assert type(number) is float
    return 2 * number
'''

GRAPH = """
input_stream: "image"
output_stream: "red"
node {
  calculator: "BrightnessCalculator" input_stream: "image" output_stream: "brightness"
  node_options { [type.googleapis.com/BrightnessCalculatorOptions] { gain: 0.5 } }
}
node { calculator: "Red" input_stream: "image" output_stream: "red" }
node { calculator: "Grey" input_stream: "red" output_stream: "grey" output_stream: "width" }
node { calculator: "Doubled" input_stream: "width" output_stream: "doubled" }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the functions, a graph of them, and one picture in which green is 90."""
    (tmp_path / "mine.py").write_text(FUNCTIONS)
    (tmp_path / "graph.pbtxt").write_text(GRAPH)
    (tmp_path / "in").mkdir()
    picture = np.zeros((32, 48, 3), np.uint8)
    picture[..., 1] = 90
    for number in range(3):
        assert cv2.imwrite(str(tmp_path / "in" / f"{number}.png"), picture)
    return tmp_path


def test_functions_over_arrays_run_on_pictures(folder: Path) -> None:
    """A function reads the runner's pictures as arrays; an int reaches a function that takes floats as one."""
    result = run_process(
        "run", "graph.pbtxt", "--calculators", "mine.py", "--input", "in",
        "--dump", "brightness=-", "--dump", "doubled=-",
        folder=folder,
    )  # fmt: skip
    assert result.status == 0, result.stderr
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [record["value"] for record in records if record["stream"] == "brightness"] == [15.0] * 3
    assert [record["value"] for record in records if record["stream"] == "doubled"] == [96.0] * 3


@pytest.mark.parametrize("output", ["out.mp4", "out.png"])
def test_arrays_are_written_as_pictures(folder: Path, output: str) -> None:
    """The only output stream of arrays is what --output writes, red first as numpy has it."""
    source = "in" if output.endswith(".mp4") else "in/0.png"
    result = run_process(
        "run", "graph.pbtxt", "--calculators", "mine.py", "--input", source, "--output", output, folder=folder
    )
    assert result.status == 0, result.stderr
    done, picture = cv2.VideoCapture(str(folder / output)).read()
    assert done
    blue, green, red = picture.reshape(-1, 3).mean(axis=0)
    assert red == pytest.approx(200, abs=5)
    assert max(blue, green) < 5


def test_an_array_tagged_as_a_picture_is_written(folder: Path) -> None:
    """Of several streams of arrays the tag IMAGE says which one; grey is a picture as well."""
    (folder / "graph.pbtxt").write_text(GRAPH + 'output_stream: "IMAGE:grey"')
    result = run_process(
        "run", "graph.pbtxt", "--calculators", "mine.py", "--input", "in/0.png", "--output", "out.png", folder=folder
    )
    assert result.status == 0, result.stderr
    written = cv2.imread(str(folder / "out.png"))
    assert written is not None
    assert (int(written.min()), int(written.max())) == (100, 100)


def test_check_shows_what_is_converted(folder: Path) -> None:
    """With -v there is a line for every connection that converts what comes; without, there is none."""
    command = ("check", "graph.pbtxt", "--calculators", "mine.py")
    assert run_process(*command, folder=folder).stdout == "graph.pbtxt: ok, 4 nodes\n"
    assert run_process(*command, "-v", folder=folder).stdout.splitlines() == [
        'graph.pbtxt: stream "image": ImageFrame or Image → ndarray at node "BrightnessCalculator"',
        'graph.pbtxt: stream "image": ImageFrame or Image → NDArray[uint8] at node "Red"',
        'graph.pbtxt: stream "width": int → float at node "Doubled"',
        "graph.pbtxt: ok, 4 nodes",
    ]
