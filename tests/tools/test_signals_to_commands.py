"""Ctrl-C and SIGTERM outside of runs: while the program is imported, and whatever a command is doing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reliability.signalled import programs
from tests.tools.command_line import Result, run_process

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")

SEND = "import os, signal\nos.kill(os.getpid(), signal.{name})\n"


def start(program: tuple[str, ...], *words: str, path: Path) -> Result:
    """Run a program that finds modules in `path` before others."""
    done = subprocess.run(
        [*program, *words],
        env={**os.environ, "PYTHONPATH": str(path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(("name", "status"), [("SIGINT", 130), ("SIGTERM", 143)])
@pytest.mark.parametrize("program", programs(), ids=lambda program: Path(program[0]).name)
@pytest.mark.parametrize("module", ["dataclasses", "click"])
def test_while_it_is_imported(module: str, program: tuple[str, ...], name: str, status: int, tmp_path: Path) -> None:
    """Whichever module is being imported, and even if it catches everything, the process ends at once, silently."""
    send = SEND.format(name=name).replace("\n", "\n  ")
    (tmp_path / f"{module}.py").write_text(f"try:\n  {send}\nexcept BaseException: pass\nraise ImportError('no')\n")
    assert start(program, "--version", path=tmp_path) == (status, "", "")


@pytest.mark.parametrize("program", programs(), ids=lambda program: Path(program[0]).name)
def test_ignored_signals_stay_ignored(program: tuple[str, ...], tmp_path: Path) -> None:
    """A shell's background job is started so."""
    (tmp_path / "click.py").write_text(f"{SEND.format(name='SIGINT')}os._exit(7)\n")
    ignoring = ("sh", "-c", 'trap "" INT; exec "$@"', "sh", *program)
    assert start(ignoring, "--version", path=tmp_path) == (7, "", "")


@pytest.mark.parametrize(("name", "status", "text"), [("SIGINT", 130, "interrupted"), ("SIGTERM", 143, "terminated")])
@pytest.mark.parametrize(
    "program",
    [
        pytest.param("SEND\n", id="raised"),
        pytest.param("try:\n  SEND\nexcept BaseException: raise ImportError('no')\n", id="made another error"),
        pytest.param("try:\n  SEND\nexcept BaseException: pass\nSEND\nwhile True: pass\n", id="caught, and sent again"),
        pytest.param(
            "class Lost:\n  def __del__(self):\n    SEND\nLost()\nwhile True: pass\n", id="where nothing can be raised"
        ),
    ],
)
def test_while_a_command_works(program: str, name: str, status: int, text: str, tmp_path: Path) -> None:
    """One line and the status of the signal, however the code that is interrupted takes it."""
    module = tmp_path / "interrupted_module.py"
    send = f"import os, signal; os.kill(os.getpid(), signal.{name})"
    module.write_text(program.replace("SEND", send))
    result = run_process("list", "--calculators", module)
    assert (result.status, result.stdout, result.stderr.strip()) == (status, "", text)
