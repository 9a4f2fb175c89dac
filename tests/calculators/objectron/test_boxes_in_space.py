"""Calculators of boxes in space, in what no recording of MediaPipe shows."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from backedge.calculators.objectron.frame_annotation import (
    AnnotatedKeyPoint,
    FrameAnnotation,
    NormalizedPoint2D,
    ObjectAnnotation,
)
from backedge.calculators.objectron.lift_box import CORNERS, Intrinsics, lift_box
from backedge.errors import CalculatorError, ConfigError, PacketTypeError
from backedge.formats import NormalizedLandmarks
from backedge.testing import run_node
from tests.arrays import floats

TO_RECT = """node {
    calculator: "FrameAnnotationToRectCalculator" input_stream: "FRAME_ANNOTATION:a" output_stream: "NORM_RECTS:o"
}"""
CAMERA = Intrinsics(1.0, 1.0, 0.0, 0.0)


def picture_of(points: NDArray[np.float64]) -> NDArray[np.float32]:
    """Where points in space are seen, in image widths and heights."""
    return floats(np.stack([0.5 - points[:, 0] / points[:, 2] / 2, 0.5 + points[:, 1] / points[:, 2] / 2], axis=1))


def turned(degrees: float) -> NDArray[np.float64]:
    """A turn about the line of sight."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])


def thing(rotation: NDArray[Any], points: list[tuple[float, float]]) -> FrameAnnotation:
    """A picture of one object in front of the camera."""
    keypoints = tuple(AnnotatedKeyPoint(point_2d=NormalizedPoint2D(x=x, y=y)) for x, y in points)
    annotation = ObjectAnnotation(
        keypoints=keypoints, rotation=tuple(np.ravel(rotation).tolist()), translation=(0.0, 0.0, -5.0)
    )
    return FrameAnnotation(annotations=(annotation,))


def test_a_box_is_found_where_it_is() -> None:
    """Turned, of three different sizes; a picture does not tell how far away, so up to a common scale."""
    size = np.array([1.0, 0.5, 2.0])
    axis_turn = np.array([[0.8, 0.0, 0.6], [0.0, 1.0, 0.0], [-0.6, 0.0, 0.8]])
    points = np.vstack([np.zeros(3), CORNERS * size / 2]) @ axis_turn.T + (0.3, -0.2, -4.0)
    box = lift_box(picture_of(points), CAMERA)
    unit = box.scale[0]
    np.testing.assert_allclose(box.scale / unit, size, atol=1e-4)
    np.testing.assert_allclose(box.rotation, axis_turn, atol=1e-4)
    np.testing.assert_allclose(box.translation / unit, (0.3, -0.2, -4.0), atol=1e-3)
    np.testing.assert_allclose(box.points / unit, points, atol=1e-3)


@pytest.mark.parametrize("points", [floats(np.zeros((8, 2))), floats(np.full((9, 2), np.nan))])
def test_a_box_needs_nine_points(points: NDArray[np.float32]) -> None:
    """All of them numbers."""
    with pytest.raises(PacketTypeError, match="a box needs 9 points"):
        lift_box(points, CAMERA)


def test_lifted_objects_are_numbered_anew() -> None:
    """No two have the same number, and the annotation has the packet's timestamp."""
    points = picture_of(np.vstack([np.zeros(3), CORNERS]) + np.array([0.0, 0.0, -5.0]))
    nodes = """
        node {
          calculator: "LandmarksToFrameAnnotationCalculator"
          input_stream: "LANDMARKS:one" input_stream: "MULTI_LANDMARKS:many" output_stream: "FRAME_ANNOTATION:flat"
        }
        node {
          calculator: "Lift2DFrameAnnotationTo3DCalculator"
          input_stream: "FRAME_ANNOTATION:flat" output_stream: "LIFTED_FRAME_ANNOTATION:lifted"
        }
    """
    box = NormalizedLandmarks(floats(np.hstack([points, np.zeros((9, 1))])))
    frames = run_node(nodes, {"one": [box, box], "many": [[box, box]]}).values("lifted")
    numbers = [each.object_id for frame in frames for each in frame.annotations]
    assert len(set(numbers)) == 4
    assert [frame.timestamp for frame in frames] == [0.0, 1.0]


def test_a_rectangle_is_around_the_points() -> None:
    """And turned as the object is."""
    [[rect]] = run_node(TO_RECT, {"a": [thing(turned(30), [(0.2, 0.3), (0.6, 0.4), (0.4, 0.9)])]}).values("o")
    found = (rect.x_center, rect.y_center, rect.width, rect.height, math.degrees(rect.rotation))
    assert found == pytest.approx((0.4, 0.6, 0.4, 0.6, -30), abs=1e-4)


def test_from_above_the_z_axis_counts() -> None:
    """It goes on to count between the two thresholds."""
    rotations = []
    for degrees in (40.5, 30.0, 40.5, 60.0):
        # The y axis leans out of the line of sight by so much, towards the upper edge; z is to the left of it.
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        rotations.append(np.array([[0.0, 0.0, -1.0], [-cos, sin, 0.0], [sin, cos, 0.0]]))
    frames = run_node(TO_RECT, {"a": [thing(each, [(0.5, 0.5)]) for each in rotations]}).values("o")
    assert [round(math.degrees(rect.rotation)) % 360 for [rect] in frames] == [0, 270, 270, 0]


def test_a_pose_is_needed() -> None:
    """Of an object that was not lifted into space nothing is known."""
    with pytest.raises(CalculatorError, match="found 1 points and 4 and 3 numbers"):
        run_node(TO_RECT, {"a": [thing(np.zeros((2, 2)), [(0.5, 0.5)])]})


def test_no_objects_make_no_rectangles() -> None:
    """The list is empty."""
    assert run_node(TO_RECT, {"a": [FrameAnnotation()]}).values("o") == [[]]


def test_thresholds_are_in_order() -> None:
    """Otherwise it would be seen from above and not at once."""
    node = TO_RECT.replace(
        "}", "options { [mediapipe.FrameAnnotationToRectCalculatorOptions.ext] { off_threshold: 42 } } }"
    )
    with pytest.raises(ConfigError, match="off_threshold must not be above on_threshold, found 42 and 41"):
        run_node(node)
