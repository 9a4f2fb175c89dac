"""`graph_runner run --rerun`: what Rerun reads back from its file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.tools.command_line import Result
from tests.tools.conftest import FRAMES

chunk = pytest.importorskip("rerun.chunk", reason="needs backedge[rerun]")

Run = Callable[..., Result]

GATED = """
input_stream: "IMAGE:image"
output_stream: "size"
output_stream: "width"
node { calculator: "PacketThinnerCalculator" input_stream: "image" output_stream: "thinned"
       node_options { [type.googleapis.com/mediapipe.PacketThinnerCalculatorOptions] { period: 100000 } } }
node { calculator: "PacketPresenceCalculator" input_stream: "PACKET:thinned" output_stream: "PRESENCE:seldom" }
node { calculator: "GateCalculator" name: "door" input_stream: "image" input_stream: "ALLOW:seldom"
       output_stream: "let_through" }
node { calculator: "ImagePropertiesCalculator" input_stream: "IMAGE:let_through" output_stream: "SIZE:size" }
node { calculator: "PacketPresenceCalculator" input_stream: "PACKET:let_through" output_stream: "PRESENCE:width" }
"""


def logged(path: Path) -> dict[str, list[dict[str, Any]]]:
    """What a file has by entity: a row for each time, columns by name; times in microseconds."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for part in chunk.RrdReader(path).stream().to_chunks():
        for row in part.to_record_batch().to_pylist():
            time = row.get("mediapipe")
            row["time"] = None if time is None else round(time.total_seconds() * 1e6)
            rows.setdefault(part.entity_path, []).append(row)
    return {entity: sorted(found, key=lambda row: row["time"] or 0) for entity, found in rows.items()}


def scalars(rows: list[dict[str, Any]]) -> list[tuple[int, float]]:
    """Times and numbers of an entity."""
    return [(row["time"], row["Scalars:scalars"][0]) for row in rows]


def test_pictures_numbers_and_gates_are_on_the_time_line(run: Run, clip: Path, tmp_path: Path) -> None:
    """Each at the packet's timestamp; a gate is 1 where it lets through, and 0 where it does not."""
    (tmp_path / "graph.pbtxt").write_text(GATED)
    result = run("run", tmp_path / "graph.pbtxt", "--input", clip, "--rerun", tmp_path / "run.rrd")
    assert result.status == 0
    assert f"written  {tmp_path / 'run.rrd'}" in result.stdout
    found = logged(tmp_path / "run.rrd")
    pictures = found["/image"]
    assert [row["time"] for row in pictures][:3] == [0, 33333, 66667]
    assert len(pictures) == FRAMES
    assert bytes(pictures[0]["EncodedImage:blob"][0])[:2] == b"\xff\xd8"
    gate = scalars(found["/gates/door"])
    assert len(gate) == FRAMES
    assert {value for _, value in gate} == {0.0, 1.0}
    assert gate[:5] == [(0, 1.0), (33333, 0.0), (66667, 0.0), (100000, 1.0), (133333, 0.0)]
    passed = {time for time, value in gate if value}
    assert {row["time"] for row in found["/image/size"] if row.get("Scalars:scalars")} == passed


def test_hands_are_points_boxes_and_lines(run: Run, hand_graph: str, clip: Path, tmp_path: Path) -> None:
    """In pixels of the picture, and in metres."""
    options = ("--rerun", tmp_path / "hand.rrd", "--side", "num_hands=1")
    assert run("run", hand_graph, "--input", clip, *options).status == 0
    found = logged(tmp_path / "hand.rrd")
    points = found["/image/landmarks"][-1]["Points2D:positions"]
    assert len(points) == 21
    assert all(0 < x < 256 and 0 < y < 192 for x, y in points)
    assert len(found["/image/landmarks/lines"][-1]["LineStrips2D:strips"]) == 21
    assert len(found["/image/world_landmarks"][-1]["Points3D:positions"]) == 21
    (palm,) = [row for row in found["/image/palm_detections"] if row.get("Boxes2D:half_sizes")]
    assert len(palm["Boxes2D:half_sizes"]) == 1
    assert len(found["/image/hand_rects"][0]["LineStrips2D:strips"][0]) == 5
    assert found["/image/handedness"][0]["TextLog:text"][0] in {"Left", "Right"}
    assert 0.5 < found["/image/presence"][0]["Scalars:scalars"][0] <= 1
    assert scalars(found["/gates/GateCalculator"])[0][1] == 1.0


@pytest.mark.parametrize(
    ("target", "status", "told"),
    [
        ("run.txt", 2, '--rerun: "run.txt" is neither a file (.rrd), nor "viewer", nor an address'),
        ("missing/run.rrd", 1, "there is no folder missing; create it first"),
    ],
)
def test_mistakes_are_told(
    run: Run, sizes: Path, clip: Path, monkeypatch: pytest.MonkeyPatch, target: str, status: int, told: str
) -> None:
    """In a line."""
    monkeypatch.chdir(sizes.parent)
    result = run("run", sizes, "--input", clip, "--rerun", target)
    assert result.status == status
    assert told in result.stderr


def test_rerun_reads_recordings(run: Run, sizes: Path, clip: Path, tmp_path: Path) -> None:
    """The MCAP files of --record: one channel a stream, pictures as pictures."""
    run("run", sizes, "--input", clip, "--record", tmp_path / "x.mcap", "--record-stream", "all")
    rows = {part.entity_path for part in chunk.McapReader(tmp_path / "x.mcap").stream().to_chunks()}
    assert {"/image", "/same", "/size"} <= rows
    batches = [part.to_record_batch() for part in chunk.McapReader(tmp_path / "x.mcap").stream().to_chunks()]
    assert any("EncodedImage:blob" in batch.schema.names for batch in batches)
