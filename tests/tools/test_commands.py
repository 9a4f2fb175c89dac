"""`graph_runner check`, `list` and `models`, and what all commands share."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from backedge.models import list_models
from tests.models.available import real_models
from tests.tools.command_line import Result

Run = Callable[..., Result]

WRONG = """\
input_stream: "image"
node {
\tcalculator: "Gat"
}
node { calculator: "PassThrough" input_stream: "image" output_stream: "a" output_stream: "b" }
"""


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A graph with two mistakes."""
    path = tmp_path / "wrong.pbtxt"
    path.write_text(WRONG)
    return path


def test_check_passes_a_right_graph(run: Run, sizes: Path) -> None:
    """One line says that it is, and how large it is when it is expanded."""
    assert run("check", sizes) == (0, f"{sizes}: ok, 2 nodes\n", "")


def test_check_shows_every_mistake_at_its_place(run: Run, wrong: Path, sizes: Path) -> None:
    """Like a compiler: the place, the line, a caret below it even behind tabs, and what to do; the status is 1."""
    status, out, _ = run("check", sizes, wrong)
    assert status == 1
    assert out.startswith(f"{sizes}: ok")
    first = [
        f'{wrong}:3:2: error: calculator "Gat" (node "Gat") is not registered',
        '    3 | \tcalculator: "Gat"',
        "      | \t^",
        '    did you mean "Gate"?',
    ]
    assert out.splitlines()[1:5] == first
    assert f'{wrong}:5:6: error: PassThrough (node "PassThrough"): ' in out
    assert out.endswith("\n2 errors\n")


def test_check_is_for_programs_with_json(run: Run, wrong: Path, sizes: Path) -> None:
    """Every graph has its list of errors, which is empty if it is right."""
    status, out, _ = run("check", "--json", sizes, wrong)
    right, mistaken = json.loads(out)
    assert status == 1
    assert right == {"file": str(sizes), "nodes": 2, "errors": []}
    assert [(error["line"], error["column"]) for error in mistaken["errors"]] == [(3, 2), (5, 6)]
    assert mistaken["errors"][0]["hint"] == 'did you mean "Gate"?'


def test_check_finds_the_graphs_that_come_with_backedge(run: Run) -> None:
    """They have short names, wherever they are installed."""
    status, out, _ = run("check", "hand_tracking", "hand_tracking/hand_tracking_live")
    assert status == 0
    assert [line.partition(":")[2][:4] for line in out.splitlines()] == [" ok,", " ok,"]


def test_check_of_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    """It counts as an error of that graph."""
    status, out, err = run("check", tmp_path / "none.pbtxt")
    assert (status, err) == (1, "")
    assert f"{tmp_path / 'none.pbtxt'}: error: there is no file {tmp_path / 'none.pbtxt'}" in out


def test_list_describes_calculators(run: Run) -> None:
    """Name, short name, what it does, its ports with their types, and its module."""
    status, out, _ = run("list", "hAndRenderer")
    assert status == 0
    assert out == (
        "HandRendererCalculator (HandRenderer)  Draws the results of hand tracking into a copy of every picture; "
        "a picture without results comes out as it is.\n"
        "    in       IMAGE ImageFrame or Image, [LANDMARKS list[NormalizedLandmarks]], "
        "[HANDEDNESS list[ClassificationList]], [HAND_RECTS list[NormalizedRect]], [PALM_DETECTIONS list[Detection]]\n"
        "    out      IMAGE ImageFrame\n"
        "    module   backedge.calculators.render.hand_renderer_calculator\n\n"
    )


def test_list_is_for_programs_with_json(run: Run) -> None:
    """All calculators, sorted; groups of ports say how many there must be, and optional ports are in brackets."""
    entries = {entry["name"]: entry for entry in json.loads(run("list", "--json").stdout)}
    assert list(entries) == sorted(entries)
    assert len(entries) > 30
    gate = entries["GateCalculator"]
    assert gate["aliases"] == ["Gate"]
    assert gate["ports"]["in"] == ["any type (0 or more)", "[ALLOW bool]", "[DISALLOW bool]"]
    assert gate["ports"]["side in"] == ["[ALLOW bool]", "[DISALLOW bool]"]


def test_list_takes_patterns_and_says_what_may_be_meant(run: Run) -> None:
    """A pattern must fit the whole name, and nothing that fits is a failure."""
    names = [entry["name"] for entry in json.loads(run("list", "image*source*", "--json").stdout)]
    assert names == ["ImageFilesSourceCalculator"]
    status, out, err = run("list", "GateCalculatr")
    assert (status, out) == (1, "")
    assert err == 'Error: no calculator fits "GateCalculatr"; did you mean "GateCalculator"?\n'


def test_models_are_listed_with_their_state(run: Run, tmp_path: Path) -> None:
    """In an empty folder all are missing; a file that is not the model is damaged."""
    first, *others = list_models()
    (tmp_path / first.file_name).write_bytes(b"not it")
    status, out, _ = run("models", "list", "--json", "--models", tmp_path)
    found = json.loads(out)
    assert status == 0
    assert [(model["name"], model["state"]) for model in found] == [
        (first.name, "damaged"), *((model.name, "missing") for model in others)
    ]  # fmt: skip
    assert found[0]["path"] == str(tmp_path / first.file_name)
    assert "damaged" in run("models", "list", "--models", tmp_path).stdout


def test_models_is_short_for_their_list(run: Run) -> None:
    """Without a command it lists them."""
    assert run("models") == run("models", "list")


def test_models_tells_paths(run: Run, tmp_path: Path) -> None:
    """Of the folder, and of a model that is there; one that is not is an error that says how to get it."""
    models = real_models()
    assert run("models", "path", "--models", tmp_path).stdout == f"{tmp_path}\n"
    status, _, err = run("models", "path", "palm_detection_lite", "--models", tmp_path)
    assert status == 1
    assert f"error: model palm_detection_lite is not in {tmp_path}; run `graph_runner models fetch`" in err
    assert (
        run("models", "path", "palm_detection_lite", "--models", models).stdout
        == f"{models}/palm_detection_lite.tflite\n"
    )


def test_models_that_are_there_are_not_fetched_again(run: Run) -> None:
    """Fetching is quiet and prints where they are."""
    models = real_models()
    paths = [str(models / model.file_name) for model in list_models()]
    assert run("models", "fetch", "--models", models) == (0, "\n".join(paths) + "\n", "")


@pytest.mark.parametrize("command", [(), ("run",), ("demo",), ("check",), ("list",), ("models",), ("models", "fetch")])
def test_every_command_explains_itself(run: Run, command: tuple[str, ...]) -> None:
    """--help is on stdout, with status 0."""
    status, out, err = run(*command, "--help")
    assert (status, err) == (0, "")
    assert out.startswith(" ".join(("Usage: graph_runner", *command)))


def test_a_command_that_does_not_exist(run: Run) -> None:
    """The status is 2."""
    status, out, err = run("rnu")
    assert (status, out) == (2, "")
    assert "No such command" in err


def test_examples_keep_their_lines(run: Run) -> None:
    """What --help shows as examples can be read line by line."""
    lines = run("run", "--help").stdout.splitlines()
    assert "  Examples:" in lines
    assert "    graph_runner run my_graph.pbtxt --calculators my_calculators.py" in lines
    assert not any("\b" in line or "\\b" in line for line in lines)


def test_help_is_quick() -> None:
    """What only some commands need is not loaded to print the help: no OpenCV, no rich, no inference engine."""
    program = (
        "import sys; sys.argv[1:] = ['--help']\n"
        "from backedge.tools.graph_runner import run_command_line\n"
        "run_command_line(['--help'])\n"
        "print([name for name in ('cv2', 'rich', 'ai_edge_litert', 'networkx') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
