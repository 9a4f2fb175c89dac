"""What a command line that fails prints: text, in colour on a terminal, and JSON where that was asked for."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.terminal import on_terminal
from tests.tools.command_line import COMMAND, Result

Run = Callable[..., Result]

WRONG = 'node {\n  calculator "A"\n}\n'


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A graph with a mistake."""
    path = tmp_path / "wrong.pbtxt"
    path.write_text(WRONG)
    return path


def errors(result: Result) -> list[dict[str, Any]]:
    """The errors that are on stdout, as JSON; their text is on stderr."""
    assert "rror: " in result.stderr
    found: dict[str, list[dict[str, Any]]] = json.loads(result.stdout)
    assert list(found) == ["errors"]
    return found["errors"]


def told(message: str, kind: str, **place: Any) -> dict[str, Any]:
    """An error as programs are told of it."""
    return {"type": kind, "file": None, "line": None, "column": None, "message": message, "hint": "", **place}


def test_a_wrong_graph_as_json(run: Run, wrong: Path) -> None:
    """A mistake in a file has its place."""
    result = run("run", wrong, "--json")
    message = "expected ':' or '{' after 'calculator', found string \"A\""
    assert result.status == 1
    assert errors(result) == [told(message, "ConfigError", file=str(wrong), line=2, column=14)]


def test_a_missing_graph_as_json(run: Run, tmp_path: Path) -> None:
    """What has no place has a message all the same."""
    result = run("run", tmp_path / "none.pbtxt", "--json")
    assert result.status == 1
    assert errors(result) == [told(f"there is no file {tmp_path / 'none.pbtxt'}", "ResourceError")]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", "--json"], "Missing argument GRAPH"),
        (["list", "--json", "--nonsense"], "No such option --nonsense"),
        (["doctor", "--nonsense", "--json"], "No such option --nonsense"),
    ],
)
def test_a_wrong_command_line_as_json(run: Run, words: list[str], message: str) -> None:
    """The status is 2, wherever --json stands."""
    result = run(*words)
    assert result.status == 2
    # Versions of click differ in the signs between the words.
    told_words = [re.findall(r"[\w-]+", error["message"].partition(" (")[0]) for error in errors(result)]
    assert told_words == [message.split()]


def test_a_calculator_that_fails_as_json(run: Run, sizes: Path, clip: Path, tmp_path: Path) -> None:
    """The line of its author's code is the place."""
    module = tmp_path / "failing_json.py"
    module.write_text(
        "from backedge import calculator\nfrom backedge.formats import ImageFrame\n\n"
        "@calculator\ndef FailingJson(image: ImageFrame) -> float:\n    return 1 / 0\n"
    )
    graph = tmp_path / "graph.pbtxt"
    graph.write_text(
        'input_stream: "image" output_stream: "out"\n'
        'node { calculator: "FailingJson" input_stream: "image" output_stream: "out" }\n'
    )
    result = run("run", graph, "--calculators", module, "--input", clip, "--json")
    (error,) = errors(result)
    assert (result.status, error["type"], error["file"], error["line"]) == (1, "CalculatorError", str(module), 6)


def test_what_was_printed_stays_alone(run: Run, sizes: Path, clip: Path) -> None:
    """JSON lines that a graph has sent to stdout are not followed by another document."""
    result = run("run", sizes, "--input", clip, "--input", clip, "--dump", "size=-", "--json")
    assert (result.status, len(errors(result))) == (2, 1)
    status, out, _ = run("run", sizes, "--input", clip, "--dump", "size=-", "--json")
    assert status == 0
    assert {tuple(json.loads(line)) for line in out.splitlines()} == {("stream", "timestamp", "value")}


def test_without_json_stdout_stays_empty(run: Run, wrong: Path) -> None:
    """Words are for stderr, and a graph named --json is a graph."""
    assert run("run", wrong)[:2] == (1, "")
    assert run("run", "--", "--json")[:2] == (1, "")


def test_a_reader_that_has_gone(wrong: Path) -> None:
    """Where stdout is closed, the text on stderr tells enough."""
    command = " ".join([*COMMAND, "run", str(wrong), "--json", ">&-"])
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"{wrong}:2:14: error: ")
    assert "Traceback" not in done.stderr


RED = "\x1b[31m\x1b[1m"
BOLD = "\x1b[1m"
BLUE = "\x1b[34m"
GREEN = "\x1b[32m\x1b[1m"
END = "\x1b[0m"


def test_errors_are_coloured_on_a_terminal(wrong: Path) -> None:
    """Place, word and caret stand out; a mistake of the command line is red, too."""
    _, shown = on_terminal([*COMMAND, "run", str(wrong)], status=1)
    message = "expected ':' or '{' after 'calculator', found string \"A\""
    assert shown.replace("\r", "").splitlines() == [
        f"{BOLD}{wrong}:2:14: {END}{RED}error:{END} {message}",
        f'{BLUE}    2 | {END}  calculator "A"',
        f"{BLUE}      | {END}             {GREEN}^{END}",
    ]
    _, shown = on_terminal([*COMMAND, "run"], status=2)
    assert f"{RED}Error:{END} Missing argument" in shown


@pytest.mark.parametrize("name", ["NO_COLOR", "TERM"])
def test_nobody_has_to_have_colours(wrong: Path, name: str) -> None:
    """NO_COLOR turns them off, and so does a terminal that has none."""
    value = {"NO_COLOR": "1", "TERM": "dumb"}[name]
    command = ["env", f"{name}={value}", *COMMAND, "run", str(wrong)]
    _, shown = on_terminal(command, status=1)
    assert "\x1b" not in shown


def test_colours_where_there_is_no_terminal(wrong: Path) -> None:
    """Files get none, unless FORCE_COLOR asks for them."""
    for forced in ("", "1"):
        done = subprocess.run(
            [*COMMAND, "check", str(wrong)],
            env={**os.environ, "FORCE_COLOR": forced},
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        assert ("\x1b" in done.stdout) is bool(forced)


def test_the_caret_is_below_its_place(run: Run, tmp_path: Path) -> None:
    """Behind signs that take two columns, too."""
    graph = tmp_path / "wide.pbtxt"
    graph.write_text('name: "手" type: "a" node { b }\n')
    _, out, _ = run("check", graph)
    line, caret = out.splitlines()[1:3]
    assert caret.index("^") == line.index("}") + 1
