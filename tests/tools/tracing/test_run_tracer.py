"""`graph_runner run --trace`: what the file holds, whatever happens to the run."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tools.command_line import COMMAND, Result
from tests.tools.conftest import FRAMES
from tests.tools.tracing.trace_rules import Event, of_kind, read_events, require_valid

Run = Callable[..., Result]

LIMITED = """
input_stream: "IMAGE:image"
output_stream: "SIZE:size"
node {
  calculator: "FlowLimiterCalculator"
  input_stream: "image" input_stream: "FINISHED:size" input_stream_info { tag_index: "FINISHED" back_edge: true }
  output_stream: "limited"
}
node { calculator: "PassThroughCalculator" input_stream: "limited" output_stream: "late" }
node { calculator: "ImagePropertiesCalculator" input_stream: "IMAGE:late" output_stream: "SIZE:size" }
"""
ENDLESS = """
node {
  calculator: "SyntheticHandSource"
  output_stream: "IMAGE:image"
  node_options {
    [type.googleapis.com/backedge.SyntheticHandSourceCalculatorOptions] { width: 64 height: 48 frames: 1000000 }
  }
}
node { calculator: "ImageProperties" input_stream: "IMAGE:image" output_stream: "SIZE:size" }
"""


@pytest.mark.parametrize("threads", [(), ("--threads", 2)])
def test_every_call_and_packet_is_there(
    run: Run, sizes: Path, clip: Path, tmp_path: Path, threads: tuple[str | int, ...]
) -> None:
    """A slice for each call on its thread, and an arrow for each packet into each call that took it."""
    result = run("run", sizes, "-i", clip, "--trace", tmp_path / "t.json", *threads)
    assert result.status == 0, result.stderr
    assert f"written  {tmp_path / 't.json'}" in result.stdout
    events = read_events(tmp_path / "t.json")
    require_valid(events)
    for node, stream in (("PassThroughCalculator", "image"), ("ImagePropertiesCalculator", "same")):
        calls = of_kind(events, "X", name=node, cat="process")
        assert [call["args"]["in"][0][0] for call in calls] == [stream] * FRAMES
        assert len(of_kind(events, "X", name=f"{node} open", cat="open")) == 1
        assert len(of_kind(events, "X", name=f"{node} close", cat="close")) == 1
        assert len(of_kind(events, "s", name=stream)) == FRAMES
    assert len(of_kind(events, "X", cat="fed")) == FRAMES
    names = {event["args"]["name"] for event in of_kind(events, "M", name="thread_name")}
    assert names >= {"graph inputs"}
    assert {event["tid"] for event in of_kind(events, "X")} <= {e["tid"] for e in of_kind(events, "M")}


def test_the_flagship_is_valid_with_its_loop(run: Run, hand_graph: str, clip: Path, tmp_path: Path) -> None:
    """Arrows go back over the loop, in time always forwards."""
    arguments = ("--side", "model_complexity=0", "--trace", tmp_path / "hand.json")
    assert run("run", hand_graph, "-i", clip, *arguments).status == 0
    events = read_events(tmp_path / "hand.json")
    require_valid(events)
    assert len(of_kind(events, "s", name="hand_rects_from_landmarks")) >= FRAMES


def test_what_limiters_drop_is_marked(run: Run, clip: Path, tmp_path: Path) -> None:
    """As many as the summary counts, each with its timestamp."""
    graph, trace = tmp_path / "limited.pbtxt", tmp_path / "t.json"
    graph.write_text(LIMITED)
    result = run("run", graph, "-i", clip, "--threads", 2, "--trace", trace, "--json")
    summary = json.loads(result.stdout)
    events = read_events(trace)
    require_valid(events)
    drops = of_kind(events, "i", cat="drop")
    assert len(drops) == summary["dropped"]
    assert all(drop["args"]["stream"] == "image" for drop in drops)


def test_queues_are_counted(run: Run, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that another stream holds up grows, and what it does not give to its node is dropped."""
    monkeypatch.setattr("backedge.tools.tracing.run_tracer._WHILE", 0)  # however quickly the frames come
    graph = tmp_path / "join.pbtxt"
    graph.write_text(
        'input_stream: "IMAGE:image" input_stream: "never"\n'
        'node { calculator: "PassThroughCalculator" input_stream: "image" input_stream: "never" '
        'output_stream: "a" output_stream: "b" }'
    )
    run("run", graph, "-i", f"image={clip}", "--trace", tmp_path / "t.json")
    events = read_events(tmp_path / "t.json")
    require_valid(events)
    lengths = [
        event["args"]["packets"] for event in of_kind(events, "C", name="queue image before PassThroughCalculator")
    ]
    assert lengths[:FRAMES] == list(range(1, FRAMES + 1))


def test_a_failed_run_leaves_a_whole_file(run: Run, clip: Path, tmp_path: Path) -> None:
    """With the calls until then; the run's own error is what is told."""
    code = tmp_path / "mine.py"
    code.write_text(
        "from backedge import calculator\nfrom backedge.formats import ImageFrame\n"
        "@calculator\ndef FailsWhileTraced(image: ImageFrame) -> int:\n    raise ValueError('too dark')\n"
    )
    graph = tmp_path / "graph.pbtxt"
    graph.write_text(
        'input_stream: "IMAGE:i" node { calculator: "FailsWhileTraced" input_stream: "IMAGE:i" output_stream: "n" }'
    )
    result = run("run", graph, "-i", clip, "--calculators", code, "--trace", tmp_path / "t.json")
    assert "too dark" in result.stderr
    assert result.status == 1
    events = read_events(tmp_path / "t.json")
    require_valid(events)
    assert len(of_kind(events, "X", cat="process")) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_run_leaves_whole_lines(tmp_path: Path) -> None:
    """The file lacks the bracket at its end, and nothing else."""
    graph, trace = tmp_path / "endless.pbtxt", tmp_path / "t.json"
    graph.write_text(ENDLESS)
    process = subprocess.Popen(
        [*COMMAND, "run", str(graph), "--trace", str(trace), "--watch", "size"], stdout=subprocess.PIPE
    )
    with process:
        assert process.stdout is not None
        for _ in range(2000):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    text = trace.read_text()
    assert text.endswith("}")
    events: list[Event] = json.loads(text + "]")
    require_valid(events)
    assert len(of_kind(events, "X", cat="process")) > 100


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_run_leaves_the_trace_before_it(tmp_path: Path) -> None:
    """The new one is beside it, so far."""
    graph, trace = tmp_path / "endless.pbtxt", tmp_path / "t.json"
    graph.write_text(ENDLESS)
    trace.write_text("[]\n")
    with subprocess.Popen(
        [*COMMAND, "run", str(graph), "--trace", str(trace), "--watch", "size"], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        for _ in range(2000):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    assert trace.read_text() == "[]\n"
    assert (tmp_path / "t.partial.json").read_text().endswith("}")


def test_a_trace_is_replaced_when_the_run_has_ended(run: Run, sizes: Path, clip: Path, tmp_path: Path) -> None:
    """Nothing is left beside it, and the new one is whole."""
    trace = tmp_path / "t.json"
    trace.write_text("before")
    assert run("run", sizes, "-i", clip, "--trace", trace).status == 0
    require_valid(read_events(trace))
    assert not list(tmp_path.glob("*partial*"))


@pytest.mark.skipif(sys.platform == "win32", reason="there are no file size limits on Windows")
def test_a_trace_that_becomes_too_long_leaves_the_one_before_it(tmp_path: Path) -> None:
    """The error says where the new one is."""
    trace = tmp_path / "t.json"
    trace.write_text("before")
    script = (
        "import resource\n"
        "from pathlib import Path\n"
        "from backedge.errors import ResourceError\n"
        "from backedge.tools.tracing.chrome_trace import ChromeTraceWriter\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        f"writer = ChromeTraceWriter(Path({str(trace)!r}))\n"
        "writer.add(*({'name': 'x' * 90} for _ in range(600)))\n"
        "writer.close()\n"
        "try:\n"
        "    writer.check()\n"
        "except ResourceError as error:\n"
        "    print(error)\n"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    whereabouts = f"t.json is as it was, and what was written is in {tmp_path / 't.partial.json'}"
    assert result.stdout == f"{trace}: cannot be written: File too large; {whereabouts}\n"
    assert trace.read_text() == "before"


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("missing/t.json", "cannot be written: there is no folder"),
        ("", "found a folder"),
        ("clip", "--trace"),
    ],
)
def test_where_no_trace_can_be_written(
    run: Run, sizes: Path, clip: Path, tmp_path: Path, name: str, complaint: str
) -> None:
    """A folder that is not there, a folder, the file that is read: refused before the run."""
    before = clip.read_bytes()
    result = run("run", sizes, "-i", clip, "--trace", clip if name == "clip" else tmp_path / name)
    assert result.status in (1, 2)
    assert complaint in result.stderr
    assert "Traceback" not in result.stderr
    assert clip.read_bytes() == before


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/dev/full is Linux's")
def test_a_full_disk_is_told_at_the_end(run: Run, sizes: Path, clip: Path, tmp_path: Path) -> None:
    """The run itself goes to its end."""
    result = run("run", sizes, "-i", clip, "--trace", "/dev/full", "--dump", f"size={tmp_path / 'size.jsonl'}")
    assert result.status == 1
    assert result.stderr.strip().endswith("error: /dev/full: cannot be written: No space left on device")
    assert len((tmp_path / "size.jsonl").read_text().splitlines()) == FRAMES
