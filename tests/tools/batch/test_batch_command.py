"""`graph_runner batch`, and `batch status`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.tools.batch.corpus import CALCULATORS, table, write_clip
from tests.tools.command_line import Result

Run = Callable[..., Result]


def batch(run: Run, *words: str) -> Result:
    """Run the graph on the corpus, in this process."""
    return run("batch", "finder.pbtxt", "--calculators", CALCULATORS, "--workers", "0", *words)


def test_summary(run: Run, project: Path) -> None:
    """What was done, what failed and why, and where the table is; status 1 tells of failures."""
    assert batch(run, "-i", "clips", "-o", "out").status == 0
    (project / "clips" / "bad.mp4").write_bytes(b"nothing")
    status, out, err = batch(run, "-i", "clips", "-o", "out")
    lines = out.splitlines()
    assert status == 1
    assert lines[0].startswith("now      0 videos in ")
    assert lines[1:] == [
        f"done     4 of 5, {table('out').num_rows} rows",
        "failed   1",
        f"{1:>16} x cannot be read as a video; it is something else, or damaged, or was not finished (such as bad.mp4)",
        "written  out/data",
        "report   out/report.html",
        "next     --retry-failed tries once more what failed",
    ]
    assert err == (
        "warning: bad.mp4 failed: clips/bad.mp4: cannot be read as a video; it is something else, or damaged, or was "
        "not finished\n"
    )


def test_events_as_json(run: Run, project: Path) -> None:
    """One a line, as they happen, from the start to the end."""
    status, out, err = batch(run, "-i", "clips/clip0.mp4", "-o", "out", "--json")
    events = [json.loads(line) for line in out.splitlines()]
    assert (status, err) == (0, "")
    assert [event["event"] for event in events] == ["start", "video", "end"]
    assert (events[1]["video"], events[1]["state"], events[1]["frames"]) == ("clip0.mp4", "done", 6)
    assert (events[2]["state"], events[2]["done"]) == ("finished", 1)


def test_status(run: Run, project: Path) -> None:
    """How far a batch is, in words and as JSON."""
    (project / "clips" / "bad.mp4").write_bytes(b"nothing")
    batch(run, "-i", "clips", "-o", "out")
    lines = run("batch", "status", "out").stdout.splitlines()
    assert lines[:3] == [
        "batch    out: finder.pbtxt, finished",
        f"done     4 of 5, {table('out').num_rows} rows",
        "failed   1",
    ]
    facts = json.loads(run("batch", "status", "out", "--json").stdout)
    assert (facts["state"], facts["done"], facts["failed"], facts["total"]) == ("finished", 4, 1, 5)


def test_status_of_no_batch(run: Run, project: Path) -> None:
    """It says so."""
    status, _, err = run("batch", "status", "clips")
    assert (status, err) == (1, "error: clips: is not the folder of a batch, or it has not begun yet\n")


def test_side_packets_that_are_missing(run: Run, project: Path) -> None:
    """The error says how to give them."""
    text = Path("finder.pbtxt").read_text()
    extra = 'node { calculator: "SidePacketToStreamCalculator" input_side_packet: "x" input_stream: "TICK:image" '
    Path("finder.pbtxt").write_text(text + extra + 'output_stream: "AT_TICK:y" }')
    status, _, err = batch(run, "-i", "clips", "-o", "out")
    assert (status, "this graph needs --side x=" in err) == (2, True)


def test_a_graph_that_writes_files_itself(run: Run, project: Path) -> None:
    """Each video would write over the one before."""
    text = Path("finder.pbtxt").read_text()
    extra = 'node { calculator: "JsonlSinkCalculator" input_stream: "mean" node_options { '
    options = '[type.googleapis.com/backedge.JsonlSinkCalculatorOptions] { output_file_path: "mean.jsonl" } } }'
    Path("finder.pbtxt").write_text(text + extra + options)
    status, _, err = batch(run, "-i", "clips", "-o", "out")
    assert (status, "mean.jsonl, which every video would write over" in err) == (2, True), err


def test_help_tells_of_status(run: Run) -> None:
    """The other command is found from the first one's help."""
    assert "batch status DIR" in run("batch", "--help").stdout
    assert "DIR" in run("batch", "status", "--help").stdout


def test_a_clip_in_the_names_of_options(run: Run, project: Path) -> None:
    """A graph called status is reached by its path."""
    Path("status.pbtxt").write_text(Path("finder.pbtxt").read_text())
    write_clip(project / "one" / "a.mp4")
    words = ("--calculators", CALCULATORS, "--workers", "0", "-i", "one", "-o", "out")
    assert run("batch", "status.pbtxt", *words).status == 0


def test_lengths_of_segments(run: Run, project: Path) -> None:
    """A wrong one is told; a warm-up is for segments only."""
    status, _, err = batch(run, "-i", "clips", "-o", "out", "--split", "soon")
    assert (status, '"soon" is no length of a video; write 60s, or 5min' in err) == (2, True), err
    status, _, err = batch(run, "-i", "clips", "-o", "out", "--warm-up", "3")
    assert (status, "--warm-up is for the segments of --split" in err) == (2, True), err
    assert batch(run, "-i", "clips", "-o", "out", "--split", "1min", "--warm-up", "3").status == 0
