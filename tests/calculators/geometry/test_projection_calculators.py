"""LandmarkProjectionCalculator and WorldLandmarkProjectionCalculator."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from backedge import Packet
from backedge.calculators.geometry.roi import projection_matrix, region_of
from backedge.errors import ConfigError
from backedge.formats import Landmarks, NormalizedLandmarks, NormalizedRect
from backedge.testing import run_node

POINT = NormalizedLandmarks(np.array([[1.0, 0.5, 0.5]], np.float32))
OTHER = NormalizedLandmarks(np.array([[0.5, 0.5, 0.0]], np.float32))
RECT = NormalizedRect(0.5, 0.5, 0.2, 0.4, math.pi / 2)
SIZE = (200, 100)  # RECT is square in such an image


def project(inputs: str, feed: dict[str, Any], options: str = "") -> list[list[float]]:
    """The landmarks that LandmarkProjectionCalculator makes of POINT."""
    node = f"""
        node {{
          calculator: "LandmarkProjectionCalculator"
          input_stream: "NORM_LANDMARKS:landmarks"
          {inputs}
          output_stream: "NORM_LANDMARKS:projected"
          options {{ [mediapipe.LandmarkProjectionCalculatorOptions.ext] {{ {options} }} }}
        }}
    """
    outputs = run_node(node, {"landmarks": [POINT]} | {name: [value] for name, value in feed.items()})
    return [point for hand in outputs.values("projected") for point in hand.points.tolist()]


def test_landmarks_are_projected_by_a_rectangle() -> None:
    """Landmarks are turned, scaled and moved; z scales as x."""
    assert project('input_stream: "NORM_RECT:rect"', {"rect": RECT}) == [pytest.approx([0.5, 0.7, 0.1])]


def test_rotation_can_be_ignored() -> None:
    """The option ignore_rotation takes the rectangle as upright."""
    found = project('input_stream: "NORM_RECT:rect"', {"rect": RECT}, "ignore_rotation: true")
    assert found == [pytest.approx([0.6, 0.5, 0.1])]


def test_landmarks_are_projected_with_the_size_of_the_image() -> None:
    """With the size the rectangle need not be square; here it is, and x and y are the same."""
    ports = 'input_stream: "NORM_RECT:rect" input_stream: "IMAGE_DIMENSIONS:size"'
    [[x, y, _]] = project(ports, {"rect": RECT, "size": SIZE})
    assert (x, y) == pytest.approx((0.5, 0.7))


def test_landmarks_are_projected_by_a_matrix() -> None:
    """The node takes the matrix that ImageToTensorCalculator sends."""
    matrix = projection_matrix(region_of(RECT, SIZE), SIZE)
    [[x, y, _]] = project('input_stream: "PROJECTION_MATRIX:matrix"', {"matrix": matrix})
    assert (x, y) == pytest.approx((0.5, 0.7))


@pytest.mark.parametrize(
    ("ports", "missing", "present"),
    [
        ('input_stream: "NORM_RECT:rect"', "rect", {}),
        ('input_stream: "PROJECTION_MATRIX:matrix"', "matrix", {}),
        ('input_stream: "NORM_RECT:rect" input_stream: "IMAGE_DIMENSIONS:size"', "size", {"rect": RECT}),
    ],
)
def test_nothing_is_projected_without_knowing_where(ports: str, missing: str, present: dict[str, Any]) -> None:
    """The calculator sends nothing where the rectangle, the matrix or the image's size has no packet."""
    assert project(ports, {missing: Packet.empty(0), **present}) == []


def test_several_hands_are_projected_at_once() -> None:
    """Each has its own pair of ports; those without a packet are left out."""
    node = """
        node {
          calculator: "LandmarkProjectionCalculator"
          input_stream: "NORM_LANDMARKS:0:a"
          input_stream: "NORM_LANDMARKS:1:b"
          input_stream: "NORM_RECT:where"
          output_stream: "NORM_LANDMARKS:0:x"
          output_stream: "NORM_LANDMARKS:1:y"
        }
    """
    outputs = run_node(node, {"a": [Packet.empty(0), POINT], "b": [OTHER, OTHER], "where": [RECT, RECT]})
    assert [len(outputs["x"]), len(outputs["y"])] == [1, 2]
    assert outputs.values("y")[0].points[0, :2].tolist() == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize(
    ("ports", "complaint"),
    [
        ("", "either NORM_RECT or PROJECTION_MATRIX"),
        ('input_stream: "PROJECTION_MATRIX:m" input_stream: "IMAGE_DIMENSIONS:s"', "goes with NORM_RECT"),
        ('input_stream: "NORM_RECT:r" output_stream: "NORM_LANDMARKS:1:more"', "1 inputs NORM_LANDMARKS need as many"),
    ],
)
def test_projections_that_cannot_work_are_refused(ports: str, complaint: str) -> None:
    """The graph is not even built, and the error says why."""
    with pytest.raises(ConfigError, match=complaint):
        project(ports, {})


def test_world_landmarks_turn_with_the_rectangle() -> None:
    """Without a rectangle they stay as they are; where it is missing nothing is sent."""
    node = 'node { calculator: "WorldLandmarkProjectionCalculator" %s output_stream: "LANDMARKS:turned" }'
    hand = Landmarks(np.array([[0.1, 0.0, 0.3]], np.float32))
    alone = run_node(node % 'input_stream: "LANDMARKS:hand"', {"hand": [hand]})
    both = 'input_stream: "LANDMARKS:hand" input_stream: "NORM_RECT:rect"'
    turned = run_node(node % both, {"hand": [hand, hand], "rect": [Packet(RECT, 0), Packet.empty(1)]})
    assert alone.values("turned") == [hand]
    [found] = turned.values("turned")
    assert found.points.tolist() == [pytest.approx([0.0, 0.1, 0.3], abs=1e-7)]
