"""`graph_runner demo`: the whole thing with the real models, and the figures it must show."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from backedge.calculators.media.image_files import read_image
from backedge.calculators.media.video_reader import VideoReader
from backedge.calculators.synthetic.scene import HandTruth
from backedge.tools.demo_figures import TrackedFrame, landmark_error, measure
from tests.models.available import real_models
from tests.tools.command_line import Result

Run = Callable[..., Result]


def test_the_figures_and_files_of_the_demo(run: Run, tmp_path: Path) -> None:
    """The hand is found, precisely, and the palm detector rests; the files hold what was tracked."""
    real_models()
    folder = tmp_path / "new" / "folder"
    result = run("demo", "--output-dir", folder, "--json")
    assert (result.status, result.stderr) == (0, "")
    figures = json.loads(result.stdout)
    assert figures["frames"] == 180
    assert figures["visible"] >= 90
    assert figures["found_share"] >= 0.98
    assert figures["landmark_error"] <= 0.05
    assert figures["detector_share"] <= 0.10
    # It leaves the picture and comes back: at least once in between there is no hand, and the detector looks for it.
    assert figures["detector_ran"] > figures["detector_ran_while_tracked"] >= 2
    assert figures["fps"] > 0
    times = {time["node"]: time for time in figures["node_times"]}
    assert times["LandmarkInferenceCalculator"]["calls"] == 180
    assert times["PalmDetectionCalculator"]["calls"] == figures["detector_ran"]
    assert not any("graph_runner" in name for name in times)

    video, sheet, landmarks = map(Path, figures["files"])
    assert {video.parent, sheet.parent, landmarks.parent} == {folder}
    with VideoReader(video) as reader:
        assert (reader.width, reader.height, len(list(reader))) == (640, 480, 180)
    assert read_image(sheet).shape[1] > 1000
    records = [json.loads(line) for line in landmarks.read_text().splitlines()]
    assert len(records) == figures["tracked"]
    assert np.shape(records[0]["value"][0]["points"]) == (21, 3)


def test_the_demo_is_told_to_people(run: Run, tmp_path: Path) -> None:
    """The demo without --json prints two tables and the files; one frame is enough for both."""
    real_models()
    result = run("demo", "--frames", "1", "--seed", "1", "--output-dir", tmp_path)
    assert result.status == 0
    assert "A synthetic hand, tracked by hand_tracking.pbtxt" in result.stdout
    assert "Time per node" in result.stdout
    assert f"contact sheet   {tmp_path / 'contact_sheet.png'}" in result.stdout


def test_a_folder_that_cannot_be_made(run: Run, tmp_path: Path) -> None:
    """The error names the folder and the option."""
    real_models()
    (tmp_path / "file").touch()
    result = run("demo", "--output-dir", tmp_path / "file" / "folder")
    assert result.status == 1
    assert result.stderr == (
        f"error: cannot make the folder {tmp_path}/file/folder: Not a directory; name another with --output-dir\n"
    )


def truth(visible: bool = True) -> HandTruth:
    """A hand whose palm is 0.1 picture widths wide."""
    landmarks = np.full((21, 3), 0.5, np.float32)
    landmarks[5, 0], landmarks[17, 0] = 0.45, 0.55
    return HandTruth(landmarks, "Right", visible=visible, present=True)


def moved(landmarks: NDArray[np.float32], x: float = 0.0, y: float = 0.0, z: float = 0.0) -> NDArray[np.float32]:
    """Landmarks that lie elsewhere."""
    return landmarks + np.array([x, y, z], np.float32)


def test_figures_are_counted_against_the_truth() -> None:
    """Each frame counts where it belongs: visible, found, tracked, detector ran, and both together."""
    found = moved(truth().landmarks, x=0.01)
    frames = [
        TrackedFrame(truth(), None, detector_ran=True),
        TrackedFrame(truth(), found, detector_ran=True),
        TrackedFrame(truth(), found, detector_ran=False),
        TrackedFrame(truth(visible=False), found, detector_ran=False),
        TrackedFrame(truth(visible=False), None, detector_ran=True),
    ]
    figures = measure(frames, (200, 100))
    assert (figures.frames, figures.visible, figures.found, figures.tracked) == (5, 3, 2, 3)
    assert (figures.detector_ran, figures.detector_ran_while_tracked) == (3, 1)
    assert figures.found_share == pytest.approx(2 / 3)
    assert figures.detector_share == pytest.approx(1 / 3)
    assert figures.landmark_error == pytest.approx(0.1, rel=1e-4)


def test_figures_of_a_clip_without_hands() -> None:
    """A clip without hands has no error to report, and nothing is divided by zero."""
    figures = measure([TrackedFrame(truth(visible=False), None, detector_ran=True)], (200, 100))
    assert (figures.found_share, figures.detector_share) == (0.0, 0.0)
    assert np.isnan(figures.landmark_error)


def test_landmark_error_is_in_palm_widths_of_the_picture() -> None:
    """Landmarks' x is in picture widths and y in heights: 0.1 down in a wide picture is less than 0.1 across."""
    true = truth().landmarks
    assert landmark_error(moved(true, x=0.1), true, (200, 100)) == pytest.approx(1.0, rel=1e-4)
    assert landmark_error(moved(true, y=0.1), true, (200, 100)) == pytest.approx(0.5, rel=1e-4)
    assert landmark_error(moved(true, z=0.1), true, (200, 100)) == 0.0
