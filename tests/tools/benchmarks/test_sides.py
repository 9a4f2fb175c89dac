"""Processes that are measured: what they answer, and that they end, whatever happens to them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from backedge.tools.benchmarks.cases import Interpreter
from backedge.tools.benchmarks.engine_suite import NATIVE, chain
from backedge.tools.benchmarks.interpreters import mediapipe, other_python
from backedge.tools.benchmarks.process_case import WHOLE, Program, run_program
from backedge.tools.benchmarks.side import BenchmarkError, Side, Task

US = Interpreter("backedge", sys.executable)

needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="an interpreter that misbehaves is a shell script")


@pytest.fixture
def interpreter(tmp_path: Path) -> Callable[[str], str]:
    """Makes a shell script that stands in the place of an interpreter; its process number goes to the file `pid`."""

    def make(text: str) -> str:
        path = tmp_path / "interpreter"
        path.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\n{text}\n")
        path.chmod(0o755)
        return str(path)

    return make


def test_a_side_answers_with_times() -> None:
    """Of as many packets as it is asked for, in the order of the questions."""
    with Side("ours", sys.executable, chain(3).task(NATIVE)) as side:
        answers = [side.run(0, 4), side.run(4, 6)]
    assert [answer.found for answer in answers] == [[4], [2]]
    assert [len(answer.seconds) for answer in answers] == [4, 2]
    assert answers[0].peak_memory > 10_000_000


def test_a_side_that_fails_says_why() -> None:
    """In one line, without its traceback."""
    with pytest.raises(BenchmarkError, match=r"^ours failed: ModuleNotFoundError: No module named 'nowhere'$"):
        Side("ours", sys.executable, Task("solution", {"module": "nowhere", "name": "X"}))


@needs_shell
def test_a_side_that_ends_is_told_with_what_it_printed(interpreter: Callable[[str], str]) -> None:
    """A crash of native code has no exception."""
    python = interpreter("read line\necho bad luck >&2\nkill -9 $$")
    with pytest.raises(BenchmarkError, match=r"^theirs ended by signal 9:\n    bad luck$"):
        Side("theirs", python, chain(3).task(NATIVE))


@needs_shell
def test_a_side_that_does_not_answer_is_ended(interpreter: Callable[[str], str], tmp_path: Path) -> None:
    """After a while, with its process."""
    with pytest.raises(BenchmarkError, match=r"^theirs did not answer for 0 s, and was ended$"):
        Side("theirs", interpreter("exec sleep 60"), chain(3).task(NATIVE), patience=0.2)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


@needs_shell
def test_an_error_between_questions_ends_the_side(interpreter: Callable[[str], str], tmp_path: Path) -> None:
    """Such as Ctrl-C."""
    python = interpreter("echo '{}'\nexec sleep 60")
    with pytest.raises(KeyboardInterrupt), Side("theirs", python, chain(3).task(NATIVE)):
        raise KeyboardInterrupt
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_a_program_is_timed_as_a_whole() -> None:
    """What it prints last are further numbers."""
    found = run_program(US, Program(["-c", "print('hello'); print('{\"size\": 3}')"]))
    assert found["size"] == 3
    assert 0 < found[WHOLE] < 60


def test_a_program_that_fails_is_told_with_what_it_printed() -> None:
    """The end of it."""
    with pytest.raises(BenchmarkError, match=r"^backedge ended with status 1:\n    out of luck$"):
        run_program(US, Program(["-c", "import sys; sys.exit('out of luck')"]))


def test_an_interpreter_that_is_not_there_is_told() -> None:
    """Before anything is measured."""
    with pytest.raises(BenchmarkError, match=r'^the interpreter "/nowhere" cannot be run: No such file'):
        mediapipe("/nowhere")


@needs_shell
def test_a_program_that_is_no_interpreter_is_told(interpreter: Callable[[str], str]) -> None:
    """With what it says itself."""
    python = interpreter("echo who are you >&2")
    with pytest.raises(BenchmarkError, match=r"interpreter\" is no Python interpreter: who are you$"):
        other_python(python)


def package(folder: Path, version: str, *, solutions: bool) -> None:
    """Install what looks like MediaPipe into a folder."""
    (folder / "mediapipe" / ("python/solutions" if solutions else "tasks")).mkdir(parents=True)
    (folder / "mediapipe" / "__init__.py").touch()
    information = folder / f"mediapipe-{version}.dist-info"
    information.mkdir()
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: mediapipe\nVersion: {version}\n")


def test_a_mediapipe_without_solutions_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Newer packages have them no more; the message has the command that installs one that has."""
    package(tmp_path, "0.10.33", solutions=False)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(BenchmarkError, match=r"mediapipe 0\.10\.33 .* no Python graph API.*mediapipe==0\.10\.21"):
        mediapipe(sys.executable)


def test_mediapipe_is_known_by_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which tables name."""
    package(tmp_path, "0.10.21", solutions=True)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert mediapipe(sys.executable) == Interpreter("MediaPipe 0.10.21", sys.executable, is_mediapipe=True)


def test_an_interpreter_without_mediapipe_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command that installs it; one in the working directory does not count."""
    package(tmp_path, "0.10.21", solutions=True)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BenchmarkError, match=r"has no mediapipe; `.* -m pip install mediapipe==0\.10\.21`"):
        mediapipe(sys.executable)
