"""`graph_runner fmt`: graph files in one style."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tools.command_line import COMMAND, Result

BEFORE = 'type:"T"   # name\nnode{\ncalculator: "A" }\n'
AFTER = 'type: "T"  # name\nnode {\n  calculator: "A"\n}\n'
WRONG = 'type: "T"\nnode {\n  calculator "A"\n}\n'
DIFF = """\
--- {0}
+++ {0}
@@ -1,3 +1,4 @@
-type:"T"   # name
-node{{
-calculator: "A" }}
+type: "T"  # name
+node {{
+  calculator: "A"
+}}
"""


@pytest.fixture
def graphs(tmp_path: Path) -> Path:
    """A folder of graphs: one in our style, one that is not, one with a mistake, and a file that is no graph."""
    folder = tmp_path / "graphs"
    (folder / "inner").mkdir(parents=True)
    (folder / "good.pbtxt").write_text(AFTER)
    (folder / "inner" / "other.textproto").write_text(BEFORE)
    (folder / "notes.md").write_text(BEFORE)
    return folder


def piped(text: bytes, *options: str) -> Result:
    """Runs ``fmt -`` with `text` as its input."""
    done = subprocess.run([*COMMAND, "fmt", "-", *options], input=text, capture_output=True, timeout=100, check=False)
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_files_are_formatted_in_place(run: Callable[..., Result], graphs: Path) -> None:
    """Those that are in our style already are not even written; files that are no graphs are left alone."""
    good = graphs / "good.pbtxt"
    os.utime(good, ns=(1, 1))
    assert run("fmt", graphs) == (0, "1 file reformatted, 1 file left unchanged\n", "")
    assert (graphs / "inner" / "other.textproto").read_text() == AFTER
    assert (graphs / "notes.md").read_text() == BEFORE
    assert good.stat().st_mtime_ns == 1
    assert run("fmt", graphs, good) == (0, "2 files left unchanged\n", "")


def test_check(run: Callable[..., Result], graphs: Path) -> None:
    """--check tells which files would change, and changes none."""
    other = graphs / "inner" / "other.textproto"
    out = f"would reformat {other}\n1 file would be reformatted, 1 file already formatted\n"
    assert run("fmt", "--check", graphs) == (1, out, "")
    assert other.read_text() == BEFORE
    assert run("fmt", "--check", graphs / "good.pbtxt") == (0, "1 file already formatted\n", "")


def test_diff(run: Callable[..., Result], graphs: Path) -> None:
    """--diff shows what would change, on stdout by itself, and changes nothing."""
    other = graphs / "inner" / "other.textproto"
    out = DIFF.format(other)
    assert run("fmt", "--diff", other) == (1, out, "1 file would be reformatted\n")
    assert other.read_text() == BEFORE
    assert run("fmt", "--diff", "-q", graphs / "good.pbtxt") == (0, "", "")


def test_mistakes_leave_a_file_as_it_is(run: Callable[..., Result], graphs: Path) -> None:
    """A text that is wrong is told where it is; the other files are formatted all the same."""
    wrong = graphs / "a_wrong.pbtxt"
    wrong.write_text(WRONG)
    told = f"{wrong}:3:14: error: expected ':' or '{{' after 'calculator', found string \"A\"\n"
    err = f'{told}    3 |   calculator "A"\n      |              ^\n'
    assert run("fmt", graphs) == (2, "1 file reformatted, 1 file left unchanged\n", err)
    assert wrong.read_text() == WRONG
    assert run("fmt", wrong) == (2, "", err)


def test_json(run: Callable[..., Result], graphs: Path) -> None:
    """For programs: each file, whether it changes, and what is wrong with it."""
    good, other, wrong = graphs / "good.pbtxt", graphs / "inner" / "other.textproto", graphs / "wrong.pbtxt"
    status, out, err = run("fmt", "--json", "--diff", graphs)
    assert (status, err) == (1, "")
    assert json.loads(out) == [
        {"file": str(good), "changed": False, "errors": [], "diff": ""},
        {"file": str(other), "changed": True, "errors": [], "diff": DIFF.format(other)},
    ]
    wrong.write_text(WRONG)
    status, out, err = run("fmt", "--json", graphs)
    assert (status, err) == (2, "")
    *formatted, failed = json.loads(out)
    assert formatted == [
        {"file": str(good), "changed": False, "errors": []},
        {"file": str(other), "changed": True, "errors": []},
    ]
    assert (failed["file"], failed["changed"], failed["errors"][0]["line"]) == (str(wrong), False, 3)
    assert run("fmt", "--json", graphs / "nothing")[0] == 2
    assert run("fmt", "--json", "-")[0] == 2


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("graph.binarypb", b"\x0a\x01a", "graph.binarypb: error: a serialized graph has no layout"),
        ("graph.pbtxt", b"type: '\xff'", "graph.pbtxt:1: error: the text is not UTF-8"),
        ("graph.pbtxt", None, "there is no file"),
    ],
)
def test_files_that_have_no_text(
    run: Callable[..., Result], tmp_path: Path, name: str, content: bytes | None, told: str
) -> None:
    """Binary files, other encodings and files that are missing."""
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    status, out, err = run("fmt", path)
    assert (status, out) == (2, "")
    assert told in err


def test_a_folder_without_graphs(run: Callable[..., Result], tmp_path: Path) -> None:
    """There is nothing to do, which is said."""
    assert run("fmt", tmp_path) == (0, "no graphs to format\n", "")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(run: Callable[..., Result], tmp_path: Path) -> None:
    """The file stays, and why is said."""
    path = tmp_path / "graph.pbtxt"
    path.write_text(BEFORE)
    tmp_path.chmod(0o500)
    try:
        assert run("fmt", path) == (2, "", f"error: {path}: cannot be written: Permission denied\n")
    finally:
        tmp_path.chmod(0o700)
    assert path.read_text() == BEFORE


def test_standard_input() -> None:
    """- is formatted to stdout, and by --check and --diff not at all."""
    assert piped(BEFORE.encode()) == (0, AFTER, "")
    assert piped(BEFORE.encode(), "--check") == (1, "", "")
    assert piped(BEFORE.encode(), "--diff") == (1, DIFF.format("<stdin>"), "")
    assert piped(AFTER.encode(), "--diff") == (0, "", "")


def test_mistakes_in_standard_input() -> None:
    """They are shown with their lines; nothing is on stdout."""
    status, out, err = piped(WRONG.encode())
    assert (status, out) == (2, "")
    assert err.startswith("<stdin>:3:14: error: ")
    assert '    3 |   calculator "A"\n' in err


def test_standard_input_goes_alone(run: Callable[..., Result], graphs: Path) -> None:
    """Files beside it would be formatted in place, which nobody can mean."""
    status, out, err = run("fmt", "-", graphs)
    assert (status, out) == (2, "")
    assert "Error: - is standard input, and goes without files" in err
