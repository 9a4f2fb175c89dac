"""``python -m backedge.compat script.py``: all that a script can see is as ``python script.py`` has it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from backedge.compat.programs import NoProgramError, run_module, run_script

COMPAT = ["-m", "backedge.compat"]

STATE = """
import sys
print(sys.argv, __name__, __file__, __package__, __spec__, type(__loader__).__name__, sys.path[0])
print(sys.modules["__main__"].__dict__ is globals(), type(__builtins__).__name__, __doc__)
"""
MODULE_STATE = """
import sys
print(sys.argv, __name__, __file__, __package__, __spec__.name, type(__loader__).__name__, sys.path[0])
print(sys.modules["__main__"].__dict__ is globals(), type(__builtins__).__name__)
"""
ENDS = {
    "exception": """
def fail(number):
    try:
        return 1 / number
    except ZeroDivisionError as error:
        raise ValueError("x") from error

fail(0)
""",
    "syntax": "print(1\n",
    "exit code": """# coding: latin-1
import atexit, sys, threading
atexit.register(lambda: print(__name__, NAME, sys.modules["__main__"].NAME))
NAME = "é"
threading.Thread(target=lambda: print(len(NAME))).start()
sys.exit(7)
""",
    "exit message": "raise SystemExit('done for')",
    "interrupted": "print('before')\nraise KeyboardInterrupt",
    "hook": """
import sys
sys.excepthook = lambda kind, error, trace: print(kind, error, trace.tb_frame.f_code.co_filename)
1 / 0
""",
}


def python(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, timeout=100)


def assert_same(*program: str, folder: Path) -> str:
    """A program prints, says on stderr, and exits with the same by Python alone and by ours."""
    theirs, ours = python(*program, folder=folder), python(*COMPAT, *program, folder=folder)
    assert (ours.stdout, ours.stderr, ours.returncode) == (theirs.stdout, theirs.stderr, theirs.returncode)
    return ours.stdout


@pytest.mark.parametrize("end", ENDS)
def test_scripts_end_as_by_python(end: str, tmp_path: Path) -> None:
    """With the same output, the same traceback, which begins in the script, and the same exit code."""
    (tmp_path / "script.py").write_text(ENDS[end], encoding="utf-8")
    assert_same("script.py", folder=tmp_path)


def test_a_script_sees_itself_as_by_python(tmp_path: Path) -> None:
    """Its arguments, name and file, and the folder that it is in, which is not that of a link to it."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "script.py").write_text(f"'''Its text.'''{STATE}", encoding="utf-8")
    path = Path("real", "script.py")
    if sys.platform != "win32":
        path = Path("link.py")
        (tmp_path / path).symlink_to(tmp_path / "real" / "script.py")
    assert "Its text." in assert_same(str(path), "-m", "x y", folder=tmp_path)


def test_archives_are_programs(tmp_path: Path) -> None:
    """Those with a module ``__main__``, and so are folders."""
    with zipfile.ZipFile(tmp_path / "archive.zip", "a") as archive:
        archive.writestr("__main__.py", "import sys, beside\nprint(sys.argv, __name__, beside.NAME)\n")
        archive.writestr("beside.py", "NAME = 'beside'\n")
    assert "beside" in assert_same("archive.zip", "1", folder=tmp_path)


@pytest.mark.parametrize("name", ["package", "package.inner"])
def test_a_module_sees_itself_as_by_python(name: str, tmp_path: Path) -> None:
    """Its own spec and package; of a package its ``__main__``."""
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").write_text("import sys\nprint(sys.argv)\n", encoding="utf-8")
    for file in (package / "__main__.py", package / "inner.py"):
        file.write_text(MODULE_STATE, encoding="utf-8")
    assert name in assert_same("-m", name, "-x", folder=tmp_path)


def test_a_module_that_fails_shows_its_own_frames(tmp_path: Path) -> None:
    """Python shows those of runpy before them, which tell nothing."""
    (tmp_path / "program.py").write_text("def fail():\n    1 / 0\n\n\nfail()\n", encoding="utf-8")
    result = python(*COMPAT, "-m", "program", folder=tmp_path)
    lines = result.stderr.splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[1].endswith('program.py", line 5, in <module>')
    assert (lines[-1], result.returncode) == ("ZeroDivisionError: division by zero", 1)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nowhere", "there is no module nowhere"),
        ("a_package.nowhere", "there is no module a_package.nowhere"),
        ("nowhere.at.all", "there is no module nowhere.at.all"),
        ("a_package", "there is no module a_package.__main__"),
        ("math", "the module math has no code that can be run"),
    ],
)
def test_modules_that_cannot_be_run(name: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python's two kinds: there is none, or it is not written in Python."""
    (tmp_path / "a_package").mkdir()
    (tmp_path / "a_package" / "__init__.py").write_text("", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "argv", [])
    with pytest.raises(NoProgramError, match=f"^{told}$"):
        run_module(name, [])


def test_a_script_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the operating system says."""
    monkeypatch.setattr(sys, "argv", [])
    with pytest.raises(NoProgramError, match=r"^cannot read the script nowhere\.py: No such file or directory$"):
        run_script("nowhere.py", [])
