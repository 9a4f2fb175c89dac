"""Raw boxes and scores as detections, against a box-by-box reading of MediaPipe's formulas."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backedge.calculators.tensor.decode_detections import DetectionDecoder, decode_suppressed_detections
from backedge.calculators.tensor.tensors_to_detections_options import (
    BoxBoundariesIndices,
    BoxFormat,
    TensorsToDetectionsCalculatorOptions,
)
from backedge.errors import ConfigError, PacketTypeError
from backedge.formats import Anchors, Detection
from tests.arrays import floats

KEYPOINTS = 2
BASE = TensorsToDetectionsCalculatorOptions(
    num_classes=1,
    num_boxes=1,
    num_coords=4 + 2 * KEYPOINTS,
    num_keypoints=KEYPOINTS,
    keypoint_coord_offset=4,
    x_scale=10,
    y_scale=20,
    w_scale=5,
    h_scale=4,
)


def best_class(row: Any, options: TensorsToDetectionsCalculatorOptions) -> tuple[float, int]:
    """The best score among the allowed classes, and the first class that has it; -1 if none is allowed."""
    best, best_id = -math.inf, -1
    for class_id, value in enumerate(row):
        if options.is_allowed(class_id):
            score = float(value)
            if options.sigmoid_score:
                limit = options.score_clipping_thresh or math.inf
                score = 1 / (1 + math.exp(-min(max(score, -limit), limit)))
            if score > best:
                best, best_id = score, class_id
    return best, best_id


def relative_box(box: list[float], options: TensorsToDetectionsCalculatorOptions) -> tuple[float, float, float, float]:
    """x, y, width and height of a raw box, before its anchor."""
    a, b, c, d = box[:4]
    x, y, w, h = {
        BoxFormat.XYXY: ((c - a) / 2, (d - b) / 2, c + a, d + b),
        BoxFormat.XYWH: (a, b, c, d),
        BoxFormat.YXHW: (b, a, d, c),
    }[options.layout]
    w, h = w / options.w_scale, h / options.h_scale
    if options.apply_exponential_on_box_size:
        w, h = math.exp(w), math.exp(h)
    return x / options.x_scale, y / options.y_scale, w, h


def naive(raw: Any, scores: Any, anchors: Any, options: TensorsToDetectionsCalculatorOptions) -> list[tuple[Any, ...]]:
    """(class, score, xmin, ymin, width, height, keypoints) of each detection, one number at a time."""
    found = []
    threshold = -math.inf if options.min_score_thresh is None else options.min_score_thresh
    for box, row, (anchor_x, anchor_y, anchor_w, anchor_h) in zip(raw.tolist(), scores, anchors, strict=True):
        score, class_id = best_class(row, options)
        x, y, w, h = relative_box(box, options)
        if class_id < 0 or score < threshold or w < 0 or h < 0:
            continue
        x, y, w, h = x * anchor_w + anchor_x, y * anchor_h + anchor_y, w * anchor_w, h * anchor_h
        pairs = list(zip(box[4::2], box[5::2], strict=True))
        if options.layout is BoxFormat.YXHW:
            pairs = [(second, first) for first, second in pairs]
        points = [
            (px / options.x_scale * anchor_w + anchor_x, py / options.y_scale * anchor_h + anchor_y) for px, py in pairs
        ]
        top = y - h / 2
        if options.flip_vertically:
            top, points = 1 - (y + h / 2), [(px, 1 - py) for px, py in points]
        found.append((class_id, score, x - w / 2, top, w, h, points))
    return found if options.max_results < 0 else found[: options.max_results]


def assert_same(detections: list[Detection], expected: list[tuple[Any, ...]]) -> None:
    """Equal but for float32."""
    assert [d.label_ids[0] for d in detections] == [row[0] for row in expected]
    for detection, (_, score, xmin, ymin, width, height, points) in zip(detections, expected, strict=True):
        box = detection.require_box()
        assert detection.scores[0] == pytest.approx(score, abs=1e-6)
        assert (box.xmin, box.ymin, box.width, box.height) == pytest.approx((xmin, ymin, width, height), abs=2e-5)
        assert np.allclose(detection.keypoints, points, atol=2e-5)


options_of_any_kind = st.builds(
    replace,
    st.just(BASE),
    num_boxes=st.integers(0, 6),
    num_classes=st.integers(1, 4),
    box_format=st.sampled_from(BoxFormat),
    apply_exponential_on_box_size=st.booleans(),
    flip_vertically=st.booleans(),
    sigmoid_score=st.booleans(),
    score_clipping_thresh=st.sampled_from([None, 1.0, 100.0]),
    min_score_thresh=st.sampled_from([None, 0.0, 0.3, 0.5, 0.9999999]),
    ignore_classes=st.sampled_from([(), (0,), (0, 1)]),
    max_results=st.sampled_from([-1, 2]),
)


@given(options_of_any_kind, st.integers(0, 2**32 - 1))
def test_decoding_equals_the_formulas(options: TensorsToDetectionsCalculatorOptions, seed: int) -> None:
    """Detections are those of the formulas, in the order of the boxes, whatever the options."""
    random = np.random.default_rng(seed)
    raw = random.uniform(-3, 5, (options.num_boxes, options.num_coords)).astype(np.float32)
    scores = random.uniform(-4, 4, (options.num_boxes, options.num_classes)).astype(np.float32)
    anchors = random.uniform(0.1, 1, (options.num_boxes, 4)).astype(np.float32)
    detections = DetectionDecoder(options)(raw[None], scores[None], Anchors(anchors))
    assert_same(detections, naive(raw, scores, anchors.tolist(), options))


def test_score_at_the_threshold_is_kept() -> None:
    """A logit of 0 is a score of exactly 0.5, which reaches a threshold of 0.5; the next lower logit does not."""
    options = replace(BASE, num_boxes=2, sigmoid_score=True, min_score_thresh=0.5)
    raw = np.ones((2, 8), np.float32)
    scores = np.array([[0], [-1e-6]], np.float32)
    assert [d.scores for d in DetectionDecoder(options)(raw, scores, Anchors(floats(np.ones((2, 4)))))] == [(0.5,)]


def test_first_of_equal_scores_wins() -> None:
    """Logits that differ but round to the same score are equal: the lower class is taken."""
    options = replace(BASE, num_classes=2, sigmoid_score=True, min_score_thresh=0.5)
    scores = np.array([[30, 40]], np.float32)
    (found,) = DetectionDecoder(options)(np.ones((1, 8), np.float32), scores, Anchors(floats(np.ones((1, 4)))))
    assert found.label_ids == (0,)


def test_boxes_that_are_no_numbers_are_dropped() -> None:
    """A box of undefined size is dropped."""
    raw = np.full((1, 8), np.nan, np.float32)
    assert DetectionDecoder(BASE)(raw, np.ones((1, 1), np.float32), Anchors(floats(np.ones((1, 4))))) == []


def test_very_low_logits_cause_no_warning() -> None:
    """The exponential overflows silently to a score of 0."""
    options = replace(BASE, sigmoid_score=True)
    scores = np.array([[-1000]], np.float32)
    (found,) = DetectionDecoder(options)(np.ones((1, 8), np.float32), scores, Anchors(floats(np.ones((1, 4)))))
    assert found.scores == (0.0,)


def test_tensors_of_another_size_are_refused() -> None:
    """The message gives the sizes by the options and those found."""
    with pytest.raises(PacketTypeError) as caught:
        DetectionDecoder(BASE)(np.ones((1, 8), np.float32), np.ones(1, np.float32), Anchors(floats(np.ones((2, 4)))))
    assert str(caught.value) == (
        "TensorsToDetections: expected (8, 1, 1) values of boxes, scores, anchors, found (8, 1, 2)"
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"num_values_per_keypoint": 3}, "num_values_per_keypoint must be 2, found 3"),
        ({"num_coords": 9}, "num_coords must be 4 + 2 * num_keypoints = 8, found 9"),
        ({"max_results": 0}, "max_results must not be 0"),
        ({"allow_classes": (0,), "ignore_classes": (1,)}, "allow_classes and ignore_classes exclude each other"),
        ({"box_boundaries_indices": BoxBoundariesIndices(xmax=2)}, "box_indices must be 0, 1, 2 and 3 in some order"),
    ],
)
def test_impossible_options_are_refused(change: dict[str, Any], message: str) -> None:
    """The check says which option, what is expected and what was found."""
    with pytest.raises(ConfigError) as caught:
        replace(BASE, **change).check()
    assert message in str(caught.value)


def test_reversed_order_means_x_first() -> None:
    """The deprecated option and the box format that replaced it agree."""
    assert replace(BASE, reverse_output_order=True).layout is BoxFormat.XYWH
    assert replace(BASE, reverse_output_order=True, box_format=BoxFormat.XYXY).layout is BoxFormat.XYXY
    assert BASE.layout is BoxFormat.YXHW


def test_suppressed_boxes_are_taken_in_their_order() -> None:
    """A model that suppresses by itself gives sides, classes and a count; classes of one box are one detection."""
    options = TensorsToDetectionsCalculatorOptions(
        num_classes=3, num_coords=4, max_classes_per_detection=2, min_score_thresh=0.2, ignore_classes=(2,)
    )
    boxes = np.array([[[0.1, 0.2, 0.5, 0.8]] * 2 + [[0, 0, 1, 1]] * 2 + [[9, 9, 9, 9]] * 2], np.float32)
    scores = np.array([[0.9, 0.3, 0.8, 0.1, 0.7, 0.7]], np.float32)
    ids = np.array([[1, 0, 2, 0, 0, 0]], np.float32)
    (found,) = decode_suppressed_detections(boxes, ids, scores, 2, options)
    assert found.label_ids == (1, 0)
    assert found.scores == pytest.approx((0.9, 0.3))
    assert (
        found.require_box().xmin,
        found.require_box().ymin,
        found.require_box().width,
        found.require_box().height,
    ) == pytest.approx((0.2, 0.1, 0.6, 0.4))


def test_suppressed_boxes_can_order_their_sides() -> None:
    """`box_boundaries_indices` says where ymin, xmin, ymax and xmax are."""
    sides = BoxBoundariesIndices(ymin=1, xmin=0, ymax=3, xmax=2)
    options = TensorsToDetectionsCalculatorOptions(num_classes=1, num_coords=4, box_boundaries_indices=sides)
    boxes, ids, scores = np.array([[[0.2, 0.1, 0.8, 0.5]]], np.float32), np.zeros((1, 1)), np.ones((1, 1))
    (found,) = decode_suppressed_detections(boxes, ids.astype(np.float32), scores.astype(np.float32), 1, options)
    assert (
        found.require_box().xmin,
        found.require_box().ymin,
        found.require_box().width,
        found.require_box().height,
    ) == pytest.approx((0.2, 0.1, 0.6, 0.4))


def test_suppressed_boxes_must_agree_in_number() -> None:
    """A count beyond the tensors is refused."""
    options = TensorsToDetectionsCalculatorOptions(num_classes=1, num_coords=4)
    one = np.ones((1, 1), np.float32)
    with pytest.raises(PacketTypeError, match="at least 2 scores"):
        decode_suppressed_detections(np.ones((1, 1, 4), np.float32), one, one, 2, options)
