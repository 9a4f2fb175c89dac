"""Graphs by their names, in a folder that has nothing to do with backedge."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from backedge.graphs.hand_tracking import FOLDER
from backedge.tools.graph_comments import head_comment
from tests.models.available import real_models
from tests.tools.command_line import Result, run_process

Run: TypeAlias = Callable[..., Result]

MINE = """
input_stream: "IMAGE:image"
output_stream: "LANDMARKS:landmarks"
node {{
  calculator: "{name}"
  input_stream: "IMAGE:image"
  output_stream: "LANDMARKS:landmarks"
}}
"""


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory of each test."""
    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("name", ["HandTracking", "hand_tracking"])
def test_a_shipped_graph_runs_by_its_type_and_by_the_name_of_its_file(run: Run, name: str, clip: Path) -> None:
    """It needs no side packet; what comes out is what the graph's file gives."""
    real_models()
    result = run("run", name, "-i", clip, "--side", "model_complexity=0", "--dump", "landmarks=-")
    assert result.status == 0, result.stderr
    by_file = run(
        "run", FOLDER / "hand_tracking.pbtxt", "-i", clip, "--side", "num_hands=2", "--side", "model_complexity=0",
        "--dump", "landmarks=-",
    )  # fmt: skip
    assert result.stdout == by_file.stdout
    assert len(result.stdout.splitlines()) >= 8


def test_shipped_graphs_are_nodes_in_every_folder(run: Run, empty_folder: Path) -> None:
    """All types, in a folder without any of their files."""
    for name in ("HandTracking", "HandTrackingImage", "HandTrackingLive"):
        (empty_folder / f"{name}.pbtxt").write_text(MINE.format(name=name))
        status, out, err = run("check", f"{name}.pbtxt")
        assert (status, out.startswith(f"{name}.pbtxt: ok, "), err) == (0, True, "")
        assert "warning" not in out


def test_all_shipped_graphs_are_right(run: Run) -> None:
    """By type, by file and by path below ``graphs/``."""
    names = ("HandTracking", "HandTrackingImage", "HandTrackingLive", "HandTrackingVideo", "hand_tracking_video")
    status, out, _ = run("check", *names, "hand_tracking/hand_tracking_image")
    assert status == 0
    assert [line.partition(": ")[2][:2] for line in out.splitlines()] == ["ok"] * 6


def test_a_folder_of_the_same_name_is_not_the_graph(run: Run, empty_folder: Path) -> None:
    """The folder that a graph's results were put into does not hide it; a file of its name does."""
    (empty_folder / "hand_tracking").mkdir()
    assert run("check", "hand_tracking").stdout.startswith(str(FOLDER / "hand_tracking.pbtxt"))
    (empty_folder / "HandTracking").write_text(MINE.format(name="HandTrackingImage"))
    assert run("check", "HandTracking").stdout.startswith("HandTracking: ok")


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_name_that_is_none(run: Run, command: str) -> None:
    """The error says where the file was looked for, and which graph may be meant."""
    result = run(command, "HandTrackin")
    assert result.status == 1
    where = f'there is no file "HandTrackin" in {Path.cwd()}, and no graph of that name; did you mean "HandTracking"?'
    assert where in result.stdout + result.stderr


def test_a_name_that_is_like_none_lists_some() -> None:
    """As many as fit; in a process of its own, since other tests register graphs in this one."""
    error = run_process("run", "xyz").stderr
    assert "and no graph of that name; there are: " in error
    assert error.endswith("; `graph_runner list` shows all\n")


def test_a_path_that_is_none_is_about_files(run: Run) -> None:
    """What looks like a file is taken for one."""
    assert run("run", "HandTracking.pbtxt").stderr.startswith("error: there is no file HandTracking.pbtxt")


def test_graphs_are_listed(run: Run) -> None:
    """With their ports, side packets, types, and the first sentence of the comment on top."""
    assert (
        "HandTracking (hand_tracking)  Real-time hand tracking.\n"
        "    in       IMAGE ImageFrame or Image\n"
        "    out      LANDMARKS list[NormalizedLandmarks], WORLD_LANDMARKS list[Landmarks], HANDEDNESS "
        "list[ClassificationList], PRESENCE list[float], PALM_DETECTIONS list[Detection], HAND_RECTS "
        "list[NormalizedRect], HAND_RECTS_FROM_LANDMARKS list[NormalizedRect]\n"
        "    side in  [NUM_HANDS int], [MODEL_COMPLEXITY int]\n"
        f"    graph    {FOLDER / 'hand_tracking.pbtxt'}\n\n"
    ) in run("list", "tracking").stdout


def test_a_single_graph_is_shown_with_its_options_and_its_text(run: Run) -> None:
    """A whole name does not mean others that contain it."""
    out = run("list", "handtracking").stdout
    assert out.startswith("HandTracking (hand_tracking)\n")
    assert "    options  [type.googleapis.com/backedge.HandTrackingOptions]\n" in out
    assert "             min_detection_confidence: float (0 to 1) = 0.5\n" in out
    assert "\n\nReal-time hand tracking.\n\nFinding palms in a whole image is slow" in out
    assert "    image ──> Gate ──> PalmDetection" in out
    assert "HandTrackingImage" not in out


def test_graphs_are_in_the_json(run: Run) -> None:
    """Among the calculators, by name; `kind` tells them apart."""
    entries = {entry["name"]: entry for entry in json.loads(run("list", "--json").stdout)}
    assert entries["GateCalculator"]["kind"] == "calculator"
    graph = entries["HandTracking"]
    assert (graph["kind"], graph["file"]) == ("graph", str(FOLDER / "hand_tracking.pbtxt"))
    assert graph["short_name"] == "hand_tracking"
    assert graph["ports"]["in"] == [
        {
            "tag": "IMAGE",
            "index": 0,
            "name": "image",
            "type": "ImageFrame or Image",
            "optional": False,
            "repeated": False,
            "minimum": 1,
            "description": "ImageFrame, RGB.",
            "text": "IMAGE ImageFrame or Image",
        }
    ]
    assert [(port["tag"], port["optional"]) for port in graph["ports"]["side in"]] == [
        ("NUM_HANDS", True),
        ("MODEL_COMPLEXITY", True),
    ]
    assert graph["options"]["fields"][1]["name"] == "min_presence_confidence"
    assert graph["documentation"].startswith("Real-time hand tracking.")
    assert graph["error"] == ""


def test_graphs_of_a_folder_are_known_by_name_too(empty_folder: Path) -> None:
    """Those of ``--subgraphs`` run and are listed by their types; a wrong one is listed as such."""
    modules = empty_folder / "modules"
    modules.mkdir()
    (modules / "mine.pbtxt").write_text(
        "# Copyright, all of it.\n\n# Mine.\n" + 'type: "Mine"' + MINE.format(name="None")
    )
    (modules / "sizes.pbtxt").write_text(
        '# How large\n# pictures are.\ntype: "Sizes"\ninput_stream: "image" output_stream: "size"\n'
        'node { calculator: "ImageProperties" input_stream: "IMAGE:image" output_stream: "SIZE:size" }\n'
    )
    result = run_process("list", "*", "--subgraphs", "modules", folder=empty_folder)
    assert (
        "Sizes (sizes)  How large pictures are.\n    in       image ImageFrame or Image\n"
        "    out      size tuple[int, int]\n    graph    modules/sizes.pbtxt\n"
    ) in result.stdout
    assert (
        "Mine (mine)  Mine.\n    graph    modules/mine.pbtxt\n"
        "    error    this graph cannot be built: graph_runner check Mine\n"
    ) in result.stdout
    result = run_process(
        "run", "Sizes", "--subgraphs", "modules", "-i", "demo", "--dump", "size=-", folder=empty_folder
    )
    assert (result.status, len(result.stdout.splitlines())) == (0, 180)


def test_a_type_of_your_own_goes_before_the_name_of_a_file_of_ours(empty_folder: Path) -> None:
    """A graph of ``--subgraphs`` may be called as a file that is shipped."""
    modules = empty_folder / "modules"
    modules.mkdir()
    (modules / "mine.pbtxt").write_text('type: "hand_tracking" input_stream: "a" output_stream: "a"')
    result = run_process("check", "hand_tracking", "--subgraphs", "modules", folder=empty_folder)
    assert result.stdout.startswith("modules/mine.pbtxt: ok")


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        ("# One.\n#\n#   Two.\n\n# Of a port.\ninput_stream: 'a'", "One.\n\n  Two."),
        ("# Copyright 2020 Somebody.\n#\n# Licensed.\n\n# What it does.\nnode {}", "What it does."),
        ("\n\n  # Indented.\nnode {}", "Indented."),
        ("node {}\n# Of something else.", ""),
        ("", ""),
    ],
)
def test_the_comment_at_the_head(text: str, comment: str) -> None:
    """It ends at a line without a sign; a copyright is none."""
    assert head_comment(text) == comment


@pytest.mark.parametrize("command", ["check", "run"])
def test_a_forgotten_copy_is_told(run: Run, empty_folder: Path, command: str, clip: Path) -> None:
    """The graph that is run is that of the copy; the warning names it and what it hides."""
    (empty_folder / "copy.pbtxt").write_text((FOLDER / "hand_tracking_image.pbtxt").read_text())
    (empty_folder / "mine.pbtxt").write_text(MINE.format(name="HandTrackingImage"))
    more: tuple[Any, ...] = ("-i", clip) if command == "run" else ()
    if more:
        real_models()
    result = run(command, "mine.pbtxt", *more)
    assert result.status == 0
    told = (
        f'this file is used as "HandTrackingImage", and not {FOLDER / "hand_tracking_image.pbtxt"}, which is installed'
    )
    assert told in result.stdout + result.stderr
    assert "copy.pbtxt:" in result.stdout + result.stderr


@pytest.mark.parametrize("number", ["0", "-1", "0.5"])
def test_a_number_of_hands_that_is_none_is_refused_before_the_first_frame(run: Run, number: str) -> None:
    """Nothing has been fed when the run ends."""
    real_models()
    result = run("run", "HandTracking", "-i", "demo", "--side", f"num_hands={number}", "--dump", "landmarks=l.jsonl")
    assert result.status in (1, 2)
    assert 'side packet "num_hands" must be ' in result.stderr
    assert "frames" not in result.stderr
