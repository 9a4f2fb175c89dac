"""Rectangles around detections."""

from __future__ import annotations

import math
from typing import Any

import pytest

from backedge.calculators.geometry.rect_from_detection import (
    ConversionMode,
    DetectionsToRectsCalculatorOptions,
    detection_to_normalized_rect,
    detection_to_rect,
)
from backedge.errors import ConfigError, PacketTypeError
from backedge.formats import BoundingBox, Detection
from tests.arrays import floats
from tests.calculators.geometry.rects import numbers

BOX = DetectionsToRectsCalculatorOptions()
KEYPOINTS = DetectionsToRectsCalculatorOptions(conversion_mode=ConversionMode.USE_KEYPOINTS)
UP: dict[str, Any] = {"rotation_vector_start_keypoint_index": 0, "rotation_vector_end_keypoint_index": 1}
PALM = Detection((0.9,), (0,), BoundingBox(0.1, 0.2, 0.3, 0.4), floats([[0.5, 0.9], [0.5, 0.1], [0.2, 0.5]]))


def test_rect_goes_around_the_box() -> None:
    """By default the rectangle is the detection's box, given by its centre."""
    assert numbers(detection_to_normalized_rect(PALM, None, BOX)) == pytest.approx((0.25, 0.4, 0.3, 0.4, 0))


def test_rect_goes_around_the_keypoints() -> None:
    """With USE_KEYPOINTS it is the smallest that holds them all."""
    assert numbers(detection_to_normalized_rect(PALM, None, KEYPOINTS)) == pytest.approx((0.35, 0.5, 0.3, 0.8, 0))


def test_pixels_are_rounded() -> None:
    """In pixels, sides and centre are whole numbers."""
    assert numbers(detection_to_rect(PALM, (104, 50), KEYPOINTS)) == (36, 25, 31, 40, 0)
    assert numbers(detection_to_rect(PALM, (100, 50), BOX)) == (25, 20, 30, 20, 0)


@pytest.mark.parametrize(
    ("end", "rotation"),
    [([0.5, 0.1], 0), ([0.9, 0.5], math.pi / 2), ([0.5, 0.9], -math.pi), ([0.1, 0.5], -math.pi / 2)],
)
def test_rotation_turns_the_vector_up(end: list[float], rotation: float) -> None:
    """With a target of 90 degrees, a palm that points up is not rotated, one to the right by a quarter clockwise."""
    palm = Detection((0.9,), (0,), PALM.require_box(), floats([[0.5, 0.5], end]))
    options = DetectionsToRectsCalculatorOptions(**UP, rotation_vector_target_angle_degrees=90)
    found = detection_to_normalized_rect(palm, (640, 480), options).rotation
    assert math.cos(found) == pytest.approx(math.cos(rotation), abs=1e-6)
    assert math.sin(found) == pytest.approx(math.sin(rotation), abs=1e-6)


def test_rotation_is_measured_in_pixels() -> None:
    """In an image twice as wide as high, a diagonal of the unit square is flatter than 45 degrees."""
    palm = Detection((0.9,), (0,), PALM.require_box(), floats([[0, 1], [1, 0]]))
    options = DetectionsToRectsCalculatorOptions(**UP, rotation_vector_target_angle_degrees=90)
    rotation = detection_to_normalized_rect(palm, (200, 100), options).rotation
    assert rotation == pytest.approx(math.pi / 2 - math.atan2(1, 2), abs=1e-6)


def test_target_angle_is_in_radians_or_degrees() -> None:
    """The two options differ by their unit only: 90 in the one for radians is 116.6 degrees, not 90."""
    degrees = DetectionsToRectsCalculatorOptions(**UP, rotation_vector_target_angle_degrees=90)
    radians = DetectionsToRectsCalculatorOptions(**UP, rotation_vector_target_angle=math.pi / 2)
    tasks = DetectionsToRectsCalculatorOptions(**UP, rotation_vector_target_angle=90)
    rotations = [detection_to_normalized_rect(PALM, (10, 10), o).rotation for o in (degrees, radians, tasks)]
    assert rotations[0] == pytest.approx(rotations[1], abs=1e-6)
    assert math.degrees(rotations[2] - rotations[0]) == pytest.approx(math.degrees(90) - 14 * 360 - 90, abs=1e-3)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rotation_vector_start_keypoint_index": 0}, "needs rotation_vector_end_keypoint_index"),
        (UP, "set exactly one of rotation_vector_target_angle"),
        (
            UP | {"rotation_vector_target_angle": 1, "rotation_vector_target_angle_degrees": 57},
            "set exactly one of rotation_vector_target_angle",
        ),
    ],
)
def test_incomplete_rotation_is_refused(options: dict[str, Any], message: str) -> None:
    """A rotation needs both keypoints and one angle."""
    with pytest.raises(ConfigError) as caught:
        DetectionsToRectsCalculatorOptions(**options).check()
    assert message in str(caught.value)


def test_missing_keypoints_and_sizes_are_refused() -> None:
    """The error names what the formula needs and the detection lacks."""
    bare = Detection((0.9,), (0,), PALM.require_box())
    rotated = DetectionsToRectsCalculatorOptions(**UP, rotation_vector_target_angle=0)
    with pytest.raises(PacketTypeError, match="at least 2 keypoints to go around, found 0"):
        detection_to_normalized_rect(bare, None, KEYPOINTS)
    with pytest.raises(PacketTypeError, match="rotation needs keypoints 0 and 1, found 0"):
        detection_to_normalized_rect(bare, (10, 10), rotated)
    with pytest.raises(PacketTypeError, match="rotation needs the size of the image"):
        detection_to_normalized_rect(PALM, None, rotated)
