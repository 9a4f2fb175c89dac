"""Calculators of a user's own, used by `graph_runner`: the documented example, and their mistakes."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from tests.checkout import ROOT, needs_checkout
from tests.tools.command_line import run_process

EXAMPLES = ROOT / "examples"

GRAPH = """
input_stream: "IMAGE:image"
output_stream: "number"
node { calculator: "Mine" input_stream: "IMAGE:image" output_stream: "number" }
"""
IMPORTS = (
    "from backedge import Calculator, Input, Output, calculator, register\nfrom backedge.formats import ImageFrame\n"
)


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """A graph that needs a calculator called Mine."""
    path = tmp_path / "graph.pbtxt"
    path.write_text(GRAPH)
    return path


@needs_checkout
def test_the_example_runs() -> None:
    """The function and the class of the example do what they say, with the option that the graph sets."""
    result = run_process(
        "run", "examples/brightness.pbtxt", "--calculators", "examples/my_calculators.py", "--input", "demo",
        "--dump", "brightness=-", "--dump", "smooth=-",
        folder=ROOT,
    )  # fmt: skip
    assert result.status == 0, result.stderr
    records = [json.loads(line) for line in result.stdout.splitlines()]
    brightness = [record["value"] for record in records if record["stream"] == "brightness"]
    smooth = [record["value"] for record in records if record["stream"] == "smooth"]
    assert len(brightness) == len(smooth) == 180
    mean = brightness[0]
    for value, smoothed in zip(brightness, smooth, strict=True):
        mean += 0.1 * (value - mean)
        assert smoothed == pytest.approx(mean)
    assert max(brightness) - min(brightness) > max(smooth) - min(smooth) > 0


@needs_checkout
def test_the_example_with_a_source_and_a_loop_runs() -> None:
    """The spot goes round, and after the first image it is found by looking at a small part only."""
    result = run_process(
        "run", "examples/tracking.pbtxt", "--calculators", "examples/tracking.py",
        "--dump", "spot=-", "--dump", "searched=-",
        folder=ROOT,
    )  # fmt: skip
    assert result.status == 0, result.stderr
    records = [json.loads(line) for line in result.stdout.splitlines()]
    spots = [record["value"] for record in records if record["stream"] == "spot"]
    assert spots[:1] == [[32, 57]]
    assert [spots[number] for number in (16, 31, 47, 63)] == [[57, 31], [33, 6], [6, 31], [32, 57]]
    searched = [record["value"] for record in records if record["stream"] == "searched"]
    assert len(searched) == len(spots) == 90
    assert (searched[0], set(searched[1:])) == (64 * 64, {12 * 12})


@needs_checkout
def test_the_example_is_as_short_as_promised() -> None:
    """A calculator takes at most 6 lines as a function and 15 as a class, its options included."""
    tree = ast.parse((EXAMPLES / "my_calculators.py").read_text())
    lengths = {
        node.name: (node.end_lineno or 0) - node.decorator_list[0].lineno + 1
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    assert lengths["BrightnessCalculator"] <= 6
    assert lengths["SmoothingCalculator"] <= 15


@needs_checkout
def test_the_tour_shows_the_example() -> None:
    """Every line of the example's calculators and of its nodes is in the tour."""
    tour = {line.strip() for line in (ROOT / "docs" / "tour.md").read_text().splitlines()}
    code = (EXAMPLES / "my_calculators.py").read_text().partition('"""\n\n')[2]
    nodes = (EXAMPLES / "brightness.pbtxt").read_text()
    shown = [line.strip() for line in (code + nodes[nodes.index("node") :]).splitlines()]
    assert [line for line in shown if line and not line.startswith("from ") and line not in tour] == []


def test_an_exception_in_a_users_calculator_is_told_with_its_place(graph: Path, clip: Path, tmp_path: Path) -> None:
    """The error has node, timestamp, message, and the line of the user's own file; the traceback only with -v."""
    module = tmp_path / "mine.py"
    module.write_text(
        f"{IMPORTS}import math\n@calculator\ndef Mine(image: ImageFrame) -> float:\n"
        "    return root(-1.0)\ndef root(x):\n    return math.sqrt(x)\n"
    )
    arguments = ("run", graph, "--calculators", module, "--input", clip)
    result = run_process(*arguments)
    assert result.status == 1
    assert result.stderr.splitlines() == [
        f"error: {graph}:4:8: Mine (node 'Mine') failed in process() at timestamp 0: ValueError: math domain error",
        "    IMAGE:image = Packet(ImageFrame(256x192 SRGB) @ 0)",
        f"    at {module}:8, in root: return math.sqrt(x)",
    ]
    verbose = run_process(*arguments, "-v")
    assert verbose.stderr.startswith("Traceback (most recent call last):\n")
    assert verbose.stderr.endswith(result.stderr)


def test_our_errors_raised_in_a_users_calculator_are_told_with_their_place(
    graph: Path, clip: Path, tmp_path: Path
) -> None:
    """A wrong use of the library inside a calculator shows the line that does it."""
    module = tmp_path / "mine.py"
    module.write_text(
        f"{IMPORTS}@register\nclass Mine(Calculator):\n    image = Input[ImageFrame]('IMAGE')\n"
        "    out = Output[float]()\n    def process(self):\n        self.out.close()\n        self.out.send(1.0)\n"
    )
    result = run_process("run", graph, "--calculators", module, "--input", clip)
    assert result.status == 1
    assert 'sent to closed output stream "number"' in result.stderr
    assert result.stderr.endswith(f"    at {module}:9, in process: self.out.send(1.0)\n")
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("text", "complaint", "place"),
    [
        (
            "import not_there_at_all",
            "ModuleNotFoundError: No module named 'not_there_at_all'",
            ":1, in <module>: import",
        ),
        ("\ndef f(:", "SyntaxError: invalid syntax", ":2: def f(:"),
        (f"{IMPORTS}@calculator\ndef Mine(image) -> float: ...", "Mine: annotate 'image'", ":3, in <module>: @calc"),
    ],
)
def test_a_module_that_cannot_be_imported(graph: Path, tmp_path: Path, text: str, complaint: str, place: str) -> None:
    """The message says why, and where in the user's file."""
    module = tmp_path / "mine.py"
    module.write_text(text)
    result = run_process("run", graph, "--calculators", module, "--input", "demo")
    assert result.status == 1
    assert f"error: --calculators: {module} cannot be imported: {complaint}" in result.stderr
    assert f"    at {module}{place}" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_name_that_is_registered_already(graph: Path, tmp_path: Path) -> None:
    """A calculator cannot take the name of another module's; both are named."""
    (tmp_path / "mine.py").write_text(f"{IMPORTS}@calculator\ndef Mine(image: ImageFrame) -> float:\n    return 1.0\n")
    (tmp_path / "mine_too.py").write_text((tmp_path / "mine.py").read_text())
    result = run_process("run", graph, "--calculators", tmp_path / "mine.py", "--calculators", tmp_path / "mine_too.py")
    assert result.status == 1
    assert 'calculator "Mine" is registered twice' in result.stderr
    assert "mine.Mine" in result.stderr
    assert "mine_too.Mine" in result.stderr


def test_a_module_beside_the_file_can_be_imported(graph: Path, clip: Path, tmp_path: Path) -> None:
    """A user's file may use other files of its folder, as a script may; a module's name works too."""
    (tmp_path / "helper_of_mine.py").write_text("NUMBER = 7.0\n")
    mine = f"{IMPORTS}@calculator\ndef Mine(image: ImageFrame) -> float:\n    return NUMBER\n"
    (tmp_path / "mine.py").write_text(f"from helper_of_mine import NUMBER\n{mine}")
    for module, folder in ((tmp_path / "mine.py", None), ("mine", tmp_path)):
        result = run_process(
            "run", graph, "--calculators", module, "--input", clip, "--dump", "number=-", folder=folder
        )
        assert result.status == 0, result.stderr
        assert json.loads(result.stdout.splitlines()[0])["value"] == 7.0


def test_a_file_that_would_hide_another_module(graph: Path, tmp_path: Path) -> None:
    """A file named like a module that is there is refused: it would take that module's place in the process."""
    (tmp_path / "json.py").write_text("")
    result = run_process("run", graph, "--calculators", tmp_path / "json.py", "--input", "demo")
    assert result.status == 1
    assert "json.py would hide the module 'json' that is there already; rename it" in result.stderr
