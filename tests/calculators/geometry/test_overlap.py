"""Overlap, and which rectangles replace which."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backedge.calculators.geometry.overlap import (
    OverlapType,
    associate,
    corners_containment,
    detection_corners,
    inherit_identity,
    overlap,
    pair_overlap,
    rect_corners,
    rect_iou,
)
from backedge.formats import BoundingBox, Detection, NormalizedRect

boxes = st.tuples(*[st.floats(width=32)] * 4) | st.tuples(*[st.floats(0, 1, width=32)] * 4)
rects = st.builds(NormalizedRect, *[st.integers(1, 16).map(lambda n: n / 16)] * 4)


def corners(*box: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """The corners of a box as float32."""
    return np.array(box, np.float32)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (OverlapType.INTERSECTION_OVER_UNION, 1 / 7),
        (OverlapType.JACCARD, 1 / 9),
        (OverlapType.MODIFIED_JACCARD, 1 / 4),
    ],
)
def test_overlap_of_two_squares(kind: OverlapType, expected: float) -> None:
    """Two squares of side 2 share one of side 1."""
    assert overlap(corners(0, 0, 2, 2), corners(1, 1, 3, 3), kind) == pytest.approx(expected)


@pytest.mark.parametrize("kind", [k for k in OverlapType if k])
@pytest.mark.parametrize(
    "other",
    [(2, 0, 4, 2), (3, 3, 4, 4), (1, 1, 1, 1), (1.5, 1.5, 0.5, 0.5)],
    ids=["touching", "apart", "point", "negative"],
)
def test_boxes_that_share_no_area_do_not_overlap(kind: OverlapType, other: tuple[float, ...]) -> None:
    """Touching boxes, points and boxes turned inside out overlap nothing."""
    assert overlap(corners(0, 0, 2, 2), corners(*other), kind) == 0


@given(rects, rects)
def test_iou_of_a_pair_is_that_of_arrays(a: NormalizedRect, b: NormalizedRect) -> None:
    """There are two ways to compute it, for a few boxes and for many."""
    arrays = overlap(corners(*rect_corners(a)), corners(*rect_corners(b)), OverlapType.INTERSECTION_OVER_UNION)
    assert rect_iou(a, b) == pytest.approx(float(arrays), abs=1e-6)


@pytest.mark.parametrize("kind", [k for k in OverlapType if k])
@given(boxes, boxes)
def test_overlap_of_a_pair_is_that_of_arrays_to_the_last_bit(
    kind: OverlapType, a: tuple[float, float, float, float], b: tuple[float, float, float, float]
) -> None:
    """Boxes of any numbers; those for which arrays give none are not alike, which is 0."""
    array = float(overlap(corners(*a), corners(*b), kind))
    assert np.nan_to_num(pair_overlap(a, b, kind)) == np.nan_to_num(array)


@given(rects, rects)
def test_iou_is_symmetric_and_1_for_equals(a: NormalizedRect, b: NormalizedRect) -> None:
    """Intersection over union is between 0 and 1 and does not depend on order or rotation."""
    assert 0 <= rect_iou(a, b) <= 1
    assert rect_iou(a, b) == rect_iou(b, a) == rect_iou(replace(a, rotation=1.0), b)
    assert rect_iou(a, a) == pytest.approx(1)


@given(st.lists(st.lists(rects, max_size=4), max_size=3), st.sampled_from([0.0, 0.25, 0.5, 1.0]))
def test_association_keeps_the_last_of_what_overlaps(collections: list[list[NormalizedRect]], threshold: float) -> None:
    """Each element, one after the other, removes those before it that it overlaps, and comes last."""
    expected: list[NormalizedRect] = []
    for collection in collections:
        for rect in collection:
            expected = [old for old in expected if rect_iou(rect, old) <= threshold] + [rect]
    assert associate(collections, threshold, rect_corners) == expected


def test_tracked_rects_win_over_detected_ones() -> None:
    """The rectangle of the frame before stays, a new palm elsewhere is added, and a palm on the same hand goes."""
    tracked = NormalizedRect(0.5, 0.5, 0.4, 0.4, 0.1)
    same, new = NormalizedRect(0.52, 0.5, 0.4, 0.4), NormalizedRect(0.1, 0.1, 0.1, 0.1)
    assert associate(([same, new], [tracked]), 0.5, rect_corners) == [new, tracked]


def take_over(new: Detection, old: Detection) -> Detection:
    """`new` under the id of `old`."""
    return new if old.detection_id is None else replace(new, detection_id=old.detection_id)


def test_identity_passes_to_the_successor() -> None:
    """An element takes over the identity of the one it replaces, if that has one."""
    box = BoundingBox(0, 0, 1, 1)
    old, nameless, new = (
        Detection((0.5,), (0,), box, detection_id=7),
        Detection((0.6,), (0,), box),
        Detection((0.9,), (0,), box),
    )
    assert [d.detection_id for d in associate(([old], [new]), 0.5, detection_corners, take_over)] == [7]
    assert [d.detection_id for d in associate(([nameless], [new]), 0.5, detection_corners, take_over)] == [None]


def test_identity_comes_from_the_image_before() -> None:
    """Elements keep their places and get the identity of what was there before."""
    here, there = BoundingBox(0, 0, 0.4, 0.4), BoundingBox(0.5, 0.5, 0.4, 0.4)
    current = [Detection((0.9,), (0,), there), Detection((0.8,), (0,), here)]
    previous = [Detection((0.7,), (0,), here, detection_id=3)]
    found = inherit_identity(current, previous, 0.5, detection_corners, take_over)
    assert [d.detection_id for d in found] == [None, 3]
    assert [d.scores for d in found] == [(0.9,), (0.8,)]


@given(rects, rects)
def test_containment_is_the_shared_part_of_the_smaller_box(one: NormalizedRect, other: NormalizedRect) -> None:
    """The greater of both boxes' parts; all of a box that lies within another."""
    first, second = rect_corners(one), rect_corners(other)
    parts = [
        float(overlap(corners(*a), corners(*b), OverlapType.MODIFIED_JACCARD))
        for a, b in ((first, second), (second, first))
    ]
    assert corners_containment(first, second) == pytest.approx(max(parts), abs=1e-6)
    assert corners_containment(first, first) == 1


def test_boxes_without_area_contain_nothing() -> None:
    """Also where they are the same point."""
    assert corners_containment((1, 1, 1, 1), (0, 0, 2, 2)) == corners_containment((1, 1, 1, 1), (1, 1, 1, 1)) == 0
