"""`graph_runner replay`: a recording into a graph, up to a time, step by step, or from a node on."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tools.command_line import Result
from tests.tools.conftest import FRAMES

Run = Callable[..., Result]

CHAIN = """
input_stream: "IMAGE:image"
output_stream: "later"
node { calculator: "ImagePropertiesCalculator" input_stream: "IMAGE:image" output_stream: "SIZE:size" }
node { calculator: "PassThroughCalculator" name: "first" input_stream: "size" output_stream: "passed" }
node { calculator: "PassThroughCalculator" name: "second" input_stream: "passed" output_stream: "later" }
"""


@pytest.fixture
def chain(tmp_path: Path) -> Path:
    """A graph of three nodes in a row."""
    path = tmp_path / "chain.pbtxt"
    path.write_text(CHAIN)
    return path


@pytest.fixture
def recording(run: Run, chain: Path, clip: Path, tmp_path: Path) -> Path:
    """A recording of all its streams."""
    path = tmp_path / "x.mcap"
    assert run("run", chain, "--input", clip, "--record", path, "--record-stream", "all", "-q").status == 0
    return path


def values(path: Path) -> list[tuple[int, object]]:
    """What a dump has: timestamps and values."""
    records = [json.loads(line) for line in path.read_text().splitlines()]
    return [(record["timestamp"], record["value"]) for record in records]


def test_the_recorded_graph_is_run_where_none_is_named(run: Run, recording: Path, tmp_path: Path) -> None:
    """All that is needed is in the file."""
    result = run("replay", recording, "--dump", f"later={tmp_path / 'x.jsonl'}", "--json")
    assert (result.status, result.stderr) == (0, "")
    assert json.loads(result.stdout)["frames"] == FRAMES
    assert values(tmp_path / "x.jsonl")[:2] == [(0, [256, 192]), (33333, [256, 192])]


@pytest.mark.parametrize(
    ("time", "count"), [("33333", 2), ("33333us", 2), ("0.1s", 4), ("66.667ms", 3), ("99s", FRAMES)]
)
def test_a_time_ends_it(run: Run, recording: Path, time: str, count: int) -> None:
    """What comes at that time is still fed."""
    assert json.loads(run("replay", recording, "--until", time, "--json").stdout)["frames"] == count


@pytest.mark.parametrize("node", ["first", "second"])
def test_the_second_half_runs_without_the_first(
    run: Run, recording: Path, chain: Path, tmp_path: Path, node: str
) -> None:
    """On the recorded inner stream; the result is the same."""
    for name, options in ("whole", ()), ("half", ("--from-node", node)):
        dump = f"later={tmp_path / name}.jsonl"
        result = run("replay", recording, chain, "--dump", dump, *options)
        assert (result.status, result.stderr) == (0, "")
    assert values(tmp_path / "half.jsonl") == values(tmp_path / "whole.jsonl")


def test_the_second_half_of_a_loop(run: Run, hand_graph: str, clip: Path, tmp_path: Path) -> None:
    """What goes round a loop comes from the recording; side packets are set as before."""
    path = tmp_path / "hand.mcap"
    needed = ("hand_rects_from_palm_detections", "previous_hand_rects", "image", "image_size")
    named = [option for stream in needed for option in ("--record-stream", stream)]
    first = ("--dump", f"landmarks={tmp_path / 'first.jsonl'}")
    assert run("run", hand_graph, "--input", clip, "--record", path, *named, *first).status == 0
    node = ("--from-node", "AssociationNormRectCalculator")
    result = run("replay", path, hand_graph, *node, "--dump", f"landmarks={tmp_path / 'second.jsonl'}")
    assert result.status == 0
    assert len(values(tmp_path / "first.jsonl")) == FRAMES
    assert values(tmp_path / "second.jsonl") == values(tmp_path / "first.jsonl")


def test_steps_wait_for_enter(run: Run, recording: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes out is printed before the next packet is asked for."""
    monkeypatch.setattr("sys.stdin", io.StringIO("\n\nq\n"))
    status, out, err = run("replay", recording, "--step")
    assert status == 0
    assert [" ".join(line.split()) for line in out.splitlines()] == ["later 0 (256, 192)", "later 33333 (256, 192)"]
    assert err.count("Enter goes on, q ends: ") == 3
    assert "next: image at 66667; Enter goes on, q ends: frames   2 in" in err


def test_the_end_of_standard_input_ends_the_steps(run: Run, recording: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is there to press Enter. Other streams can be watched."""
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    status, out, err = run("replay", recording, "--step", "--watch", "size", "--watch", "passed")
    assert status == 0
    assert [line.split()[:2] for line in out.splitlines()] == [["size", "0"], ["passed", "0"]]
    assert "next: image at 33333; Enter goes on, q ends: \nframes   1 in" in err


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (
            ["x.mcap", "chain.pbtxt", "--from-node", "frist"],
            2,
            '--from-node: the graph has no node "frist"; did you mean "first"?',
        ),
        (["x.mcap", "--until", "soon"], 2, '"soon" is no time; write 33333 for microseconds, or 33.3ms, or 1.5s'),
        (["y.mcap"], 1, "y.mcap: expected a recording (.mcap), found nothing of that name"),
        (["chain.pbtxt"], 1, "chain.pbtxt: it is no MCAP file"),
        (["x.mcap", "other.pbtxt"], 2, "x.mcap was not recorded from this graph's input streams: it has image, "),
    ],
)
def test_mistakes_are_told(
    run: Run, recording: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int, told: str
) -> None:
    """In a line, without a traceback."""
    monkeypatch.chdir(recording.parent)
    Path("other.pbtxt").write_text(
        'input_stream: "frame" node { calculator: "PassThroughCalculator" input_stream: "frame" output_stream: "out" }'
    )
    result = run("replay", *arguments)
    assert told in result.stderr
    assert result.status == status
    assert "Traceback" not in result.stderr


def test_a_stream_that_was_not_recorded_is_named(run: Run, chain: Path, clip: Path, tmp_path: Path) -> None:
    """With the options that record what the part needs."""
    run("run", chain, "--input", clip, "--record", tmp_path / "x.mcap")
    status, _, err = run("replay", tmp_path / "x.mcap", chain, "--from-node", "second")
    assert status == 2
    assert 'needs stream "passed", which was not recorded; record what it needs: --record-stream passed' in err
