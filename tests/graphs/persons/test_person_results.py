"""`PoseTracker` and `SelfieSegmenter` on persons: MediaPipe's results, names, and pictures."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import pytest

from backedge.formats import PoseLandmark
from backedge.graphs.interop import key_points, landmark_table
from backedge.graphs.pose import Pose, PoseTracker, PoseTrackingResult
from backedge.graphs.selfie_segmentation import SelfieSegmenter
from tests.data import hands_dir
from tests.graphs.persons import programs
from tests.graphs.persons.pictures import MAN, clip
from tests.graphs.persons.record import recorded
from tests.graphs.shared_pictures import ASTRONAUT, picture
from tests.models.available import needs_litert, real_models


@cache
def tracked() -> list[PoseTrackingResult]:
    """The recorded clip, tracked with everything on; skips without pictures or models."""
    hands = hands_dir()
    real_models()
    with PoseTracker(enable_segmentation=True) as tracker:
        return [tracker.process(frame) for frame in clip(hands)]


def poses() -> list[Pose]:
    """The bodies of the clip's frames that show a person."""
    return [result.pose for result in tracked() if result.pose]


def test_a_clip_is_tracked_as_by_mediapipe() -> None:
    """Free-running, the person is there, and the detector finds one, on the same frames."""
    expected = recorded("pose_tracked")
    found = [result.timestamp for result in tracked() if result.pose]
    detected = [result.timestamp for result in tracked() if result.pose_detection]
    assert found == expected["times of landmarks, smooth True"].tolist()
    assert detected == expected["times of detection, smooth True"].tolist()
    rested = {result.timestamp for result in tracked() if not result.pose_detector_ran}
    assert rested == set(found[1:]) - set(detected) | {found[23] + 33_333}  # the first without a person was a track's


def test_tracked_bodies_are_mediapipes() -> None:
    """Half of the numbers are within 0.0005, places in the image within 0.005; masks within 0.001 on average."""
    expected = recorded("pose_tracked")
    landmarks = [np.column_stack([pose.landmarks, pose.visibility]) for pose in poses()]
    world = [np.column_stack([pose.world_landmarks, pose.visibility]) for pose in poses()]
    for stream, numbers in (("landmarks", landmarks), ("world", world)):
        offsets = np.abs(np.array(numbers)[:: programs.TRACKED_STEP] - expected[f"{stream}, smooth True"])
        assert np.median(offsets) <= 0.0005
        assert offsets[..., :2].max() <= 0.005
        assert offsets.max() <= 0.01
    rects = [[each.x_center, each.y_center, each.width, each.height] for each in (pose.rect for pose in poses())]
    assert np.abs(np.array(rects) - expected["rois, smooth True"][:, :4]).max() <= 0.003
    masks = [result.segmentation_mask for result in tracked() if result.segmentation_mask is not None]
    step = programs.MASK_STEP
    for mask, theirs in zip(masks[5::10], expected["masks, smooth True"], strict=True):
        assert np.abs(mask[::step, ::step] - theirs).mean() <= 0.001


@needs_litert
@pytest.mark.parametrize("model", [0, 1])
def test_selfie_masks_are_mediapipes(model: int) -> None:
    """Masks differ by less than 0.001 on average, whichever model."""
    hands = hands_dir()
    real_models()
    with SelfieSegmenter(model) as segmenter:
        for file in (ASTRONAUT, MAN):
            mask = segmenter.process(picture(hands, file)).mask
            expected = recorded("selfie_masks")[f"{file}, model {model}"].astype(np.float32)
            assert np.abs(mask[:: programs.MASK_STEP, :: programs.MASK_STEP] - expected).mean() <= 0.001


def test_landmarks_have_names() -> None:
    """Shoulders are below the nose; names, members and numbers mean the same."""
    pose = poses()[0]
    assert pose["left_shoulder"][1] > pose["nose"][1]
    assert np.array_equal(pose[PoseLandmark.LEFT_WRIST], pose[15])
    assert pose.visibility[PoseLandmark.NOSE] > 0.9
    assert pose.presence[PoseLandmark.NOSE] > 0.9
    for array in (pose.landmarks, pose.world_landmarks, pose.visibility, pose.presence):
        assert len(array) == 33
        assert not array.flags.writeable


def last_of_clip(**arguments: Any) -> PoseTrackingResult:
    """The result of the clip's fourth frame."""
    frames = clip(hands_dir())[:4]
    real_models()
    with PoseTracker(**arguments) as tracker:
        return [tracker.process(frame) for frame in frames][-1]


def test_smoothing_can_be_switched_off() -> None:
    """Landmarks and masks are others then, but not far away."""
    smooth = tracked()[3]
    rough = last_of_clip(smooth_landmarks=False, enable_segmentation=True, smooth_segmentation=False)
    assert smooth.pose
    assert rough.pose
    assert 0 < np.abs(rough.pose.landmarks - smooth.pose.landmarks).mean() < 0.05
    assert rough.segmentation_mask is not None
    assert smooth.segmentation_mask is not None
    assert 0 < np.abs(rough.segmentation_mask - smooth.segmentation_mask).mean() < 0.05


def test_there_is_a_mask_only_if_it_is_asked_for() -> None:
    """By default there is none."""
    assert last_of_clip().segmentation_mask is None


def test_static_images_are_searched_one_by_one() -> None:
    """The detector runs on each, and the images before make no difference."""
    static = last_of_clip(static_images=True)
    with PoseTracker(static_images=True) as tracker:
        alone = tracker.process(clip(hands_dir())[3])
    assert (static.pose_detector_ran, tracked()[3].pose_detector_ran) == (True, False)
    assert static.pose
    assert alone.pose
    assert np.array_equal(static.pose.landmarks, alone.pose.landmarks)


def test_thresholds_are_arguments() -> None:
    """With those that no person reaches, none is found."""
    assert last_of_clip(min_detection_confidence=1).pose_detection is None
    lost = last_of_clip(min_tracking_confidence=1)
    assert lost.pose is None
    assert lost.pose_detection


def test_results_are_told_in_a_line_as_json_and_as_tables() -> None:
    """Tables have what the model says of each landmark, and places in metres."""
    result = tracked()[0]
    assert repr(result).startswith("PoseTrackingResult(Pose(")
    assert "nobody, pose detector ran" in repr(tracked()[27])
    read = json.loads(json.dumps(result.to_dict()))
    assert np.shape(read["pose"]["landmarks"]) == (33, 3)
    assert read["segmentation_mask"] == {"format": "VEC32F1", "width": 320, "height": 240}
    assert json.loads(json.dumps(tracked()[27].to_dict()))["pose"] is None
    table = landmark_table(tracked())
    names = ["timestamp", "object", "landmark", "name", *"xyz", "visibility", "presence"]
    assert list(table) == [*names, "world_x", "world_y", "world_z"]
    assert len(table["name"]) == 33 * len(poses())
    assert list(landmark_table(tracked()[27])) == list(table)


def test_supervision_takes_the_body() -> None:
    """Each key point is as sure as it is visible."""
    pytest.importorskip("supervision", reason="needs the extra `interop`")
    points = key_points(tracked()[0])
    assert points.xy.shape == (1, 33, 2)
    assert np.array_equal(points.keypoint_confidence[0], poses()[0].visibility)


def test_drawings_show_the_body_and_darken_the_rest() -> None:
    """Landmarks that are visible are drawn over; the mask leaves the person as bright as before."""
    frame, result = clip(hands_dir())[0], tracked()[0]
    drawn = result.draw(frame)
    [pose] = result.objects
    pixels = pose.pixels(320, 240).astype(int)
    inside = (pose.visibility > 0.5) & (pixels >= 0).all(axis=1) & (pixels < (320, 240)).all(axis=1)
    x, y = pixels[inside].T
    assert (pose.draw(frame) != frame).any(axis=2)[y, x].all()
    mask = result.segmentation_mask
    assert mask is not None
    assert drawn[mask < 0.01].mean() < 0.4 * frame[mask < 0.01].mean()
    for each in (pose, result):
        assert (each._repr_png_() or b"").startswith(b"\x89PNG")
