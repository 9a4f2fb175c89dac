"""`backedge.compat.install()` and ``python -m backedge.compat``: the name mediapipe for our package."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from backedge.compat.__main__ import main

IMPORTS = """
import mediapipe as mp
import mediapipe.python.solutions.hands as by_path
from mediapipe.framework.formats import landmark_pb2
from mediapipe.python.solutions import drawing_utils, hands
import backedge.compat.mediapipe as ours
assert mp is ours and by_path is hands is mp.solutions.hands
assert hands.__spec__.name == "backedge.compat.mediapipe.python.solutions.hands"
assert landmark_pb2.NormalizedLandmark(x=0.5).x == 0.5
"""
PROCESSES = """
import multiprocessing, sys
import mediapipe as mp

def work(number):
    return mp.__name__, mp.solutions.hands.HandLandmark(number).name

if __name__ == "__main__":
    for method in ("fork", "spawn"):
        with multiprocessing.get_context(method).Pool(1) as pool:
            print(method, pool.map(work, [8]))
"""


def python(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, timeout=100)


def test_install_gives_our_modules_the_name(tmp_path: Path) -> None:
    """All of them, as the same objects; twice does no harm."""
    code = f"import backedge.compat as compat; compat.install(); compat.install(){IMPORTS}"
    assert python("-c", code, folder=tmp_path).stderr == ""


def test_what_is_not_there_says_so(tmp_path: Path) -> None:
    """A part that we lack tells why; one that nobody has is Python's ordinary error."""
    code = """
import backedge.compat
backedge.compat.install()
for name in ("tasks", "nothing"):
    try:
        __import__(f"mediapipe.{name}.python")
    except ModuleNotFoundError as error:
        print(error)
"""
    first, second = python("-c", code, folder=tmp_path).stdout.splitlines()
    assert first.startswith("backedge does not have MediaPipe's tasks")
    assert second == "No module named 'mediapipe.nothing'"


def test_install_refuses_when_another_package_is_imported(tmp_path: Path) -> None:
    """Classes of the two would be mixed."""
    (tmp_path / "mediapipe.py").write_text("", encoding="utf-8")
    result = python("-c", "import mediapipe, backedge.compat; backedge.compat.install()", folder=tmp_path)
    assert "AlreadyImportedError: mediapipe has been imported already, from " in result.stderr
    assert "python -m backedge.compat" in result.stderr


def test_a_script_runs_unchanged(tmp_path: Path) -> None:
    """With its arguments, and with the modules beside it."""
    folder = tmp_path / "scripts"
    folder.mkdir()
    (folder / "beside.py").write_text("import mediapipe\nNAME = mediapipe.__name__\n", encoding="utf-8")
    script = folder / "script.py"
    script.write_text(f"{IMPORTS}import sys, beside\nprint(sys.argv[1:], __name__, beside.NAME)\n", encoding="utf-8")
    result = python("-m", "backedge.compat", str(script), "-v", "file name", folder=tmp_path)
    assert (result.stdout, result.stderr) == ("['-v', 'file name'] __main__ backedge.compat.mediapipe\n", "")


def test_a_module_runs_unchanged(tmp_path: Path) -> None:
    """One of the working directory, or an installed one."""
    (tmp_path / "program.py").write_text("import mediapipe, sys\nprint(sys.argv[1:], mediapipe.__name__)\n", "utf-8")
    result = python("-m", "backedge.compat", "-m", "program", "-m", "x", folder=tmp_path)
    assert (result.stdout, result.stderr) == ("['-m', 'x'] backedge.compat.mediapipe\n", "")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ([], 2, "usage: python -m backedge.compat SCRIPT"),
        (["-x"], 2, "usage: "),
        (["-m"], 2, "usage: "),
        (["-h"], 0, "usage: "),
    ],
)
def test_a_wrong_command_line_says_so(
    arguments: list[str],
    code: int | str,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In one message, without a traceback: what `main` returns is what the process exits with."""
    monkeypatch.setattr(sys, "argv", ["compat", *arguments])
    assert main() == code
    assert "".join(capsys.readouterr()).startswith(told)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows spawns only")
def test_processes_get_it_too(tmp_path: Path) -> None:
    """However they are started."""
    (tmp_path / "script.py").write_text(PROCESSES, encoding="utf-8")
    result = python("-m", "backedge.compat", "script.py", folder=tmp_path)
    expected = "[('backedge.compat.mediapipe', 'INDEX_FINGER_TIP')]"
    assert result.stdout.splitlines() == [f"{method} {expected}" for method in ("fork", "spawn")]
