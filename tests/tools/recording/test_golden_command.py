"""`graph_runner test`: a graph against a recording of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tools.command_line import Result
from tests.tools.conftest import FRAMES

Run = Callable[..., Result]

THRESHOLD = """
input_stream: "IMAGE:image"
output_stream: "size"
output_stream: "scaled"
node { calculator: "ImagePropertiesCalculator" input_stream: "IMAGE:image" output_stream: "SIZE:size" }
node { calculator: "ScaleImageCalculator" input_stream: "image" output_stream: "scaled"
       node_options {
         [type.googleapis.com/mediapipe.ScaleImageCalculatorOptions] {
           target_width: WIDTH target_height: 96 preserve_aspect_ratio: false
         }
       } }
"""


@pytest.fixture
def golden(run: Run, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A recording of inputs and outputs, and the graph beside it, `graph.pbtxt`; `other.pbtxt` gives something else."""
    monkeypatch.chdir(tmp_path)
    Path("graph.pbtxt").write_text(THRESHOLD.replace("WIDTH", "128"))
    Path("other.pbtxt").write_text(THRESHOLD.replace("WIDTH", "64"))
    chosen = ("--record-stream", "inputs", "--record-stream", "outputs")
    assert run("run", "graph.pbtxt", "--input", clip, "--record", "golden.mcap", *chosen, "-q").status == 0
    return Path("golden.mcap")


def test_the_graph_that_was_recorded_passes(run: Run, golden: Path) -> None:
    """Every packet was compared; on threads as well."""
    told = f'stream "size": {FRAMES} packets, none differing\nstream "scaled": {FRAMES} packets, none differing\n'
    assert run("test", golden, "graph.pbtxt") == Result(0, told, "")
    assert run("test", golden, "graph.pbtxt", "--threads", "2") == Result(0, told, "")


def test_a_graph_that_gives_something_else_fails(run: Run, golden: Path) -> None:
    """The first difference is shown with both values."""
    status, out, err = run("test", golden, "other.pbtxt")
    assert (status, err) == (1, "")
    assert out.splitlines() == [
        "golden.mcap: the graph does not give what was recorded; first",
        '  stream "scaled" at 0: data should be uint8 (96, 128, 3), but is uint8 (96, 64, 3)',
        f'stream "size": {FRAMES} packets, none differing',
        f'stream "scaled": {FRAMES} packets, {FRAMES} differing',
    ]


def test_a_program_reads_json(run: Run, golden: Path) -> None:
    """The same, with what is compared and what differs by stream."""
    status, out, _ = run("test", golden, "other.pbtxt", "--json")
    report = json.loads(out)
    assert status == 1
    assert report["same"] is False
    assert report["compared"] == {"size": FRAMES, "scaled": FRAMES}
    assert report["differing"] == {"scaled": FRAMES}
    assert (report["first"]["stream"], report["first"]["timestamp"]) == ("scaled", 0)
    assert json.loads(run("test", golden, "graph.pbtxt", "--json").stdout)["first"] is None


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["golden.mcap", "graph.pbtxt", "--tolerance", "scaled"], 2, "--tolerance needs STREAM=NUMBER, such as"),
        (["golden.mcap", "graph.pbtxt", "--tolerance", "scaled=-1"], 2, 'not "scaled=-1"'),
        (["golden.mcap", "graph.pbtxt", "--tolerance", "scaled=nan"], 2, 'not "scaled=nan"'),
        (["golden.mcap", "graph.pbtxt", "--tolerance", "scald=1"], 1, 'no recorded stream to compare "scald"; did you'),
        (["silver.mcap", "graph.pbtxt"], 1, "silver.mcap: expected a recording (.mcap), found nothing of that name"),
        (
            ["golden.mcap", "HandTracking"],
            1,
            'golden.mcap has a stream that the graph has not: there is no stream "size"',
        ),
        (["golden.mcap", "none.pbtxt"], 1, "none.pbtxt"),
    ],
)
def test_mistakes_are_told(run: Run, golden: Path, arguments: list[str], status: int, told: str) -> None:
    """In a line, without a traceback; they are no differences."""
    result = run("test", *arguments)
    assert told in result.stderr
    assert result.status == status
    assert "Traceback" not in result.stderr
