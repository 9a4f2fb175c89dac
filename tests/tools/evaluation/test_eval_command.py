"""`graph_runner eval` on pictures and videos, with the real models."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backedge.calculators.media.video_writer import VideoWriter
from backedge.calculators.synthetic.scene import SyntheticHand
from backedge.graphs.hand_tracking import HandTracker
from tests.models.available import real_models
from tests.tools.command_line import Result

Run = Callable[..., Result]
CLIP = SyntheticHand(width=320, height=240, frames=180)
FRAMES = range(40, 64)


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A video of a hand that is wholly visible, with the truth in rows beside it."""
    folder = tmp_path_factory.mktemp("clips")
    rows = []
    with VideoWriter(folder / "hand.mp4", 30.0) as writer:
        for number, place in enumerate(FRAMES):
            frame = CLIP[place]
            writer.write(frame.image)
            points = (frame.hands[0].landmarks[:, :2] * (320, 240)).tolist()
            hand = {"points": points, "handedness": "Right"}
            rows.append({"video": "hand.mp4", "frame": number, "width": 320, "height": 240, "hands": [hand]})
    (folder / "hand.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def part(result: Result, name: str, graph: int = 0) -> dict[str, Any]:
    """The figures of a part."""
    assert result.status == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)["graphs"][graph][name]
    return found


def test_pictures(run: Run, tmp_path: Path) -> None:
    """Figures with intervals and groups of a small synthetic set; the same graph against itself differs in nothing."""
    real_models()
    assert run("synth", tmp_path / "set", "--count", 16, "--seed", 1, "-q").status == 0
    result = run("eval", "HandTracking", "--data", tmp_path / "set", "--vs", "HandTracking", "--json")
    found = part(result, "pictures")
    assert found["frames"] == 16
    figures = found["figures"]
    assert 0 < figures["recall"]["value"] < 1
    assert figures["recall"]["low"] <= figures["recall"]["value"] <= figures["recall"]["high"]
    assert 0 < figures["nme"]["value"] < 0.5
    assert 5 < figures["epe_mm"]["value"] < 60
    assert figures["auc_of_all"]["value"] <= figures["auc"]["value"]
    assert found["palms"]["count"] == found["boxes"]["count"] == figures["recall"]["count"]
    assert {"size", "skin_tone", "side", "tilt"} <= set(found["groups"])
    by_size = found["groups"]["size"].values()
    assert sum(each["recall"]["count"] for each in by_size) == figures["recall"]["count"]
    document = json.loads(result.stdout)
    assert [graph["label"] for graph in document["graphs"]] == ["hand_tracking (1)", "hand_tracking (2)"]
    for name, each in document["comparison"]["pictures"].items():
        if name != "seconds":
            assert (each["value"], each["p"]) == (0, 1), name


def test_a_video_with_truth(run: Run, video: Path) -> None:
    """The hand is held from end to end, near the truth, and the detector rests after the first frames."""
    real_models()
    found = part(run("eval", "HandTracking", "--data", video, "--side", "num_hands=1", "--json"), "videos")
    figures = {name: each["value"] for name, each in found["figures"].items()}
    assert found["frames"] == len(FRAMES)
    assert figures["recall"] == 1
    assert figures["handedness"] == 1
    assert figures["nme"] < 0.1
    assert figures["track_life"] == len(FRAMES)
    assert figures["losses"] == figures["duplicates"] == figures["drop_outs"] == 0
    assert figures["detector_rested"] > 0.9
    assert figures["seconds"] > 0


def test_videos_that_synth_draws(run: Run, tmp_path: Path) -> None:
    """Of all ways to move there are figures; the still hand shakes a little, speeds are parted, tracks live."""
    real_models()
    assert run("synth", tmp_path / "set", "--videos", 5, "--seconds", 0.6, "--seed", 1, "-q").status == 0
    found = part(run("eval", "HandTracking", "--data", tmp_path / "set", "--side", "num_hands=1", "--json"), "videos")
    figures = {name: each["value"] for name, each in found["figures"].items()}
    assert found["frames"] == 90
    assert 0.3 < figures["recall"] <= 1
    assert 0 < figures["jitter"] < 0.05
    assert 5 < figures["track_life"] <= 18
    assert figures["detector_rested"] > 0.7
    assert set(found["groups"]["motion"]) == {"still", "slow", "fast", "leaves", "crossing"}
    assert len(found["groups"]["speed"]) >= 3


def test_folders_of_one_name(run: Run, video: Path, tmp_path: Path) -> None:
    """Their videos count apart; the same folder cannot be given twice."""
    real_models()
    for place in ("one", "two"):
        (tmp_path / place / "set").mkdir(parents=True)
        (tmp_path / place / "set" / "hand.mp4").write_bytes((video / "hand.mp4").read_bytes())
    data = ("--data", tmp_path / "one" / "set", "--data", tmp_path / "two" / "set")
    assert part(run("eval", "HandTracking", *data, "--json"), "videos")["frames"] == 2 * len(FRAMES)
    result = run("eval", "HandTracking", *data, "--data", tmp_path / "one" / ".." / "one" / "set")
    assert result.status == 2
    assert f"--data names {tmp_path}/one/set twice" in result.stderr


def test_results_of_another_tracker_as_the_truth(run: Run, video: Path, tmp_path: Path) -> None:
    """A recording of the graph itself beside the video, or arrays of its landmarks: no error at all."""
    real_models()
    pytest.importorskip("mcap")
    for name in ("recorded", "arrays"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "hand.mp4").write_bytes((video / "hand.mp4").read_bytes())
    recorded = tmp_path / "recorded" / "hand"
    done = run(
        "run", "HandTracking", "-i", f"{recorded}.mp4", "--record", f"{recorded}.mcap", "--record-stream", "outputs"
    )
    assert done.status == 0, done.stderr
    found = part(run("eval", "HandTracking", "--data", tmp_path / "recorded", "--json"), "videos")["figures"]
    assert found["recall"]["count"] == len(FRAMES)
    assert (found["nme"]["value"], found["handedness"]["value"]) == pytest.approx((0, 1), abs=1e-6)

    landmarks = np.full((len(FRAMES), 2, 21, 3), np.nan, np.float32)
    from backedge.calculators.media.video_reader import VideoReader

    with HandTracker() as tracker, VideoReader(tmp_path / "arrays" / "hand.mp4") as reader:
        for number, frame in enumerate(reader):
            for place, hand in enumerate(tracker.process(frame.image, frame.timestamp).hands):
                landmarks[number, place] = hand.landmarks
    np.savez(tmp_path / "arrays" / "hand.npz", landmarks=landmarks)
    found = part(run("eval", "HandTracking", "--data", tmp_path / "arrays", "--json"), "videos")["figures"]
    assert found["nme"]["value"] == pytest.approx(0, abs=1e-6)
    assert "handedness" not in found


def test_a_video_of_which_nothing_is_known(run: Run, video: Path, tmp_path: Path) -> None:
    """Only what needs no truth is told."""
    real_models()
    (tmp_path / "hand.mp4").write_bytes((video / "hand.mp4").read_bytes())
    result = run("eval", "HandTracking", "--data", tmp_path, "--side", "num_hands=1")
    assert result.status == 0
    assert "frames with a hand found twice" in result.stdout
    assert "hands that are found" not in result.stdout
    assert "precision" not in result.stdout


SOURCE = """
output_stream: "LANDMARKS:truth"
node { calculator: "SyntheticHandSourceCalculator" output_stream: "IMAGE:image" output_stream: "GROUND_TRUTH:truth" }
"""
SAME = """
input_stream: "IMAGE:a"
output_stream: "IMAGE:b"
node { calculator: "PassThroughCalculator" input_stream: "a" output_stream: "b" }
"""


@pytest.mark.parametrize(
    ("graph", "words"),
    [
        (SOURCE, "no input stream of pictures; its input streams are: none"),
        (SAME, "no output stream tagged LANDMARKS; its output streams are: IMAGE:b"),
    ],
)
def test_graphs_that_cannot_be_judged(run: Run, video: Path, tmp_path: Path, graph: str, words: str) -> None:
    """They are told what they lack."""
    (tmp_path / "graph.pbtxt").write_text(graph)
    result = run("eval", tmp_path / "graph.pbtxt", "--data", video)
    assert result.status == 1
    assert words in result.stderr


def test_data_that_is_not_there(run: Run, tmp_path: Path) -> None:
    """What was expected where."""
    result = run("eval", "HandTracking", "--data", tmp_path / "nothing")
    assert result.status == 1
    assert result.stderr == (
        f"error: {tmp_path}/nothing: expected a folder or file of truth, found nothing of that name\n"
    )
    result = run("eval", "HandTracking", "--data", tmp_path)
    assert "expected annotations.json, truth.parquet, truth.jsonl, videos, or a dataset (clips" in result.stderr
    result = run("eval", "HandTracking", "--data", tmp_path, "--vs-side", "num_hands=1")
    assert result.status == 2
