"""Folders of videos with what somebody knows of them: what does not fit is told."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from backedge.calculators.media.video_writer import VideoWriter
from backedge.errors import ResourceError
from backedge.tools.evaluation.evaluate import judge
from backedge.tools.evaluation.judged_graph import Candidate
from backedge.tools.graph_files import find_graph
from backedge.tools.hand_sets.opening import open_set
from backedge.tools.hand_sets.truth import HandSet
from tests.models.available import real_models


def video(folder: Path, name: str = "clip.mp4", frames: int = 3) -> Path:
    """A short grey video."""
    with VideoWriter(folder / name, 30.0) as writer:
        for _ in range(frames):
            writer.write(np.full((64, 96, 3), 90, np.uint8))
    return folder


def refused(folder: Path, words: str) -> None:
    """The folder is refused with these words."""
    with pytest.raises(ResourceError, match=re.escape(words)):
        open_set(folder)


def test_arrays_of_landmarks(tmp_path: Path) -> None:
    """Normalised landmarks become pixels; NaN is no hand; 0 is left and 1 is right."""
    landmarks = np.full((3, 2, 21, 3), np.nan)
    landmarks[1, 0] = 0.5
    np.savez(video(tmp_path) / "clip.npz", landmarks=landmarks, handed=np.array([[-1, -1], [0, -1], [-1, -1]]))
    (clip,) = open_set(tmp_path).clips
    assert [len(hands) for hands in clip.frames] == [0, 1, 0]
    assert clip.frames[1][0].points == pytest.approx(np.full((21, 2), (48, 32)))
    assert clip.frames[1][0].handedness == "Left"
    assert (clip.size, clip.source) == ((96, 64), "reference")


def test_arrays_of_another_shape(tmp_path: Path) -> None:
    """The shape that was expected is told, and the one that was found."""
    np.savez(video(tmp_path) / "clip.npz", landmarks=np.zeros((3, 21, 3)))
    wanted = "clip.npz: expected an array landmarks (frames, hands, 21, 2 or 3)"
    refused(tmp_path, f"{wanted}, found one of shape (3, 21, 3)")
    np.savez(tmp_path / "clip.npz", points=np.zeros(3))
    refused(tmp_path, f"{wanted}, found no such array")
    (tmp_path / "clip.npz").write_bytes(b"no arrays")
    refused(tmp_path, "clip.npz: expected arrays (.npz)")


def test_rows_of_another_video(tmp_path: Path) -> None:
    """Rows are of the video whose name they have."""
    row = {"video": "other.mp4", "frame": 0, "width": 96, "height": 64, "hands": []}
    (video(tmp_path) / "clip.jsonl").write_text(json.dumps(row))
    refused(tmp_path, 'clip.jsonl: expected rows whose video is "clip.mp4", found none')


def test_a_folder_without_videos(tmp_path: Path) -> None:
    """The endings that were looked for are told."""
    with pytest.raises(ResourceError, match=r"expected videos \(\.avi, .*\), found none"):
        open_set(tmp_path, "clips")


@pytest.mark.parametrize(("known", "found"), [(2, "more"), (4, "3")])
def test_truth_of_more_or_fewer_frames(tmp_path: Path, known: int, found: str) -> None:
    """A video and the truth about it must go on as long as each other."""
    real_models()
    np.savez(video(tmp_path) / "clip.npz", landmarks=np.full((known, 1, 21, 3), np.nan))
    data: HandSet = open_set(tmp_path)
    with pytest.raises(ResourceError, match=f"clip.mp4: expected {known} frames, as are known of it, found {found}"):
        judge(Candidate(find_graph("HandTracking")), [data], lambda _done, _all: None)


def test_recordings_that_do_not_fit(tmp_path: Path) -> None:
    """One without landmarks."""
    pytest.importorskip("mcap")
    from backedge.tools.graph_runner import run_command_line

    clip = video(tmp_path) / "clip.mp4"
    (tmp_path / "graph.pbtxt").write_text(
        'input_stream: "IMAGE:image" output_stream: "SIZE:size" '
        'node { calculator: "ImagePropertiesCalculator" input_stream: "IMAGE:image" output_stream: "SIZE:size" }'
    )
    words = ["run", tmp_path / "graph.pbtxt", "-q", "-i", clip, "--record", tmp_path / "clip.mcap"]
    assert run_command_line([*map(str, words), "--record-stream", "outputs"]) == 0
    (tmp_path / "graph.pbtxt").unlink()
    refused(
        tmp_path, "clip.mcap: expected a stream of landmarks (landmarks, multi_hand_landmarks, hand_landmarks), found"
    )
