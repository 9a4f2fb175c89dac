"""TensorsToDetectionsCalculator."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backedge.errors import CalculatorError, ConfigError
from backedge.formats import Anchors, Detection, Tensor
from backedge.testing import run_node

OPTIONS = "num_classes: 2 num_boxes: 2 num_coords: 4 x_scale: 1 y_scale: 1 w_scale: 1 h_scale: 1 min_score_thresh: 0.5"
BOXES = np.array([[[0.0, 0.0, 0.2, 0.4], [0.1, 0.1, 0.2, 0.2]]], np.float32)  # y, x, height, width
SCORES = np.array([[[0.9, 0.1], [0.2, 0.8]]], np.float32)
ANCHORS = np.array([[0.5, 0.4, 1, 1], [0.2, 0.2, 1, 1]], np.float32)  # x, y, width, height
RAW_ANCHORS = ANCHORS[:, [1, 0, 3, 2]]


def detect(tensors: list[Any], options: str = OPTIONS, **side_packets: Any) -> list[Detection]:
    """The detections in these arrays."""
    ports = " ".join(f'input_side_packet: "{name.upper()}:{name}"' for name in side_packets)
    node = f"""
        node {{
          calculator: "TensorsToDetectionsCalculator"
          input_stream: "TENSORS:tensors"
          {ports}
          output_stream: "DETECTIONS:detections"
          options {{ [mediapipe.TensorsToDetectionsCalculatorOptions.ext] {{ {options} }} }}
        }}
    """
    feed = {"tensors": [[Tensor(tensor) for tensor in tensors]]}
    found: list[Detection] = run_node(node, feed, side_packets).values("detections")[0]
    return found


def places(detections: list[Detection]) -> list[tuple[float, ...]]:
    """Class, and left, top, width and height of each box."""
    return [
        (
            *d.label_ids,
            *(
                round(v, 3)
                for v in (d.require_box().xmin, d.require_box().ymin, d.require_box().width, d.require_box().height)
            ),
        )
        for d in detections
    ]


EXPECTED = [(0, 0.3, 0.3, 0.4, 0.2), (1, 0.2, 0.2, 0.2, 0.2)]


def test_boxes_are_decoded_by_their_anchors() -> None:
    """Anchors come as a side packet or as the third tensor."""
    assert places(detect([BOXES, SCORES], anchors=Anchors(ANCHORS))) == EXPECTED
    assert places(detect([BOXES, SCORES, RAW_ANCHORS])) == EXPECTED


def test_mapping_says_which_tensor_is_which() -> None:
    """The mapping allows any order of the tensors."""
    mapping = "tensor_mapping { anchors_tensor_index: 0 scores_tensor_index: 1 detections_tensor_index: 2 }"
    assert places(detect([RAW_ANCHORS, SCORES, BOXES], f"{OPTIONS} {mapping}")) == EXPECTED


def test_classes_can_be_ignored() -> None:
    """The side packet goes before the option."""
    ignored = f"{OPTIONS} ignore_classes: 1"
    anchors = Anchors(ANCHORS)
    assert [d.label_ids for d in detect([BOXES, SCORES], ignored, anchors=anchors)] == [(0,)]
    assert [d.label_ids for d in detect([BOXES, SCORES], ignored, anchors=anchors, ignore_classes=[0])] == [(1,)]


def test_model_that_suppresses_boxes_itself() -> None:
    """Boxes, classes, scores and their number; the sides are in the order that the options say."""
    boxes = np.array([[[0.1, 0.2, 0.3, 0.5], [0, 0, 0, 0]]], np.float32)  # xmin, ymin, xmax, ymax
    tensors = [boxes, np.array([[1, 0]], np.float32), np.array([[0.9, 0]], np.float32), np.array([1], np.float32)]
    sides = "box_boundaries_indices { xmin: 0 ymin: 1 xmax: 2 ymax: 3 }"
    assert places(detect(tensors, f"{OPTIONS} {sides}")) == [(1, 0.1, 0.2, 0.2, 0.3)]


@pytest.mark.parametrize(
    ("tensors", "complaint"),
    [
        ([BOXES], "TENSORS must hold 2 or 3 or 4, found 1"),
        ([BOXES, SCORES], "there are no anchors"),
        ([BOXES[:, :1], SCORES, RAW_ANCHORS], "expected"),
    ],
)
def test_wrong_tensors_are_one_clear_error(tensors: list[Any], complaint: str) -> None:
    """The error says what was expected."""
    with pytest.raises(CalculatorError, match=complaint):
        detect(tensors)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ("num_coords: 4", "num_classes must be at least 1"),
        (f"{OPTIONS} num_keypoints: 3", r"<node>:7.*num_coords must be 4 \+ 2 \* num_keypoints"),
        (f"{OPTIONS} tensor_mapping {{ detections_tensor_index: 0 }}", "tensor_mapping must number"),
        (
            f"{OPTIONS} tensor_mapping {{ detections_tensor_index: 0 scores_tensor_index: 2 }}",
            "tensor_mapping must number",
        ),
    ],
)
def test_options_that_cannot_work_are_refused(options: str, complaint: str) -> None:
    """The graph is not even built, and the error says why."""
    with pytest.raises(ConfigError, match=complaint):
        detect([BOXES, SCORES, RAW_ANCHORS], options)
