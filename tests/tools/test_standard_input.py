"""``-`` where a graph is named: it comes through standard input."""

from __future__ import annotations

import json
from pathlib import Path

from tests.tools.command_line import piped


def test_run(sizes: Path, clip: Path) -> None:
    """A graph that another program writes is run."""
    status, out, _ = piped(sizes.read_text(), "run", "-", "--input", clip, "--dump", "size=-")
    assert status == 0
    assert {tuple(json.loads(line)["value"]) for line in out.splitlines()} == {(256, 192)}


def test_run_of_a_wrong_graph() -> None:
    """Its line is shown."""
    status, out, err = piped("node {\n  calculator 1\n}\n", "run", "-")
    assert (status, out) == (1, "")
    assert err.startswith("<stdin>:2:14: error: ")
    assert "    2 |   calculator 1\n" in err


def test_a_graph_that_cannot_be_read_again(sizes: Path) -> None:
    """It is read once, so nothing can change in it."""
    status, _, err = piped(sizes.read_text(), "run", "-", "--reload")
    assert status == 2
    assert "--reload: standard input can be read only once; name a file" in err


def test_diff(sizes: Path) -> None:
    """It is compared with a file."""
    assert piped(sizes.read_text(), "diff", "-", sizes).status == 0
    assert piped(sizes.read_text().replace("size", "other"), "diff", sizes, "-").status == 1
