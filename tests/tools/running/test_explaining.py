"""`graph_runner explain`: graphs that stall, and why."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tools.command_line import Result
from tests.tools.conftest import FRAMES

Run = Callable[..., Result]

CODE = '''
from typing import Any

from backedge import Calculator, Input, Output, register

@register
class RareExplained(Calculator):
    """Sends nothing, and promises nothing."""

    picture = Input[Any]()
    found = Output[Any]()
    timestamp_offset = None

    def process(self) -> None:
        pass
'''
RARE = """
input_stream: "IMAGE:image"
output_stream: "both"
node { name: "rare" calculator: "RareExplained" input_stream: "image" output_stream: "found" }
node {
  name: "join" calculator: "PassThroughCalculator"
  input_stream: "found" input_stream: "image" output_stream: "both" output_stream: "image_too"
}
node {
  name: "after" calculator: "PassThroughCalculator"
  input_stream: "both" input_stream: "image" output_stream: "c" output_stream: "d"
}
"""


@pytest.fixture(scope="module")
def rare(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, Path]:
    """A graph that stalls, with its calculators."""
    tmp_path = tmp_path_factory.mktemp("rare")
    graph, code = tmp_path / "rare.pbtxt", tmp_path / "rare_explained.py"
    graph.write_text(RARE)
    code.write_text(CODE)
    return graph, "--calculators", code


@pytest.mark.parametrize("threads", [0, 2])
def test_a_graph_that_stalls_says_why(run: Run, rare: tuple[Path, str, Path], clip: Path, threads: int) -> None:
    """The node that waits, for which stream, and what to do; who waits in turn; outputs without packets."""
    result = run("explain", *rare, "-i", clip, "--threads", threads)
    assert result.status == 1
    lines = result.stdout.splitlines()
    assert lines[0].endswith("rare.pbtxt: stalls: after 6 frames this is left")
    assert lines[1].startswith('  node "join" has packets at 0 and waits for stream "found"')
    assert "give it a timestamp_offset" in lines[1]
    assert lines[2:] == ['  and because of that, "after" waits', '  no packet came out of "both"']


def test_programs_get_the_same(run: Run, rare: tuple[Path, str, Path], clip: Path) -> None:
    """As JSON."""
    report = json.loads(run("explain", *rare, "-i", clip, "--json").stdout)
    assert report["is_stuck"]
    assert [(wait["node"], wait["stream"], wait["timestamp"]) for wait in report["causes"]] == [("join", "found", 0)]
    assert report["followers"] == ["after"]
    assert report["outputs"] == {"both": 0}


def test_a_graph_input_that_nothing_comes_in_is_named(run: Run, clip: Path, tmp_path: Path) -> None:
    """With what would move it."""
    graph = tmp_path / "graph.pbtxt"
    graph.write_text(
        'input_stream: "IMAGE:image" input_stream: "never" output_stream: "a"\n'
        'node { calculator: "PassThroughCalculator" input_stream: "image" input_stream: "never" '
        'output_stream: "a" output_stream: "b" }'
    )
    result = run("explain", graph, "-i", f"image={clip}")
    assert result.status == 1
    assert 'waits for stream "never"' in result.stdout
    assert "it is a graph input; add a packet to it" in result.stdout


def test_a_good_graph_does_not_stall(run: Run, sizes: Path, clip: Path) -> None:
    """To the end of its input, or as many frames as are enough."""
    result = run("explain", sizes, "-i", clip)
    assert (result.status, result.stderr) == (0, "")
    assert f"does not stall: {FRAMES} frames went through, to the end of the input" in result.stdout
    assert f"{FRAMES} packets came out of size" in result.stdout
    assert "does not stall: 4 frames went through\n" in run("explain", sizes, "-i", clip, "--frames", 4).stdout


def test_the_flagship_does_not_stall(run: Run, hand_graph: str, clip: Path) -> None:
    """Its loop waits for the next frame, which is no stall."""
    result = run("explain", hand_graph, "-i", clip, "--side", "model_complexity=0")
    assert result.status == 0, result.stdout


def test_a_graph_that_reads_its_input_itself(run: Run, tmp_path: Path) -> None:
    """Its source ends after as many frames as are enough; a side packet that nobody sets keeps a node from opening."""
    graph, code = tmp_path / "source.pbtxt", tmp_path / "never_explained.py"
    graph.write_text(
        """
        node {
          calculator: "SyntheticHandSource" output_stream: "IMAGE:image"
          node_options {
            [type.googleapis.com/backedge.SyntheticHandSourceCalculatorOptions] { width: 64 height: 48 frames: 100000 }
          }
        }
        node { calculator: "NeverExplained" output_side_packet: "NAME:name" }
        node { calculator: "OpensNever" input_stream: "IMAGE:image" input_side_packet: "NAME:name" }
        """
    )
    code.write_text(
        "from backedge import Calculator, Input, SideInput, SideOutput, register\n"
        "from backedge.formats import ImageFrame\n"
        "@register\nclass NeverExplained(Calculator):\n    name = SideOutput[str]('NAME')\n"
        "@register\nclass OpensNever(Calculator):\n"
        "    image = Input[ImageFrame]('IMAGE')\n    name = SideInput[str]('NAME')\n"
        "    def process(self):\n        pass\n"
    )
    result = run("explain", graph, "--calculators", code, "--frames", 3)
    assert result.status == 1
    assert 'node "OpensNever" is not open: side packets "name" have not been set' in result.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "complaint"),
    [
        (("missing.pbtxt",), 1, "missing.pbtxt"),
        (("{sizes}",), 2, "give it some with --input"),
        (("{sizes}", "-i", "demo", "--frames", "0"), 2, "--frames"),
        (("{sizes}", "-i", "demo", "--side", "x"), 2, "--side"),
    ],
)
def test_bad_input_is_refused(run: Run, sizes: Path, arguments: tuple[str, ...], status: int, complaint: str) -> None:
    """As `run` refuses it."""
    result = run("explain", *(argument.format(sizes=sizes) for argument in arguments))
    assert result.status == status
    assert complaint in result.stderr
    assert "Traceback" not in result.stderr
