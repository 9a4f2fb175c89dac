"""The output on a terminal: a bar while a run lasts, and nothing that native libraries print."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.terminal import on_terminal
from tests.tools.command_line import COMMAND


@pytest.mark.parametrize("quiet", [False, True])
def test_a_bar_is_shown_on_a_terminal(sizes: Path, clip: Path, quiet: bool) -> None:
    """The bar counts the frames, and -q leaves it out; the results on stdout are the same."""
    command = [*COMMAND, "run", str(sizes), "--input", str(clip), "--json", *(["-q"] if quiet else [])]
    out, shown = on_terminal(command)
    assert json.loads(out)["frames"] == 12
    if quiet:
        assert shown == ""
    else:
        assert "frames" in shown
        assert "12/12" in shown


@pytest.mark.parametrize("verbose", [False, True])
def test_native_libraries_are_quiet(verbose: bool) -> None:
    """Output of libraries past Python is dropped, unless -v was given; Python's own is not, and it ends in order."""
    program = f"""
import os, sys
from backedge.tools.console import progress_bar, set_up_logging
from backedge.tools.standard_streams import quiet_native_libraries
set_up_logging(verbose={verbose})
with quiet_native_libraries():
    os.write(2, b"native noise\\n")
    with progress_bar("work") as advance:
        print("python inside", file=sys.stderr)
        advance(1, 1)
os.write(2, b"native again\\n")
print("python after", file=sys.stderr)
"""
    _, shown = on_terminal([sys.executable, "-c", program])
    assert ("native noise" in shown) is verbose
    assert "python inside" in shown
    assert "1/1" in shown
    assert shown.endswith("native again\r\npython after\r\n")
