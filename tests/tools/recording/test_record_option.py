"""`graph_runner run --record` and `--replay`: what was recorded feeds a graph as the pictures did."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backedge.formats import ImageFrame
from backedge.recording import Recording
from tests.tools.command_line import Result, run_process
from tests.tools.conftest import FRAMES

Run = Callable[..., Result]

OPENER = """
from backedge import calculator
from backedge.formats import ImageFrame

@calculator
def OpenerCalculator(image: ImageFrame) -> type(print):
    return print
"""

ON_A_SMALL_DISK = """
import resource, signal
resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, -1))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from backedge.tools.graph_runner import main
main()
"""


def streams(path: Path) -> dict[str, int]:
    """How many packets a recording has of each stream."""
    counts = dict.fromkeys(Recording(path).streams, 0)
    for event in Recording(path):
        counts[event.stream] += event.packet is not None and not event.packet.is_empty
    return counts


def test_the_inputs_are_recorded_and_feed_the_graph_again(run: Run, sizes: Path, clip: Path, tmp_path: Path) -> None:
    """The summary names the file; a replay gives the same packets."""
    recording, first, again = tmp_path / "x.mcap", tmp_path / "first.jsonl", tmp_path / "again.jsonl"
    result = run("run", sizes, "--input", clip, "--record", recording, "--dump", f"size={first}", "--json")
    assert (result.status, result.stderr) == (0, "")
    assert set(json.loads(result.stdout)["files"]) == {str(recording), str(first)}
    assert streams(recording) == {"image": FRAMES}
    result = run("run", sizes, "--replay", recording, "--dump", f"size={again}", "--json")
    assert (result.status, result.stderr) == (0, "")
    assert json.loads(result.stdout)["frames"] == FRAMES
    assert again.read_bytes() == first.read_bytes()


@pytest.mark.parametrize(
    ("words", "recorded"),
    [
        (["size"], {"size": FRAMES}),
        (["inputs", "size"], {"image": FRAMES, "size": FRAMES}),
        (["outputs"], {"same": FRAMES, "size": FRAMES}),
        (["all"], {"image": FRAMES, "same": FRAMES, "size": FRAMES}),
    ],
)
def test_streams_are_chosen_by_name_and_by_word(
    run: Run, sizes: Path, clip: Path, tmp_path: Path, words: list[str], recorded: dict[str, int]
) -> None:
    """Without the inputs, unless they are named."""
    options = [option for word in words for option in ("--record-stream", word)]
    result = run("run", sizes, "--input", clip, "--record", tmp_path / "x.mcap", *options)
    assert (result.status, result.stderr) == (0, "")
    assert streams(tmp_path / "x.mcap") == recorded


def test_jpeg_is_smaller_and_can_be_replayed(run: Run, sizes: Path, clip: Path, tmp_path: Path) -> None:
    """By its quality."""
    run("run", sizes, "--input", clip, "--record", tmp_path / "png.mcap")
    run("run", sizes, "--input", clip, "--record", tmp_path / "jpeg.mcap", "--record-jpeg", "50")
    assert 3 * (tmp_path / "jpeg.mcap").stat().st_size < (tmp_path / "png.mcap").stat().st_size
    assert run("run", sizes, "--replay", tmp_path / "jpeg.mcap", "-q") == Result(0, "", "")


def test_the_runners_own_nodes_and_side_packets_are_not_recorded(
    run: Run, sizes: Path, clip: Path, tmp_path: Path
) -> None:
    """What is written with --output or --dump is another matter."""
    run("run", sizes, "--input", clip, "--record", tmp_path / "x.mcap", "--dump", f"size={tmp_path / 'x.csv'}")
    recording = Recording(tmp_path / "x.mcap")
    assert recording.side_packets == {}
    assert "graph_runner__" not in recording.graph_text


def test_side_packets_are_given_again(run: Run, tmp_path: Path) -> None:
    """Unless others are."""
    (tmp_path / "graph.pbtxt").write_text("""
        input_stream: "image" input_side_packet: "limit"
        output_stream: "limit_then"
        node { calculator: "SidePacketToStreamCalculator" input_stream: "TICK:image" input_side_packet: "limit"
               output_stream: "AT_TICK:limit_then" }
    """)
    graph, dump = tmp_path / "graph.pbtxt", tmp_path / "x.jsonl"
    run("run", graph, "--input", "demo", "--side", "limit=7", "--record", tmp_path / "x.mcap")
    for options, value in ((), 7), (("--side", "limit=8"), 8):
        result = run("run", graph, "--replay", tmp_path / "x.mcap", "--dump", f"limit_then={dump}", *options)
        assert (result.status, result.stderr) == (0, "")
        assert json.loads(dump.read_text().splitlines()[0])["value"] == value


def test_pictures_are_images_of_the_class_that_was_fed(run: Run, sizes: Path, clip: Path, tmp_path: Path) -> None:
    """With their times."""
    run("run", sizes, "--input", clip, "--record", tmp_path / "x.mcap")
    packets = [event.packet for event in Recording(tmp_path / "x.mcap") if event.packet]
    assert {type(packet.value) for packet in packets} == {ImageFrame}
    assert [packet.timestamp for packet in packets[:3]] == [0, 33333, 66667]


def test_what_cannot_be_recorded_is_refused_before_the_run(run: Run, clip: Path, tmp_path: Path) -> None:
    """It is the command line's mistake: the stream and its type are named. `all` leaves it out, and says so."""
    (tmp_path / "opener.py").write_text(OPENER)
    (tmp_path / "graph.pbtxt").write_text(
        'input_stream: "image" node { calculator: "OpenerCalculator" input_stream: "image" output_stream: "opened" }'
    )
    command: tuple[Any, ...] = (
        "run",
        tmp_path / "graph.pbtxt",
        "--calculators",
        tmp_path / "opener.py",
        "--input",
        clip,
    )
    status, _, err = run(*command, "--record", tmp_path / "x.mcap", "--record-stream", "opened")
    assert status == 2
    assert 'stream "opened" cannot be recorded: values of type builtin_function_or_method have no form in a file' in err
    assert not (tmp_path / "x.mcap").exists()
    status, _, err = run(*command, "--record", tmp_path / "x.mcap", "--record-stream", "all")
    assert status == 0
    assert 'stream "opened" is left out' in err


@pytest.mark.parametrize(
    ("options", "status", "told"),
    [
        (["--record", "x.mcap", "--record-stream", "szie"], 2, 'the graph has no stream "szie"; did you mean "size"?'),
        (["--record", "missing/x.mcap"], 1, "there is no folder missing; create it first"),
        (["--record", "clip.mp4"], 2, "--record would write clip.mp4 over clip.mp4, which --input reads; name another"),
        (["--record-stream", "size"], 2, "--record-stream says what to record: name the file with --record FILE.mcap"),
        (["--record-jpeg", "50"], 2, "--record-jpeg says what to record: name the file with --record FILE.mcap"),
        (["--record", "x.mcap", "--record-jpeg", "101"], 2, "101 is not in the range 1<=x<=100"),
        (["--replay", "x.mcap"], 2, "--replay feeds what was recorded: leave out --input"),
        (["--record", "/dev/full"], 1, "/dev/full: cannot be written"),
    ],
)
def test_mistakes_are_told(
    run: Run, sizes: Path, clip: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], status: int, told: str
) -> None:
    """In a line, without a traceback."""
    if "/dev/full" in options and not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    monkeypatch.chdir(sizes.parent)
    Path("clip.mp4").write_bytes(clip.read_bytes())
    result = run("run", sizes, "--input", "clip.mp4", *options)
    assert result.status == status
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_a_full_disk_in_the_middle_is_told_in_a_line(sizes: Path, tmp_path: Path) -> None:
    """Whichever stream was recorded when it came to light."""
    pytest.importorskip("resource")
    arguments = ["run", str(sizes), "--input", "demo", "--record", "x.mcap"]
    done = subprocess.run(
        [sys.executable, "-c", ON_A_SMALL_DISK, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == "error: x.mcap: cannot be written; what was recorded before can be read: File too large\n"
    result = run_process("run", sizes, "--replay", "x.mcap", folder=tmp_path)
    assert result.status == 0
    assert (
        "x.mcap: it breaks off: its writer was killed, or the disk was full; the packets it has were fed: "
        in result.stderr
    )


@pytest.mark.parametrize(
    ("options", "package", "told"),
    [
        (["--record", "x.mcap"], "mcap", "error: mcap is not installed; run `pip install 'backedge[mcap]'`\n"),
        (["--replay", "x.mcap"], "mcap", "error: mcap is not installed; run `pip install 'backedge[mcap]'`\n"),
        (["--rerun", "x.rrd"], "rerun", "error: Rerun (rerun) is not installed; run `pip install 'backedge[rerun]'`\n"),
    ],
)
def test_a_missing_extra_is_told(
    run: Run, sizes: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], package: str, told: str
) -> None:
    """Before anything is loaded, with the command that brings it."""
    monkeypatch.setitem(sys.modules, package, None)
    inputs = [] if "--replay" in options else ["--input", "demo"]
    assert run("run", sizes, *inputs, *options) == Result(1, "", told)
