"""`graph_runner check --watch` and what it consists of."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from backedge.tools.watching.file_watch import FileWatch
from tests.tools.command_line import COMMAND, Result
from tests.tools.dated_files import write_at

GRAPH = 'input_stream: "a"\nnode { calculator: "PassThrough" input_stream: "a" output_stream: "b" }\n'
MODULE = "from backedge import calculator\n\n@calculator\ndef Watched(number: int) -> int:\n    return number\n"


@contextmanager
def watching(*words: str | Path, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A ``check --watch`` in a process of its own; both its streams are one."""
    command = [*COMMAND, "check", "--watch", *map(str, words)]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def until_it_watches(process: subprocess.Popen[str]) -> str:
    """What it prints up to the line that says what it waits for."""
    assert process.stdout is not None
    lines = []
    while not (line := process.stdout.readline()).startswith("watching "):
        assert line, "it has ended"
        lines.append(line)
    return "".join(lines)


def test_it_checks_again_when_a_file_changes(tmp_path: Path) -> None:
    """The graph, a subgraph beside it, a calculator's module; files that come; and Ctrl-C ends it with 130."""
    graph, module = tmp_path / "graph.pbtxt", tmp_path / "watched_module.py"
    graph.write_text(GRAPH)
    module.write_text(MODULE)
    with watching(graph, "--calculators", module, folder=tmp_path) as process:
        assert until_it_watches(process) == f"{graph}: ok, 1 node\n"
        graph.write_text(GRAPH.replace("PassThrough", "Inner"))
        told = until_it_watches(process)
        assert told.startswith("graph.pbtxt changed\n")
        assert 'calculator "Inner" (node "Inner") is not registered' in told
        inner = tmp_path / "inner.pbtxt"
        inner.write_text(f'type: "Inner"\noutput_stream: "b"\n{GRAPH}')
        told = until_it_watches(process)
        assert told.endswith(f"{graph}: ok, 1 node\n")
        module.write_text(f"{MODULE}nonsense nonsense\n")
        assert "watched_module.py cannot be imported" in until_it_watches(process)
        module.write_text(MODULE)
        assert until_it_watches(process) == f"watched_module.py changed\n{graph}: ok, 1 node\n"
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
        assert (process.returncode, out.strip()) == (130, "interrupted")


def test_a_module_of_the_same_second_and_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Python has compiled of a module looks to it like that of the next one, which is imported all the same."""
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    graph, module = tmp_path / "graph.pbtxt", tmp_path / "watched_module.py"
    graph.write_text(GRAPH.replace("PassThrough", "Watched"))
    write_at(10**18, module, MODULE)
    with watching(graph, "--calculators", module, folder=tmp_path) as process:
        assert until_it_watches(process) == f"{graph}: ok, 1 node\n"
        assert list(tmp_path.glob("__pycache__/watched_module.*.pyc"))
        write_at(10**18 + 1, module, MODULE.replace("def Watched", "def Wotched"))
        assert 'calculator "Watched" (node "Watched") is not registered' in until_it_watches(process)


def test_a_graph_that_is_still_to_come(tmp_path: Path) -> None:
    """A file that is missing is waited for."""
    graph = tmp_path / "graph.pbtxt"
    with watching(graph, folder=tmp_path) as process:
        assert "there is no file" in until_it_watches(process)
        graph.write_text(GRAPH)
        assert until_it_watches(process).endswith(f"{graph}: ok, 1 node\n")


def test_standard_input_cannot_be_watched(run: Callable[..., Result]) -> None:
    """It can be read once only."""
    status, out, err = run("check", "-", "--watch")
    assert (status, out) == (2, "")
    assert "--watch: standard input can be read only once; name a file" in err


def test_a_change_while_files_are_read_counts(tmp_path: Path) -> None:
    """What was written since the reading began is a change already."""
    path = tmp_path / "graph.pbtxt"
    path.write_text(GRAPH)
    assert FileWatch([path, tmp_path / "none"], since=0).wait() == [path]
    os.utime(path, ns=(5, 5))
    watch = FileWatch([path, tmp_path], since=time.time_ns())
    assert len(watch) == 1
    path.unlink()
    assert set(watch.wait()) == {path, tmp_path}


def test_a_file_with_a_time_to_come_has_not_changed(tmp_path: Path) -> None:
    """It would change for ever, as long as its time has not come."""
    path = tmp_path / "graph.pbtxt"
    path.write_text(GRAPH)
    tomorrow = time.time_ns() + 86_400 * 10**9
    os.utime(path, ns=(tomorrow, tomorrow))
    watch = FileWatch([path], since=0)
    assert watch.changed() == []


def test_what_a_process_reads(tmp_path: Path) -> None:
    """Graphs, modules and folders of the user count; Python's own and backedge's do not."""
    (tmp_path / "graph.pbtxt").write_text(GRAPH)
    (tmp_path / "mine.py").write_text(MODULE)
    program = """
from backedge.tools.watching.reads import record_reads
reads = record_reads()
from pathlib import Path
import json, mine, backedge
backedge.CalculatorGraph(Path("graph.pbtxt"))
Path("notes.txt").write_text("x")
print(json.dumps([str(path) for path in reads()]))
"""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100, check=True)
    reads = [Path(name) for name in json.loads(done.stdout)]
    assert {tmp_path, tmp_path / "graph.pbtxt", tmp_path / "mine.py"} <= set(reads)
    assert [path for path in reads if path.suffix and path.parent != tmp_path and path.suffix != ".zip"] == []
