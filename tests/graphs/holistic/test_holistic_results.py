"""`HolisticTracker` on persons: MediaPipe's results, parts, names, and pictures."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import pytest

from backedge.graphs.holistic import HolisticResult, HolisticTracker
from backedge.graphs.interop import landmark_table
from backedge.graphs.landmark_results import LandmarkResult
from tests.data import hands_dir
from tests.graphs.holistic import programs
from tests.graphs.holistic.pictures import pictures
from tests.graphs.persons.pictures import clip
from tests.graphs.recordings import check_tracked_places
from tests.models.available import real_models

TRACKED = programs.RECORDINGS.read("tracked")
PARTS = ("pose", "left_hand", "right_hand", "face")


@cache
def tracked() -> list[HolisticResult]:
    """The recorded clip; skips without pictures or models."""
    frames = clip(hands_dir())
    real_models()
    with HolisticTracker() as tracker:
        return [tracker.process(frame) for frame in frames]


@cache
def signing() -> tuple[Any, HolisticResult]:
    """A picture of a person who signs, and what is found in it; skips without pictures or models."""
    image = pictures(hands_dir())["signing"]
    real_models()
    with HolisticTracker(static_images=True, enable_segmentation=True) as tracker:
        return image, tracker.process(image)


@pytest.mark.parametrize("part", PARTS)
def test_a_clip_is_tracked_as_by_mediapipe(part: str) -> None:
    """Free-running, each part is there on the same frames (98 %); places are as near as in the test of the graph."""
    parts: list[LandmarkResult | None] = [getattr(result, part) for result in tracked()]
    there = np.array([each is not None for each in parts])
    assert (there == TRACKED[f"frames with {part}"]).mean() >= 0.98
    count, _ = programs.SHAPES[part]
    offsets = []
    for found, theirs in zip(parts[:: programs.TRACKED_STEP], TRACKED[part], strict=True):
        if found is not None and (theirs != programs.ABSENT).all():
            ours = found.landmarks[:: max(1, len(found) // count), :2]
            offsets.append(np.abs(ours - theirs[:, :2] * programs.UNIT))
    assert len(offsets) >= 3
    check_tracked_places(np.array(offsets))


def test_the_detector_rests_while_the_body_is_tracked() -> None:
    """It finds a person on the frames on which MediaPipe's does."""
    detected = [result.pose_detection is not None for result in tracked()]
    assert detected == TRACKED["frames with detection"].tolist()
    assert [result.pose_detector_ran for result in tracked()[:3]] == [True, False, False]


def test_parts_are_where_they_belong() -> None:
    """Each hand is nearest to its wrist of the body, and within its region; the nose is in the face."""
    _, result = signing()
    assert result.pose
    assert result.face
    assert [hand.side for hand in result.hands] == ["Left", "Right"]
    for hand in result.hands:
        wrist = result.pose[f"{hand.side}_wrist"][:2]
        assert np.abs(hand["wrist"][:2] - wrist).max() < 0.05
        assert abs(hand.rect.x_center - hand.landmarks[:, 0].mean()) < 0.05
    assert np.abs(result.face[4][:2] - result.pose["nose"][:2]).max() < 0.03
    assert abs(result.face.rect.y_center - result.face.landmarks[:, 1].mean()) < 0.03


def test_results_are_told_in_a_line_and_as_json() -> None:
    """Each part by its name."""
    _, result = signing()
    assert repr(result) == "HolisticResult(pose, left hand, right hand, face; pose detector ran, timestamp=0)"
    read = json.loads(json.dumps(result.to_dict()))
    assert [np.shape(read[part]["landmarks"]) for part in PARTS] == [(33, 3), (21, 3), (21, 3), (468, 3)]
    assert read["segmentation_mask"]["format"] == "VEC32F1"
    assert "nobody" in repr(tracked()[27])


def test_tables_have_the_parts_of_all_frames() -> None:
    """Each row says of which part; what a part does not have is NaN."""
    table = landmark_table(tracked())
    objects = [(result.timestamp, part) for result in tracked() for part in result.objects]
    assert {len(column) for column in table.values()} == {sum(len(part) for _, part in objects)}
    assert table["timestamp"].tolist() == [time for time, part in objects for _ in range(len(part))]
    assert np.array_equal(table["x"], np.concatenate([part.landmarks[:, 0] for _, part in objects]))
    for label, count, has_world in (("Person", 33, True), ("Left", 21, False), ("Face", 468, False)):
        chosen = table["label"] == label
        assert chosen.sum() == count * sum(part.label == label for _, part in objects) > 0
        assert np.isfinite(table["world_x"][chosen]).all() == has_world
        assert np.isnan(table["world_x"][chosen]).any() != has_world
    assert list(landmark_table(tracked()[27])) == list(table)


def test_drawings_show_all_parts() -> None:
    """Hands and face are drawn over, and the rest of the picture is darkened; each part is a picture by itself."""
    image, result = signing()
    height, width = image.shape[:2]
    drawn = result.draw(image)
    for part in result.hands:
        x, y = part.pixels(width, height).astype(int).T
        assert (drawn != image).any(axis=2)[y, x].all()
    assert result.segmentation_mask is not None
    outside = result.segmentation_mask < 0.01
    assert drawn[outside].mean() < 0.4 * image[outside].mean()
    for each in (result, result.pose, result.face, *result.hands):
        assert each is not None
        assert (each._repr_png_() or b"").startswith(b"\x89PNG")
