"""The pose graphs: MediaPipe's detections, landmarks and masks, stage by stage and over a clip."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backedge.errors import CalculatorError
from backedge.formats import ImageFrame
from backedge.testing import run_node
from tests.data import hands_dir
from tests.graphs.persons import programs
from tests.graphs.persons.pictures import MAN
from tests.graphs.persons.record import recorded
from tests.graphs.shared_pictures import picture
from tests.models.available import real_models

DETECTIONS, BY_ROI, TRACKED = (recorded(name) for name in ("pose_detections", "pose_by_roi", "pose_tracked"))
SMOOTH = [True, False]
TRACKING = """
    node {
      calculator: "PoseLandmarkCpu"
      input_side_packet: "MODEL_COMPLEXITY:model_complexity"
      input_side_packet: "USE_PREV_LANDMARKS:use_prev_landmarks"
      input_stream: "IMAGE:image"
      output_stream: "LANDMARKS:landmarks"
      output_stream: "SEGMENTATION_MASK:mask"
      output_stream: "DETECTION:detection"
    }
"""


@cache
def ours(program: str) -> dict[str, Any]:
    """What our graphs answer to a program; skips without pictures or models."""
    hands = hands_dir()
    real_models()
    answers: dict[str, Any] = getattr(programs, program)("backedge.compat.mediapipe", hands)
    return answers


def difference(program: str, name: str) -> Any:
    """How far each number is from MediaPipe's, of which there are as many."""
    expected, found = (answers[name].astype(np.float64) for answers in (recorded(program), ours(program)))
    assert found.shape == expected.shape
    return np.abs(found - expected)


@pytest.mark.parametrize("name", DETECTIONS)
def test_detections_and_their_rectangles_are_mediapipes(name: str) -> None:
    """As many persons are found; scores, boxes, keypoints and rectangles are the same to 5 digits."""
    assert (difference("pose_detections", name) <= 1e-5).all()


def test_persons_are_found_where_there_are_some() -> None:
    """The recording is of one person in most pictures, of two in one, of none where there is nobody."""
    counts = {name: len(rows) for name, rows in DETECTIONS.items() if not name.endswith(": roi")}
    assert {name: count for name, count in counts.items() if count != 1} == {"two": 2, "nobody": 0, "one pixel": 0}


@pytest.mark.parametrize("roi", ["upright", "turned"])
def test_landmarks_in_a_rectangle_are_mediapipes(roi: str) -> None:
    """Landmarks are within 0.003 (median 0.0005) of the image's size, world landmarks within 1 mm, the rest 0.01."""
    for stream in ("landmarks", "auxiliary"):
        offsets = difference("pose_by_roi", f"{roi}: {stream}")
        assert offsets.shape[0] == 1
        assert offsets[..., :3].max() <= 0.003
        assert np.median(offsets[..., :3]) <= 0.0005
        assert offsets[..., 3:].max() <= 0.01
    world = difference("pose_by_roi", f"{roi}: world")
    assert world[..., :3].max() <= 0.001
    assert world[..., 3:].max() <= 0.01


@pytest.mark.parametrize("roi", ["upright", "turned"])
def test_masks_in_a_rectangle_are_mediapipes(roi: str) -> None:
    """Masks differ by at most 0.001 on average, and the person covers some of the picture."""
    assert difference("pose_by_roi", f"{roi}: mask").mean() <= 0.001
    assert 0.2 < ours("pose_by_roi")[f"{roi}: mask"].mean() < 0.8


def test_nothing_comes_of_a_rectangle_without_a_person() -> None:
    """Neither landmarks nor a mask."""
    answers = {name: len(found) for name, found in ours("pose_by_roi").items() if name.startswith("nobody")}
    assert answers == dict.fromkeys([f"nobody: {each}" for each in ("landmarks", "auxiliary", "world", "mask")], 0)


def test_the_clip_is_decoded_as_in_the_recording() -> None:
    """The frames have the pixels that MediaPipe saw."""
    assert ours("pose_tracked")["fingerprint"] == TRACKED["fingerprint"]


@pytest.mark.parametrize("smooth", SMOOTH)
def test_a_person_is_detected_once_and_tracked(smooth: bool) -> None:
    """The detector finds a person where MediaPipe's does, in the first frame of each, and landmarks are in the same."""
    for stream in ("detection", "landmarks"):
        times = ours("pose_tracked")[f"times of {stream}, smooth {smooth}"]
        assert times.tolist() == TRACKED[f"times of {stream}, smooth {smooth}"].tolist()
    numbers = ours("pose_tracked")[f"times of detection, smooth {smooth}"] // 33_333
    assert numbers.tolist() == [0, 28]


@pytest.mark.parametrize("smooth", SMOOTH)
def test_tracked_landmarks_are_mediapipes(smooth: bool) -> None:
    """Free-running, half of the numbers are within 0.0005, and places in the image within 0.005."""
    for stream in ("landmarks", "world"):
        offsets = difference("pose_tracked", f"{stream}, smooth {smooth}")
        assert np.median(offsets) <= 0.0005
        assert offsets[..., :2].max() <= 0.005
        assert offsets.max() <= 0.01
    assert difference("pose_tracked", f"rois, smooth {smooth}").max() <= 0.003
    assert difference("pose_tracked", f"masks, smooth {smooth}").mean() <= 0.001


def test_smoothing_keeps_still() -> None:
    """Smoothed landmarks move less from frame to frame than those that are not."""
    moves = {
        smooth: np.abs(np.diff(ours("pose_tracked")[f"landmarks, smooth {smooth}"][:8, :, :2], axis=0)).mean()
        for smooth in SMOOTH
    }
    assert moves[True] < moves[False]


def test_without_the_previous_landmarks_every_image_is_searched(models: Path) -> None:
    """The detector runs on every frame; by default there is no mask."""
    del models
    frames = [ImageFrame(picture(hands_dir(), MAN)[::2, ::2])] * 3
    outputs = run_node(TRACKING, {"image": frames}, {"model_complexity": 1, "use_prev_landmarks": False})
    assert [len(outputs.values(stream)) for stream in ("detection", "landmarks", "mask")] == [3, 3, 0]
    tracked = run_node(TRACKING, {"image": frames}, {"model_complexity": 1, "use_prev_landmarks": True})
    assert [len(tracked.values(stream)) for stream in ("detection", "landmarks", "mask")] == [1, 3, 0]


@pytest.mark.parametrize(("complexity", "file"), [(0, "pose_landmark_lite.tflite"), (2, "pose_landmark_heavy.tflite")])
def test_a_model_that_the_wheel_lacks_is_named(complexity: int, file: str) -> None:
    """The message has the file, the folder to put it into, and where it is to be had."""
    with pytest.raises(CalculatorError, match=f"{file} is not in .* no wheel has it: fetch it from https://.*/{file}"):
        run_node(TRACKING, {"image": []}, {"model_complexity": complexity, "use_prev_landmarks": True})
