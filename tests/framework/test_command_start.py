"""Which processes end at once on a signal while they import backedge."""

from __future__ import annotations

import subprocess
import sys

import pytest

from backedge.command_start import is_command_line


@pytest.mark.parametrize(
    ("words", "original_words", "expected"),
    [
        (["/usr/bin/graph_runner", "list"], ["python", "/usr/bin/graph_runner", "list"], True),
        (["C:\\Scripts\\backedge.exe"], ["python", "C:\\Scripts\\backedge.exe"], sys.platform == "win32"),
        (["graph_runner.exe", "list"], ["python", "graph_runner.exe", "list"], True),
        (["graph_runner-script.py"], ["python", "graph_runner-script.py"], True),
        (["-m", "run", "-m"], ["python", "-X", "dev", "-m", "backedge.tools.graph_runner", "run", "-m"], True),
        (["-m"], ["python", "-mbackedge"], True),
        (["-m", "backedge"], ["python", "-m", "pytest", "backedge"], False),
        (["my_program.py"], ["python", "my_program.py"], False),
        (["graph_runner.py"], ["python", "graph_runner.py"], False),
        (["-c", "graph_runner"], ["python", "-c", "import backedge", "graph_runner"], False),
        ([""], ["python"], False),
        ([], ["python"], False),
    ],
)
def test_command_lines_are_told_from_other_programs(
    words: list[str], original_words: list[str], expected: bool
) -> None:
    """By the name of the program, or by the module that Python was told to run."""
    assert is_command_line(words, original_words) is expected


def test_other_programs_keep_their_signal_handlers() -> None:
    """A program that imports backedge gets KeyboardInterrupt, and the default for SIGTERM, as before."""
    program = (
        "import signal\n"
        "before = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]\n"
        "import backedge\n"
        "assert before == [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
