"""`graph_runner bench`: graphs and suites, their tables, and what is refused."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backedge.tools.benchmarks.case_report import TIMES, print_markdown
from backedge.tools.benchmarks.cases import Interpreter
from backedge.tools.benchmarks.cases import Result as Measured
from backedge.tools.benchmarks.comparison import Sample, Turn, compare
from tests.tools.command_line import Result

Run = Callable[..., Result]

SHORT = ("--turns", 2, "--frames", 2)

FAILS = """
import numpy as np
from backedge import calculator

@calculator
def FailsCalculator(image: np.ndarray) -> int:
    raise ValueError("no picture for me")
"""


@pytest.fixture
def gated(tmp_path: Path) -> Path:
    """A graph that passes pictures on, or does not, which is an option."""
    path = tmp_path / "gated.pbtxt"
    path.write_text("""
        input_stream: "IMAGE:image"
        output_stream: "IMAGE:same"
        node {
          calculator: "GateCalculator" name: "gate" input_stream: "image" output_stream: "same"
          node_options { [type.googleapis.com/mediapipe.GateCalculatorOptions] { allow: true } }
        }""")
    return path


def test_a_graph_may_lie_in_a_folder_named_like_a_suite(
    run: Run, sizes: Path, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A graph's file is no case of a suite; one that is not there is told as a file."""
    (tmp_path / "graphs").mkdir()
    sizes.rename(tmp_path / "graphs" / "mine.pbtxt")
    monkeypatch.chdir(tmp_path)
    status, out, _ = run("bench", "graphs/mine.pbtxt", "-i", clip, *SHORT, "--json")
    assert (status, json.loads(out)["theirs"]) == (0, None)
    status, _, err = run("bench", "graphs/yours.pbtxt")
    assert status == 1
    assert "graphs/yours.pbtxt" in err
    assert "suite" not in err


def test_a_graph_is_measured_by_frame_and_node(run: Run, sizes: Path, clip: Path) -> None:
    """JSON has times, memory, and the nodes' shares."""
    status, out, _ = run("bench", sizes, "-i", clip, *SHORT, "--json")
    told = json.loads(out)
    assert status == 0
    assert 0 < told["ours"]["lower"] <= told["ours"]["median"] <= told["ours"]["upper"]
    assert told["theirs"] is None
    [version] = told["versions"]
    assert version["peak_memory"] > 10_000_000
    assert version["frames_a_second"] == pytest.approx(1000 / told["ours"]["mean"])
    assert {node["node"]: node["calls"] for node in version["nodes"]} == {
        "PassThroughCalculator": 60,
        "ImagePropertiesCalculator": 60,
    }
    assert told["machine"]["cores"] >= 1


def test_a_graph_is_compared_with_itself_set_otherwise(run: Run, gated: Path, clip: Path) -> None:
    """Here by another interpreter, too, which is the same. The table has both, and the verdict below it the ratio.

    They do not give the same results, which is told: the quicker one may do less.
    """
    status, out, _ = run(
        "bench", gated, "--vs-set", "gate.allow=false", "--vs-python", sys.executable, "-i", clip, *SHORT
    )
    assert status == 0
    assert "gate.allow=false" in out
    assert "of the other's time, and less in" in out
    assert "they gave as many packets in 0% of turns only" in out
    assert out.count("Time per node") == 2


def test_a_graph_with_calculators_of_the_user_fails_as_they_do(run: Run, tmp_path: Path, clip: Path) -> None:
    """In the process that is measured; the message names the node."""
    module, graph = tmp_path / "fails.py", tmp_path / "fails.pbtxt"
    module.write_text(FAILS)
    graph.write_text("""
        input_stream: "IMAGE:i"
        node { calculator: "FailsCalculator" input_stream: "IMAGE:i" output_stream: "o" }""")
    status, out, err = run("bench", graph, "--calculators", module, "-i", clip, *SHORT)
    assert (status, out) == (1, "")
    assert "FailsCalculator" in err
    assert "no picture for me" in err
    assert "Traceback" not in err


def test_a_suite_is_measured_until_an_error(run: Run) -> None:
    """What was measured before it is printed; without another side it has times, and no ratio."""
    status, out, err = run("bench", "engine/chain_10", "graphs/hand*", *SHORT, "--json")
    assert status == 1
    assert "name its interpreter with --mediapipe" in err
    [result] = json.loads(out)["results"]
    assert (result["case"], result["unit"], result["ratio"]) == ("engine/chain_10", "µs a packet", None)
    assert 1 < result["ours"]["lower"] <= result["ours"]["median"]


def test_a_suite_is_compared_with_another_python(run: Run) -> None:
    """Which is the same one here. The table for a terminal has both sides, that for a page the machine below it."""
    compared = ("bench", "engine/chain_10", "--vs-python", sys.executable, *SHORT)
    status, out, _ = run(*compared)
    assert status == 0
    assert "ratio (half of turns)" in out
    assert "engine/chain_10" in out
    status, out, _ = run(*compared, "--markdown")
    assert status == 0
    [row] = [line for line in out.splitlines() if "µs a packet" in line]
    assert TIMES in row


def test_results_make_a_table_for_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    """With a ratio and its quartiles; below it is what machine it was."""
    turns = [Turn(Sample([1.0], [1.0]), Sample([2.0], [4.0]))]
    print_markdown([Measured("a/b", "Work", "ms a frame", compare(turns))], Interpreter("MediaPipe 0.10.21", "python"))
    heading, _, row, _, machine = capsys.readouterr().out.splitlines()
    assert heading.endswith("| MediaPipe 0.10.21 | | ratio (half of the turns) | of processor time |")
    assert row == f"| Work | 1.00 | 2.00 | ms a frame | 0.50{TIMES} (0.50 to 0.50) | 0.25{TIMES} |"
    assert "cores, Python 3." in machine


def test_every_case_is_listed(run: Run) -> None:
    """Those that need a clip with a person are marked."""
    status, out, _ = run("bench", "--list", "--json")
    needs = {case["case"]: case["needs_clip"] for case in json.loads(out)}
    assert status == 0
    assert needs["solutions/pose"]
    assert not needs["engine/chain_10"]
    assert "solutions/pose" in run("bench", "--list").stdout


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["bench"], 2, "name a graph or suites to measure; --list shows the suites"),
        (["bench", "engine", "HandTracking"], 2, "name one graph, or suites"),
        (["bench", "engine/chian_10"], 2, 'suite engine has no case "chian_10"; did you mean "chain_10"?'),
        (["bench", "engine", "--set", "a.b=1"], 2, "--set is about a graph, and not about suites"),
        (["bench", "engine", "--threads", "2"], 2, "--threads is about a graph, or about suite graphs"),
        (["bench", "HandTracking", "--markdown"], 2, "--markdown is about suites, and not about a graph"),
        (["bench", "HandTracking", "--vs-set", "a"], 2, '--vs-set needs NODE.FIELD=VALUE, not "a"'),
        (["bench", "nowhere.pbtxt"], 1, "nowhere.pbtxt"),
        (["bench", "engine", "--mediapipe", "/nowhere"], 1, 'the interpreter "/nowhere" cannot be run'),
        (["bench", "solutions/po*"], 1, "a clip with a person is needed, which --input names: solutions/pose"),
        (["bench", "graphs/hand*"], 1, "name its interpreter with --mediapipe"),
        (
            ["bench", "engine", "--mediapipe", "a", "--vs-python", "b"],
            2,
            "--mediapipe and --vs-python: compare with one",
        ),
        (["bench", "solutions", "-i", "a.mp4", "-i", "b.mp4"], 2, "--input: suites take one clip"),
        (["bench", "engine", "--vs-python", "/nowhere"], 1, 'the interpreter "/nowhere" cannot be run'),
    ],
)
def test_what_cannot_be_measured_is_refused(run: Run, arguments: list[Any], status: int, message: str) -> None:
    """In one message, before anything is measured."""
    found = run(*arguments)
    assert found.status == status
    assert message in found.stderr
    assert "Traceback" not in found.stderr


def test_a_graph_without_pictures_is_refused(run: Run, tmp_path: Path) -> None:
    """With the command that helps."""
    graph = tmp_path / "none.pbtxt"
    graph.write_text('input_side_packet: "a" output_side_packet: "a"')
    status, _, err = run("bench", graph)
    assert status == 1
    assert f"{graph}: bench feeds pictures, and the graph has no input stream of pictures" in err
    assert "`graph_runner run --times`" in err


STAND_IN = """
import sys
del sys.modules["mediapipe"]
from backedge.compat import install
install()
import mediapipe
"""


def test_a_suite_is_compared_with_mediapipe(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another interpreter runs its side by MediaPipe's API; here ours stands in for it, so that both find as much."""
    (tmp_path / "mediapipe" / "python" / "solutions").mkdir(parents=True)
    (tmp_path / "mediapipe" / "__init__.py").write_text(STAND_IN)
    information = tmp_path / "mediapipe-0.10.21.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: mediapipe\nVersion: 0.10.21\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    status, out, _ = run("bench", "engine/chain_10", "--mediapipe", sys.executable, *SHORT, "--json")
    told = json.loads(out)
    assert status == 0
    assert told["other"] == "MediaPipe 0.10.21"
    [result] = told["results"]
    assert result["ratio"]["lower"] <= result["ratio"]["median"] <= result["ratio"]["upper"]
    assert result["theirs"]["median"] > 0
    assert result["same_results"] == 1
    assert len(result["peak_memory"]) == 2
