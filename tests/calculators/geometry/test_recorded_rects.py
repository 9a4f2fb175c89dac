"""Rectangles of MediaPipe's own recorded runs, recomputed from what it recorded one step before."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pytest

from backedge.calculators.geometry.overlap import associate, rect_corners
from backedge.calculators.geometry.rect_from_detection import (
    DetectionsToRectsCalculatorOptions,
    detection_to_normalized_rect,
)
from backedge.calculators.geometry.rect_from_hand_landmarks import hand_landmarks_to_rect
from backedge.calculators.geometry.rect_transform import RectTransformationCalculatorOptions, transform_normalized_rect
from backedge.formats import BoundingBox, Detection, ImageSize, NormalizedLandmarks, NormalizedRect
from tests.data import hands_dir

PALM_ANGLE = DetectionsToRectsCalculatorOptions(
    rotation_vector_start_keypoint_index=0,
    rotation_vector_end_keypoint_index=2,
    rotation_vector_target_angle_degrees=90,
)
PALM_TO_HAND = RectTransformationCalculatorOptions(scale_x=2.6, scale_y=2.6, shift_y=-0.5, square_long=True)
HAND_TO_NEXT = RectTransformationCalculatorOptions(scale_x=2.0, scale_y=2.0, shift_y=-0.1, square_long=True)

Recording = dict[str, np.ndarray[Any, Any]]


class Frame(NamedTuple):
    """One image of a recorded run."""

    recording: Recording
    number: int
    size: ImageSize
    is_tracked: bool

    def rects(self, name: str) -> list[NormalizedRect]:
        """The rectangles recorded under `name`; unused places hold NaN."""
        rows = self.recording[name][self.number]
        return [NormalizedRect(*row) for row in rows[np.isfinite(rows).all(axis=1)].tolist()]


@pytest.fixture(scope="module")
def frames() -> list[Frame]:
    """Every image of every run in which something was found."""
    return list(read_frames())


def read_frames() -> Iterator[Frame]:
    """Frames of the runs that the manifest names, where recorded."""
    folder = hands_dir()
    with (folder / "manifest.csv").open(newline="") as manifest:
        rows = list(csv.DictReader(manifest))
    for row in rows:
        for path in sorted((folder / "reference").glob(f"{row['file'].replace('/', '__')}.*npz")):
            recording = dict(np.load(path))
            found = np.flatnonzero((recording["n_hands"] > 0) | (recording["palm_n"] > 0))
            size, is_tracked = (int(row["w"]), int(row["h"])), row["file"].startswith("videos/")
            yield from (Frame(recording, index, size, is_tracked) for index in found.tolist()[::3])


def assert_equal_rects(found: list[NormalizedRect], expected: list[NormalizedRect]) -> None:
    """Equal but for float32."""
    assert len(found) == len(expected)
    for a, b in zip(found, expected, strict=True):
        assert (a.x_center, a.y_center, a.width, a.height) == pytest.approx(
            (b.x_center, b.y_center, b.width, b.height), abs=1e-5
        )
        assert np.sin(a.rotation - b.rotation) == pytest.approx(0, abs=1e-5)
        assert np.cos(a.rotation - b.rotation) > 0


def test_palms_give_the_recorded_rects(frames: list[Frame]) -> None:
    """A palm's box and keypoints give the region of its hand."""
    for frame in frames:
        boxes, keypoints = frame.recording["palm_box"][frame.number], frame.recording["palm_kp"][frame.number]
        palms = [
            Detection((1.0,), (0,), BoundingBox(*boxes[i].tolist()), keypoints[i])
            for i in range(int(frame.recording["palm_n"][frame.number]))
        ]
        raw = [detection_to_normalized_rect(palm, frame.size, PALM_ANGLE) for palm in palms]
        found = [transform_normalized_rect(rect, frame.size, PALM_TO_HAND) for rect in raw]
        assert_equal_rects(found, frame.rects("rect_palm"))


def test_landmarks_give_the_recorded_rects(frames: list[Frame]) -> None:
    """A hand's landmarks give its region in the next frame."""
    for frame in frames:
        count = int(frame.recording["n_hands"][frame.number])
        landmarks = [NormalizedLandmarks(frame.recording["landmarks"][frame.number, i]) for i in range(count)]
        raw = [hand_landmarks_to_rect(hand, frame.size) for hand in landmarks]
        found = [transform_normalized_rect(rect, frame.size, HAND_TO_NEXT) for rect in raw]
        assert_equal_rects(found, frame.rects("rect_lm"))


def test_association_gives_the_recorded_rects(frames: list[Frame]) -> None:
    """Palms of this frame and hands of the frame before give the regions in which landmarks are sought."""
    for frame in frames:
        before = frame.rects("rect_prev") if frame.is_tracked else []  # single images were run without tracking
        found = associate((frame.rects("rect_palm"), before), 0.5, rect_corners)
        assert found == frame.rects("rect_in")
