"""LandmarkInferenceCalculator, with the real models."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from backedge import Packet
from backedge.calculators.geometry.rect_from_hand_landmarks import hand_landmarks_to_rect
from backedge.calculators.geometry.rect_transform import RectTransformationCalculatorOptions, transform_normalized_rect
from backedge.calculators.synthetic.scene import SyntheticFrame
from backedge.calculators.tensor.landmark_inference_calculator import rects_of_track, rects_to_retry
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


TRACKED = """
    node {
      calculator: "LandmarkInference"
      input_stream: "IMAGE:image"
      input_stream: "NORM_RECTS:rects"
      input_stream: "RETRY_RECTS:palms"
      output_stream: "LANDMARKS:landmarks"
      output_stream: "NORM_RECTS:seen"
      node_options { [type.googleapis.com/backedge.LandmarkInferenceCalculatorOptions] { %s } }
    }
"""


def track(frame: SyntheticFrame, rects: list[Any], palms: list[Any], options: str = "", threads: int = 0) -> list[Any]:
    """The rectangles in which hands were seen, for each timestamp that has some."""
    feed = {"image": [ImageFrame(frame.image)] * len(rects), "rects": rects, "palms": palms}
    return run_node(TRACKED % options, feed, num_threads=threads).values("seen")


def test_hands_get_numbers_and_keep_them(frame: SyntheticFrame, rect: NormalizedRect, threads: int) -> None:
    """A rectangle without one begins a track; rectangles without a hand take no number, and none comes twice."""
    seventh = replace(rect, rect_id=7)
    rects: list[Any] = [[CORNER, rect], [seventh, rect], [rect, CORNER]]
    seen = track(frame, rects, [Packet.empty(at) for at in range(3)], threads=threads)
    numbers = [[replace(rect, rect_id=number) for number in some] for some in ((1,), (7, 8), (9,))]
    assert seen == numbers


def test_a_tracked_hand_is_looked_for_where_its_palm_is(frame: SyntheticFrame, rect: NormalizedRect) -> None:
    """In the other rectangle that overlaps its own most; a hand without a track is not, nor in one far away."""
    beside = replace(rect, x_center=rect.x_center + 0.75 * rect.width)
    far = replace(CORNER, rect_id=3)
    lost = replace(beside, rect_id=3)
    rects, palms = [[lost], [beside], [far], [lost]], [[CORNER, rect], [rect], [rect], []]
    assert track(frame, [[beside]], [[]]) == []
    assert track(frame, rects, palms) == [[replace(rect, rect_id=3)]]


def test_a_tracked_hand_is_looked_for_close_around(frame: SyntheticFrame, rect: NormalizedRect) -> None:
    """In a larger rectangle, last of all, and only if the options say so."""
    small = replace(rect, width=0.3 * rect.width, height=0.3 * rect.height, rect_id=3)
    larger = replace(small, width=3 * small.width, height=3 * small.height)
    assert track(frame, [[small]], [[]]) == []
    assert track(frame, [[small], [replace(small, rect_id=0)]], [[], []], "retry_scale: 3") == [[larger]]
    assert track(frame, [[small]], [[rect]], "retry_scale: 3") == [[replace(rect, rect_id=3)]]


def test_a_palm_belongs_to_the_track_that_it_overlaps_most(frame: SyntheticFrame, rect: NormalizedRect) -> None:
    """A hand that is lost beside another one does not take that one's place and number."""
    lost = replace(rect, x_center=rect.x_center + 0.75 * rect.width, rect_id=1)
    there = replace(rect, rect_id=2)
    assert track(frame, [[lost, there]], [[rect]]) == [[there]]
    near, nearer = (NormalizedRect(x, 0.5, 0.2, 0.2) for x in (0.6, 0.55))
    first, second = NormalizedRect(0.5, 0.5, 0.2, 0.2, rect_id=1), NormalizedRect(0.62, 0.5, 0.2, 0.2, rect_id=2)
    assert rects_of_track(first, [near, nearer], [near, first, second]) == [nearer]
    assert rects_of_track(second, [near, nearer], [near, first, second]) == [near]


def test_retries_come_in_order() -> None:
    """Nothing else is tried than what overlaps, and that once."""
    rect = NormalizedRect(0.5, 0.5, 0.2, 0.2, 0.3, rect_id=5)
    near, nearer, away = (NormalizedRect(x, 0.5, 0.2, 0.2, 0.1) for x in (0.6, 0.55, 0.9))
    assert list(rects_to_retry(rect, [], 0)) == []
    assert list(rects_to_retry(rect, [away], 0)) == []
    assert list(rects_to_retry(rect, [near, nearer, away], 2)) == [
        replace(nearer, rect_id=5),
        replace(rect, width=0.4, height=0.4),
    ]


def test_a_rectangle_without_size_is_one_clear_error(frame: SyntheticFrame) -> None:
    """The error shows the rectangle."""
    with pytest.raises(CalculatorError, match=r"positive size.*width=0\.0"):
        run(frame, [[NormalizedRect(0.5, 0.5, 0.0, 0.1)]])
