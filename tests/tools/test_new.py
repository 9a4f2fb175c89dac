"""`graph_runner new`: what it makes works at once, and nothing is written over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tools.command_line import Result, run_process

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


def python(folder: Path, *words: str) -> str:
    """Runs a module of Python in a folder; it must succeed."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    command = [sys.executable, "-m", *words]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def works(folder: Path, *strict: str) -> None:
    """Checks that ruff, mypy and pytest are content with a folder."""
    for tool in ("ruff", "mypy"):
        pytest.importorskip(tool)
    python(folder, "ruff", "check", "--isolated", ".")
    python(folder, "ruff", "format", "--isolated", "--check", ".")
    python(folder, "mypy", *strict)
    assert " passed" in python(folder, "pytest", "-q", "-p", "no:cacheprovider", "-W", "error")


def test_a_calculator(run: Run, folder: Path) -> None:
    """Its module and its test, which passes; the calculator can be used."""
    status, out, err = run("new", "calculator", "Dazzle")
    assert (status, err) == (0, "")
    assert out.splitlines()[:2] == ["made dazzle_calculator.py", "made test_dazzle_calculator.py"]
    works(folder, "--strict", "dazzle_calculator.py", "test_dazzle_calculator.py")
    told = run_process("describe", "DazzleCalculator", "--calculators", "dazzle_calculator.py", folder=folder)
    assert "             factor: double = 1.0\n" in told.stdout


def test_a_graph(run: Run, folder: Path) -> None:
    """It is in our style, and its test passes, in a folder that is made."""
    status, out, _ = run("new", "graph", "HandRGBGestures", "graphs/mine", "--json")
    made = json.loads(out)
    assert status == 0
    assert made["files"] == ["graphs/mine/hand_rgb_gestures.pbtxt", "graphs/mine/test_hand_rgb_gestures.py"]
    works(folder / "graphs" / "mine", "--strict", "test_hand_rgb_gestures.py")
    assert run("fmt", "--check", "graphs").status == 0
    assert run("run", made["files"][0], "--input", "demo", "--dump", "size=-").stdout.count("\n") == 180


def test_a_package(run: Run, folder: Path) -> None:
    """Its own tests pass with its own settings; a name as long as there may be does not change that."""
    name = "acme_gestures_with_a_name_that_is_as_long_as_it_ca"
    assert run("new", "package", name).status == 0
    works(folder / name)
    python(folder / name, "ruff", "check", ".")
    project = folder / name / "pyproject.toml"
    assert f'{name} = "{name}.calculators"' in project.read_text()
    files = {str(path.relative_to(folder / name)) for path in (folder / name).rglob("*") if path.is_file()}
    assert {"README.md", f"src/{name}/py.typed", f"src/{name}/graphs/__init__.py"} <= files


def test_a_calculator_in_a_package(run: Run, folder: Path) -> None:
    """Its test imports it under the name that it has there."""
    (folder / "mine").mkdir()
    (folder / "mine" / "__init__.py").touch()
    assert run("new", "calculator", "Inner", "mine").status == 0
    assert "\nimport mine.inner_calculator  # noqa" in (folder / "mine" / "test_inner_calculator.py").read_text()
    python(folder, "pytest", "-q", "-p", "no:cacheprovider", "-W", "error")


def test_nothing_is_written_over(run: Run, folder: Path) -> None:
    """Where one of the files is there, none is made."""
    test = folder / "test_dazzle_calculator.py"
    test.write_text("mine")
    told = "error: test_dazzle_calculator.py: there already, and nothing is written over; choose another name\n"
    assert run("new", "calculator", "Dazzle") == (1, "", told)
    assert [path.name for path in folder.iterdir()] == [test.name]
    assert test.read_text() == "mine"


def test_a_place_where_nothing_can_be_written(run: Run, folder: Path) -> None:
    """Why is said, and nothing is left."""
    (folder / "file").write_text("")
    status, out, err = run("new", "graph", "Mine", "file/inner")
    assert (status, out) == (1, "")
    assert err.startswith("error: file/inner: cannot be written: Not a directory")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("calculator", "my calc"), 'such as BrightnessCalculator; did you mean "MyCalc"?'),
        (("calculator", "Calculator"), '"Calculator" says nothing of what it does'),
        (("calculator", "Gate"), "GateCalculator is the name of a calculator already, of backedge.calculators."),
        (("calculator", "1st"), '"1st" is no name for a calculator'),
        (("calculator", "C" * 51), "it has to be at most 50 characters long"),
        (("graph", "hand_tracking"), 'did you mean "HandTracking"?'),
        (("graph", "HandTracking"), "HandTracking is the name of a graph already, "),
        (("package", "Acme-Gestures"), 'did you mean "acme_gestures"?'),
        (("package", "class"), '"class" is no name for a package'),
        (("package", "json"), 'there is a module "json" already, which the package would hide'),
        (("package", "numpy"), 'there is a module "numpy" already'),
        (("calculator",), "Missing argument 'NAME'"),
    ],
)
def test_bad_names(run: Run, folder: Path, words: tuple[str, ...], told: str) -> None:
    """They are refused with what a good one is, and nothing is made."""
    status, out, err = run("new", *words)
    assert (status, out) == (2, "")
    assert told in err
    assert list(folder.iterdir()) == []
