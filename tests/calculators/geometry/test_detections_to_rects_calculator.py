"""DetectionsToRectsCalculator."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from backedge import Packet
from backedge.errors import ConfigError
from backedge.formats import BoundingBox, Detection, NormalizedRect, Rect
from backedge.testing import run_node

# The wrist is left of the middle finger.
LYING = Detection((0.9,), (0,), BoundingBox(0.1, 0.2, 0.2, 0.4), np.array([[0.1, 0.4], [0.2, 0.4], [0.3, 0.4]]))
OTHER = Detection((0.8,), (0,), BoundingBox(0.5, 0.5, 0.2, 0.2), np.array([[0.6, 0.7], [0.6, 0.6], [0.6, 0.5]]))
SIZE = (200, 100)


def node(ports: str, options: str = "") -> str:
    """A node with these ports and options."""
    return f"""
        node {{
          calculator: "DetectionsToRects"
          {ports}
          options {{ [mediapipe.DetectionsToRectsCalculatorOptions.ext] {{ {options} }} }}
        }}
    """


ROTATED = """
    rotation_vector_start_keypoint_index: 0
    rotation_vector_end_keypoint_index: 2
    rotation_vector_target_angle_degrees: 90
"""


def test_every_detection_has_a_rectangle_rotated_in_pixels() -> None:
    """NORM_RECTS has one rectangle for each detection, turned so that the keypoints point up."""
    ports = 'input_stream: "DETECTIONS:d" input_stream: "IMAGE_SIZE:s" output_stream: "NORM_RECTS:r"'
    [[lying, upright]] = run_node(node(ports, ROTATED), {"d": [[LYING, OTHER]], "s": [SIZE]}).values("r")
    assert (lying.x_center, lying.y_center, lying.width, lying.height) == pytest.approx((0.2, 0.4, 0.2, 0.4))
    assert lying.rotation == pytest.approx(math.pi / 2)
    assert upright.rotation == pytest.approx(0, abs=1e-6)


def test_rotation_waits_for_the_size_of_the_image() -> None:
    """The node sends nothing where the size has no packet."""
    ports = 'input_stream: "DETECTIONS:d" input_stream: "IMAGE_SIZE:s" output_stream: "NORM_RECTS:r"'
    outputs = run_node(node(ports, ROTATED), {"d": [Packet([LYING], 5)], "s": [Packet.empty(5)]})
    assert outputs.with_bounds("r")[0] == Packet.empty(5)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("NORM_RECT", NormalizedRect(0.2, 0.4, 0.2, 0.4)),
        ("RECT", Rect(40, 40, 40, 40)),
        ("RECTS", [Rect(40, 40, 40, 40), Rect(120, 60, 40, 20)]),
    ],
)
def test_output_tag_chooses_the_kind_of_rectangle(tag: str, expected: object) -> None:
    """The tag decides between pixels and parts of the image, and between the first detection and all."""
    ports = f'input_stream: "DETECTIONS:d" input_stream: "IMAGE_SIZE:s" output_stream: "{tag}:r"'
    [found] = run_node(node(ports), {"d": [[LYING, OTHER]], "s": [SIZE]}).values("r")
    if isinstance(expected, NormalizedRect):
        assert (found.x_center, found.y_center) == pytest.approx((expected.x_center, expected.y_center))
    else:
        assert found == expected


def test_a_single_detection_needs_no_list() -> None:
    """DETECTION takes one, and without rotation no image size."""
    outputs = run_node(node('input_stream: "DETECTION:d" output_stream: "NORM_RECT:r"'), {"d": [OTHER]})
    assert [rect.x_center for rect in outputs.values("r")] == pytest.approx([0.6])


@pytest.mark.parametrize(
    ("tag", "zero"),
    [
        ("NORM_RECT", [NormalizedRect(0, 0, 0, 0)]),
        ("NORM_RECTS", [[NormalizedRect(0, 0, 0, 0)]]),
        ("RECT", [Rect(0, 0, 0, 0)]),
        ("RECTS", []),
    ],
)
def test_empty_lists_can_stand_for_a_rectangle_without_size(tag: str, zero: list[object]) -> None:
    """By default an empty list yields nothing."""
    ports = f'input_stream: "DETECTIONS:d" input_stream: "IMAGE_SIZE:s" output_stream: "{tag}:r"'
    feed: dict[str, list[Any]] = {"d": [[]], "s": [SIZE]}
    assert run_node(node(ports), feed).values("r") == []
    assert run_node(node(ports, "output_zero_rect_for_empty_detections: true"), feed).values("r") == zero


@pytest.mark.parametrize(
    ("ports", "options", "complaint"),
    [
        ('output_stream: "NORM_RECT:r"', "", "exactly one of DETECTION, DETECTIONS"),
        ('input_stream: "DETECTION:d"', "", "exactly one of NORM_RECT, NORM_RECTS, RECT, RECTS"),
        ('input_stream: "DETECTION:d" output_stream: "RECT:r"', "", "need IMAGE_SIZE"),
        ('input_stream: "DETECTION:d" output_stream: "NORM_RECT:r"', ROTATED, "need IMAGE_SIZE"),
        (
            'input_stream: "DETECTION:d" output_stream: "NORM_RECT:r"',
            "rotation_vector_start_keypoint_index: 0",
            "<node>:5.*rotation_vector_end_keypoint_index",
        ),
    ],
)
def test_configs_that_cannot_work_are_refused(ports: str, options: str, complaint: str) -> None:
    """The graph is not even built, and the error says why."""
    with pytest.raises(ConfigError, match=complaint):
        run_node(node(ports, options))
