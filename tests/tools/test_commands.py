"""`graph_runner check`, `list` and `models`, and what all commands share."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backedge.models import list_models
from tests.models.available import real_models
from tests.tools.command_line import Result, piped, run_process

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
    """One line says that the graph is right, and how large it is when it is expanded."""
    assert run("check", sizes) == (0, f"{sizes}: ok, 2 nodes\n", "")


def test_check_shows_every_mistake_at_its_place(run: Run, wrong: Path, sizes: Path) -> None:
    """The output is a compiler's: place, line, a caret below it even behind tabs, what to do; the status is 1."""
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


def test_a_quiet_check_shows_errors_only(run: Run, wrong: Path, sizes: Path) -> None:
    """A right graph is passed without a word, and there are no totals."""
    assert run("check", "-q", sizes) == (0, "", "")
    status, out, _ = run("check", "-q", sizes, wrong)
    assert status == 1
    assert out.startswith(f"{wrong}:3:2: error: ")
    assert "2 errors" not in out


def test_check_is_for_programs_with_json(run: Run, wrong: Path, sizes: Path) -> None:
    """Every graph has its list of errors, which is empty if it is right."""
    status, out, _ = run("check", "--json", sizes, wrong)
    right, mistaken = json.loads(out)
    assert status == 1
    assert right == {"file": str(sizes), "nodes": 2, "errors": [], "warnings": [], "notes": [], "files": []}
    assert [(error["line"], error["column"]) for error in mistaken["errors"]] == [(3, 2), (5, 6)]
    assert mistaken["errors"][0]["hint"].startswith('did you mean "Gate"?\nimport the module')


def test_check_warns_of_what_was_not_meant(run: Run, tmp_path: Path) -> None:
    """A graph that can run is all right; warnings say what it certainly does not do, and the status is 0."""
    graph = tmp_path / "graph.pbtxt"
    graph.write_text(
        'input_stream: "a"\noutput_stream: "bb"\n'
        'node { calculator: "PassThroughCalculator" input_stream: "a" output_stream: "b" }'
    )
    status, out, _ = run("check", graph)
    assert status == 0
    assert out.splitlines() == [
        f'{graph}:2:16: warning: no node produces "bb", an output stream of the graph',
        '    2 | output_stream: "bb"',
        "      |                ^",
        '    did you mean "b"?',
        f"{graph}: ok, 1 node",
        "1 warning",
    ]
    (report,) = json.loads(run("check", "--json", graph)[1])
    assert (report["errors"], [warning["line"] for warning in report["warnings"]]) == ([], [2])


def test_check_finds_the_graphs_that_come_with_backedge(run: Run) -> None:
    """The graphs of the package have short names, wherever they are installed."""
    status, out, _ = run("check", "hand_tracking", "hand_tracking/hand_tracking_live")
    assert status == 0
    assert [line.partition(":")[2][:4] for line in out.splitlines()] == [" ok,", " ok,"]


def test_check_of_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    """A missing file counts as an error of that graph."""
    status, out, err = run("check", tmp_path / "none.pbtxt")
    assert (status, err) == (1, "")
    assert f"{tmp_path / 'none.pbtxt'}: error: there is no file {tmp_path / 'none.pbtxt'}" in out


def test_check_of_standard_input() -> None:
    """Its mistakes are shown with their lines, as those of files are."""
    status, out, err = piped(WRONG, "check", "-")
    assert (status, err) == (1, "")
    assert '<stdin>:3:2: error: calculator "Gat" (node "Gat") is not registered\n    3 | \tcalculator' in out


def test_list_describes_calculators(run: Run) -> None:
    """Name, short name, what it does, its ports with their types, and its module."""
    status, out, _ = run("list", "*hAnd*")
    assert status == 0
    assert (
        "HandRendererCalculator (HandRenderer)  Draws results into a copy of every picture; a picture without results "
        "comes out as it is.\n"
        "    in       IMAGE ImageFrame or Image, "
        "LANDMARKS list[NormalizedLandmarks] or NormalizedLandmarks (0 or more), "
        "[HANDEDNESS list[ClassificationList] or ClassificationList], "
        "HAND_RECTS list[NormalizedRect] or NormalizedRect or list[Rect] or Rect (0 or more), "
        "PALM_DETECTIONS list[Detection] or Detection (0 or more)\n"
        "    out      IMAGE ImageFrame\n"
        "    module   backedge.calculators.render.hand_renderer_calculator\n\n"
    ) in out


def test_list_is_for_programs_with_json(run: Run) -> None:
    """The JSON has all calculators, sorted, with which ports may be left out, and how many a group must have."""
    entries = {entry["name"]: entry for entry in json.loads(run("list", "--json").stdout)}
    assert list(entries) == sorted(entries)
    assert len(entries) > 30
    gate = entries["GateCalculator"]
    assert gate["aliases"] == ["Gate"]
    data = {"tag": "", "index": 0, "name": "", "type": "any type", "description": ""}
    free = {"optional": True, "repeated": False, "minimum": 0}
    allow = {**data, **free, "tag": "ALLOW", "type": "bool", "text": "[ALLOW bool]"}
    assert gate["ports"]["in"][:2] == [{**data, **free, "repeated": True, "text": "any type (0 or more)"}, allow]
    assert gate["ports"]["side in"] == [allow, {**allow, "tag": "DISALLOW", "text": "[DISALLOW bool]"}]


OWN = """
from dataclasses import dataclass, field
from backedge import Calculator, Input, Output, register

@dataclass
class ListedOptions:
    \"\"\"What can be set.\"\"\"
    factor: float
    name: str = "x"
    sizes: list[int] = field(default_factory=list)

@register
class ListedAlone(Calculator):
    \"\"\"Does nothing at all.

    And says so at length.
    \"\"\"
    input_policy = "ImmediateInputStreamHandler"
    source = Input[int]()
    options: ListedOptions

    def process(self) -> None:
        pass
"""


def listed_option(name: str, kind: str, default: Any = None, written: str = "", **others: Any) -> dict[str, Any]:
    """An option as programs are told of it; what is not said is nothing."""
    known = {"name": name, "type": kind, "limits": "", "default": default, "written_default": written}
    return {**known, "required": False, "fields": [], **others}


def test_list_tells_all_about_one_calculator(tmp_path: Path) -> None:
    """The text has its options, with types and defaults, their name in a graph, its input policy, and its docstring."""
    module = tmp_path / "listed_alone.py"
    module.write_text(OWN)
    assert run_process("list", "listedalone", "--calculators", module).stdout == (
        "ListedAlone\n"
        "    in       int\n"
        "    policy   ImmediateInputStreamHandler\n"
        "    options  [type.googleapis.com/ListedOptions], extension [ListedOptions.ext]\n"
        "             factor: double (required)\n"
        '             name: string = "x"\n'
        "             sizes: repeated int64\n"
        "    module   listed_alone\n\n"
        "Does nothing at all.\n\nAnd says so at length.\n\nWhat can be set.\n\n"
        'Example:\n\n    node {\n      calculator: "ListedAlone"\n      input_stream: "a_name"\n    }\n\n'
    )
    (entry,) = json.loads(run_process("list", "listedalone", "--calculators", module, "--json").stdout)
    assert entry["input_policy"] == "ImmediateInputStreamHandler"
    assert entry["documentation"] == "Does nothing at all.\n\nAnd says so at length."
    assert entry["options"] == {
        "type": "ListedOptions",
        "extension": "ListedOptions.ext",
        "description": "What can be set.",
        "fields": [
            listed_option("factor", "double", required=True),
            listed_option("name", "string", "x", '"x"'),
            listed_option("sizes", "repeated int64", []),
        ],
    }


LIMITED = """
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Annotated, Literal
from backedge import Range, calculator

class LimitedMode(Enum):
    FAST = "fast"
    EXACT = "exact"

@dataclass
class LimitedPoint:
    x: Annotated[float, Range(0, 1)]
    mode: LimitedMode = LimitedMode.EXACT

@calculator
def Limited(
    number: int,
    *,
    method: Literal["near", "far"] = "near",
    ratio: Annotated[float, Range(0, lt=1)] = 0.5,
    size: tuple[int, int] = (640, 480),
    file: Path | None = None,
    modes: list[LimitedMode] = [LimitedMode.FAST],
    points: list[LimitedPoint] = [],
    start: LimitedPoint = LimitedPoint(0.5),
) -> int:
    return number
"""


def test_list_shows_the_limits_of_options(tmp_path: Path) -> None:
    """Ranges, the values of enums and literals, lengths, and the fields of options inside options are shown."""
    module = tmp_path / "listed_limited.py"
    module.write_text(LIMITED)
    text = run_process("list", "Limited", "--calculators", module).stdout
    assert text.partition("extension [LimitedOptions.ext]\n")[2].partition("    module")[0] == (
        '             method: "near" | "far" = "near"\n'
        "             ratio: double (at least 0 and below 1) = 0.5\n"
        "             size: repeated int64 (2 values) = [640, 480]\n"
        "             file: string (a path)\n"
        "             modes: repeated FAST | EXACT = [FAST]\n"
        "             points: repeated LimitedPoint\n"
        "                 x: double (0 to 1) (required)\n"
        "                 mode: FAST | EXACT = EXACT\n"
        "             start: LimitedPoint = { x: 0.5 }\n"
        "                 x: double (0 to 1) (required)\n"
        "                 mode: FAST | EXACT = EXACT\n"
    )
    (entry,) = json.loads(run_process("list", "Limited", "--calculators", module, "--json").stdout)
    fields = {option["name"]: option for option in entry["options"]["fields"]}
    assert fields["modes"] == listed_option("modes", "repeated FAST | EXACT", ["FAST"], "[FAST]")
    assert fields["points"]["fields"] == [
        listed_option("x", "double", limits="0 to 1", required=True),
        listed_option("mode", "FAST | EXACT", "EXACT", "EXACT"),
    ]


def test_list_of_a_whole_name_is_about_that_one(run: Run) -> None:
    """A whole name does not mean others that contain it; of an enum all values are shown, the default by its name."""
    (gate,) = json.loads(run("list", "gate", "--json").stdout)
    assert gate["name"] == "GateCalculator"
    (state,) = (option for option in gate["options"]["fields"] if option["name"] == "initial_gate_state")
    assert state["type"] == "UNSPECIFIED | GATE_UNINITIALIZED | GATE_ALLOW | GATE_DISALLOW"
    assert state["default"] == "GATE_UNINITIALIZED"
    assert f"initial_gate_state: {state['type']} = GATE_UNINITIALIZED\n" in run("list", "gate").stdout


def test_list_looks_into_names_ports_and_descriptions(run: Run) -> None:
    """In this order; the examples in docstrings, which have all kinds of names in them, do not count."""
    names = [entry["name"] for entry in json.loads(run("list", "normalizedrect", "--json").stdout)]
    assert names.index("BeginLoopNormalizedRectCalculator") < names.index("HandRendererCalculator")
    (told,) = json.loads(run("list", "comma-separated", "--json").stdout)
    assert told["name"] == "CsvSinkCalculator"
    by_port = [entry["name"] for entry in json.loads(run("list", "PALM_DETECTIONS", "--json").stdout)]
    assert by_port[0] == "HandLandmarkTrackingCpu"
    assert "HandRendererCalculator" in by_port
    assert run("list", "annotated_image").status == 1


def test_list_takes_patterns_and_says_what_may_be_meant(run: Run) -> None:
    """A pattern must fit the whole name, and nothing that fits is a failure."""
    names = [entry["name"] for entry in json.loads(run("list", "image*source*", "--json").stdout)]
    assert names == ["ImageFilesSourceCalculator"]
    status, out, err = run("list", "GateCalculatr")
    assert (status, out) == (1, "")
    assert err == 'error: no calculator or graph fits "GateCalculatr"; did you mean "GateCalculator"?\n'


def test_models_are_listed_with_their_state(run: Run, tmp_path: Path) -> None:
    """Every model is missing in an empty folder; a file that is not the model is damaged."""
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
    """`models` without a command lists them."""
    assert run("models") == run("models", "list")


def test_models_tells_paths(run: Run, tmp_path: Path) -> None:
    """The command prints the path of the folder or a model; a missing model is an error that says how to get it."""
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


@pytest.mark.parametrize(
    "command", [(), ("run",), ("demo",), ("check",), ("list",), ("models",), ("models", "fetch"), ("lsp",)]
)
def test_every_command_explains_itself(run: Run, command: tuple[str, ...]) -> None:
    """--help is on stdout, with status 0."""
    status, out, err = run(*command, "--help")
    assert (status, err) == (0, "")
    assert out.startswith(" ".join(("Usage: graph_runner", *command)))


def test_a_command_that_does_not_exist(run: Run) -> None:
    """The status of an unknown command is 2."""
    status, out, err = run("rnu")
    assert (status, out) == (2, "")
    assert "No such command" in err


def test_examples_keep_their_lines(run: Run) -> None:
    """The examples that --help shows can be read line by line."""
    lines = run("run", "--help").stdout.splitlines()
    assert "  Examples:" in lines
    assert "    graph_runner run my_graph.pbtxt --calculators my_calculators.py" in lines
    assert not any("\b" in line or "\\b" in line for line in lines)


def test_help_is_quick() -> None:
    """Printing the help loads no library that only some commands need: no OpenCV, no rich, no inference engine."""
    program = (
        "import sys; sys.argv[1:] = ['--help']\n"
        "from backedge.tools.graph_runner import run_command_line\n"
        "run_command_line(['--help'])\n"
        "print([name for name in ('cv2', 'rich', 'ai_edge_litert', 'networkx') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
