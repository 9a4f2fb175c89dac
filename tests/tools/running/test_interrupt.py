"""Ctrl-C and SIGTERM: what runs comes to a good end, and every file can be read."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from backedge.calculators.media.video_reader import VideoReader
from tests.tools.command_line import COMMAND

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")

ENDLESS = """
node {
  calculator: "SyntheticHandSource"
  output_stream: "IMAGE:image"
  node_options {
    [type.googleapis.com/backedge.SyntheticHandSourceCalculatorOptions] { width: 64 height: 48 frames: 1000000 }
  }
}
"""
SIZE = 'node { calculator: "ImageProperties" input_stream: "IMAGE:image" output_stream: "SIZE:size" }'


IN_BACKGROUND = ("sh", "-c", 'trap "" INT; exec "$@"', "sh")
"""Starts a command as a shell's background job is: SIGINT ignored."""


@contextmanager
def running(*arguments: str | Path, start: tuple[str, ...] = ()) -> Iterator[subprocess.Popen[str]]:
    """A command line that runs; killed at the end if it still does."""
    command = [*start, *COMMAND, *map(str, arguments)]
    environment = {**os.environ, "PYTHONUNBUFFERED": ""}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def stop_after_first_line(process: subprocess.Popen[str], number: int = signal.SIGINT) -> tuple[int, list[str], str]:
    """Send a signal as soon as something is printed; the status, all lines of stdout, and stderr."""
    assert process.stdout
    assert process.stderr
    first = process.stdout.readline()
    process.send_signal(number)
    lines = [first, *process.stdout]
    return process.wait(60), lines, process.stderr.read()


@pytest.mark.parametrize("threads", ["0", "2"])
@pytest.mark.parametrize("endless", [True, False], ids=["source", "fed"])
def test_interrupted_runs_leave_complete_files(endless: bool, threads: str, tmp_path: Path) -> None:
    """The status is 130, and video and JSON lines hold every frame that was counted."""
    graph, video, dump = tmp_path / "graph.pbtxt", tmp_path / "out.mp4", tmp_path / "size.jsonl"
    graph.write_text(f'output_stream: "image" {ENDLESS} {SIZE}' if endless else f'input_stream: "IMAGE:image" {SIZE}')
    output = ("--output", video) if endless else ()
    source = () if endless else ("--input", "demo")
    with running(
        "run", graph, *source, *output, "--threads", threads, "--dump", f"size={dump}", "--dump", "size=-", "--json"
    ) as process:
        status, lines, stderr = stop_after_first_line(process)
    assert status == 130
    assert "Traceback" not in stderr
    summary = json.loads(stderr[stderr.index("{") : stderr.rindex("}") + 1])
    assert summary["interrupted"]
    assert len(lines) == summary["packets"]["size"]
    assert [json.loads(line) for line in dump.read_text().splitlines()] == [json.loads(line) for line in lines]
    if endless:
        with VideoReader(video) as reader:
            assert len(list(reader)) == summary["frames"]


def test_sigterm_leaves_complete_files(tmp_path: Path) -> None:
    """SIGTERM, which ends services and batch jobs, does what the first Ctrl-C does, but its status is 143."""
    graph, video = tmp_path / "graph.pbtxt", tmp_path / "out.mp4"
    graph.write_text(f'output_stream: "image" {ENDLESS} {SIZE}')
    with running("run", graph, "--output", video, "--dump", "size=-", "--json") as process:
        status, lines, stderr = stop_after_first_line(process, signal.SIGTERM)
    assert status == 143
    assert stderr.endswith("\nterminated\n")
    with VideoReader(video) as reader:
        assert len(list(reader)) == len(lines)


@pytest.mark.parametrize("threads", ["0", "2"])
@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        (signal.SIGINT, signal.SIGINT, 130),
        (signal.SIGTERM, signal.SIGTERM, 143),
        (signal.SIGTERM, signal.SIGINT, 130),
    ],
)
@pytest.mark.parametrize("start", [(), IN_BACKGROUND], ids=["foreground", "background"])
def test_a_second_signal_stops_at_once(
    start: tuple[str, ...], first: int, second: int, status: int, threads: str, tmp_path: Path
) -> None:
    """A calculator that hangs, on whichever thread, does not keep the program; what it has printed is there."""
    graph, module = tmp_path / "graph.pbtxt", tmp_path / "hanging_for_interrupt.py"
    graph.write_text('input_stream: "IMAGE:image" node { calculator: "Hang" input_stream: "IMAGE:image" }')
    module.write_text(
        "import sys\n"
        "from threading import Event\n"
        "from backedge import calculator\n"
        "from backedge.formats import ImageFrame\n"
        "@calculator\n"
        "def Hang(image: ImageFrame) -> None:\n"
        "    print('not flushed')\n"
        "    print('hanging', file=sys.stderr, flush=True)\n"
        "    Event().wait()\n"
    )
    command = ("run", graph, "--calculators", module, "--input", "demo", "--threads", threads)
    with running(*command, start=start) as process:
        assert process.stdout
        assert process.stderr
        assert process.stderr.readline() == "hanging\n"
        process.send_signal(first)
        assert any("again to stop at once" in line for line in process.stderr)
        process.send_signal(second)
        out, err = process.stdout.read(), process.stderr.read()
        assert process.wait(60) == status
    assert out == "not flushed\n"
    assert "Traceback" not in err


def test_signals_that_come_as_the_main_thread_falls_asleep(tmp_path: Path) -> None:
    """They interrupt no wait, as here where another thread gets them, and are answered all the same."""
    graph, module = tmp_path / "graph.pbtxt", tmp_path / "signalling_for_interrupt.py"
    graph.write_text('input_stream: "IMAGE:image" node { calculator: "Signal" input_stream: "IMAGE:image" }')
    module.write_text(
        "import signal\n"
        "from threading import Event, get_ident, main_thread\n"
        "from backedge import calculator\n"
        "from backedge.formats import ImageFrame\n"
        "@calculator\n"
        "def Signal(image: ImageFrame) -> None:\n"
        "    assert get_ident() != main_thread().ident\n"
        "    for _ in range(2):\n"
        "        signal.pthread_kill(get_ident(), signal.SIGTERM)\n"
        "        Event().wait(1)\n"
        "    Event().wait()\n"
    )
    with running("run", graph, "--calculators", module, "--input", "demo", "--threads", "2") as process:
        _, err = process.communicate(timeout=60)
    assert process.returncode == 143
    assert "send SIGTERM again to stop at once" in err
    assert "\nterminated\n" in err


def test_output_without_a_reader_ends_quietly(tmp_path: Path) -> None:
    """`graph_runner … | head` ends without an error message."""
    graph = tmp_path / "graph.pbtxt"
    graph.write_text(f"{ENDLESS} {SIZE}")
    with running("run", graph, "--dump", "size=-") as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(60) == 1
