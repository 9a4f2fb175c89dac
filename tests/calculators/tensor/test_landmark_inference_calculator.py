"""LandmarkInferenceCalculator, with the real models."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backedge import Packet
from backedge.calculators.geometry.rect_from_hand_landmarks import hand_landmarks_to_rect
from backedge.calculators.geometry.rect_transform import RectTransformationCalculatorOptions, transform_normalized_rect
from backedge.calculators.synthetic.scene import SyntheticFrame
from backedge.errors import CalculatorError
from backedge.formats import ImageFrame, NormalizedLandmarks, NormalizedRect
from backedge.testing import NodeOutputs, run_node

NODE = """
    node {
      calculator: "LandmarkInference"
      input_stream: "IMAGE:image"
      input_stream: "NORM_RECTS:rects"
      output_stream: "LANDMARKS:landmarks"
      output_stream: "WORLD_LANDMARKS:world_landmarks"
      output_stream: "HANDEDNESS:handedness"
      output_stream: "PRESENCE:presence"
      node_options { [type.googleapis.com/backedge.LandmarkInferenceCalculatorOptions] { %s } }
    }
"""
OUTPUTS = ("landmarks", "world_landmarks", "handedness", "presence")
CORNER = NormalizedRect(0.02, 0.02, 0.03, 0.04)


@pytest.fixture
def rect(frame: SyntheticFrame) -> NormalizedRect:
    """The rectangle of the hand."""
    size = (frame.image.shape[1], frame.image.shape[0])
    tight = hand_landmarks_to_rect(NormalizedLandmarks(frame.hands[0].landmarks), size)
    options = RectTransformationCalculatorOptions(scale_x=2, scale_y=2, shift_y=-0.1, square_long=True)
    return transform_normalized_rect(tight, size, options)


def run(frame: SyntheticFrame, rects: list[Any], options: str = "") -> NodeOutputs:
    """The outputs of the node for the same image again and again, with other rectangles each time."""
    return run_node(NODE % options, {"image": [ImageFrame(frame.image)] * len(rects), "rects": rects})


@pytest.mark.parametrize("complexity", [0, 1])
def test_landmarks_are_where_the_joints_are(frame: SyntheticFrame, rect: NormalizedRect, complexity: int) -> None:
    """Landmarks are in parts of the image; the other outputs are about the same hand."""
    outputs = run(frame, [[rect]], f"model_complexity: {complexity}")
    [[landmarks]], [[world]], [[handedness]], [[presence]] = (outputs.values(name) for name in OUTPUTS)
    truth = frame.hands[0]
    palm = np.linalg.norm(truth.landmarks[5, :2] - truth.landmarks[17, :2])
    error = np.linalg.norm(landmarks.points[:, :2] - truth.landmarks[:, :2], axis=1).mean()
    assert error < 0.15 * palm
    assert handedness[0].label == truth.handedness
    assert 0.5 < presence <= 1
    assert 0.1 < np.ptp(world.points[:, :2], axis=0).max() < 0.3


def test_rectangles_without_a_hand_are_dropped(frame: SyntheticFrame, rect: NormalizedRect) -> None:
    """The other rectangles stay, in order."""
    both = run(frame, [[CORNER, rect]])
    alone = run(frame, [[rect]])
    assert [both.values(name) for name in OUTPUTS] == [alone.values(name) for name in OUTPUTS]


def test_no_hand_is_no_packet(frame: SyntheticFrame, rect: NormalizedRect) -> None:
    """No packet is sent where no rectangle holds a hand, the list is empty, or the list is missing."""
    outputs = run(frame, [[CORNER], [], Packet.empty(2), Packet([rect], 3)])
    for name in OUTPUTS:
        assert [packet.timestamp for packet in outputs[name]] == [3]


def test_presence_option_drops_hands(frame: SyntheticFrame, rect: NormalizedRect) -> None:
    """Hands whose presence is not above the threshold are dropped."""
    assert run(frame, [[rect]], "min_presence_confidence: 1").values("landmarks") == []


def test_the_crop_follows_the_rotation(frame: SyntheticFrame, rect: NormalizedRect) -> None:
    """A rectangle turned further shows the hand aslant, and its landmarks are turned back."""
    turned = NormalizedRect(rect.x_center, rect.y_center, rect.width, rect.height, rect.rotation + 0.5)
    [[straight], [rotated]] = run(frame, [[rect], [turned]]).values("landmarks")
    assert np.abs(straight.points[:, :2] - rotated.points[:, :2]).max() < 0.05


def test_a_rectangle_without_size_is_one_clear_error(frame: SyntheticFrame) -> None:
    """The error shows the rectangle."""
    with pytest.raises(CalculatorError, match=r"positive size.*width=0\.0"):
        run(frame, [[NormalizedRect(0.5, 0.5, 0.0, 0.1)]])
