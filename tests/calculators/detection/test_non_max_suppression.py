"""Non-maximum suppression, against a pairwise reading of MediaPipe's algorithm."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backedge.calculators.detection.non_max_suppression import (
    NmsAlgorithm,
    NonMaxSuppressionCalculatorOptions,
    suppress_non_maxima,
)
from backedge.calculators.geometry.overlap import OverlapType
from backedge.errors import ConfigError
from backedge.formats import BoundingBox, Detection
from tests.arrays import floats

IOU = NonMaxSuppressionCalculatorOptions(
    min_suppression_threshold=0.3, overlap_type=OverlapType.INTERSECTION_OVER_UNION, algorithm=NmsAlgorithm.DEFAULT
)
WEIGHTED = replace(IOU, algorithm=NmsAlgorithm.WEIGHTED)
OVERLAPS = [OverlapType.JACCARD, OverlapType.MODIFIED_JACCARD, OverlapType.INTERSECTION_OVER_UNION]

# Sixteenths are exact in float32, so the two implementations cannot disagree by rounding alone.
sixteenths = st.integers(0, 16).map(lambda n: n / 16)
detections = st.lists(
    st.builds(
        lambda score, x, y, w, h: Detection((score / 64,), (0,), BoundingBox(x, y, w, h), floats([[x, y]])),
        st.integers(1, 64),
        sixteenths,
        sixteenths,
        sixteenths,
        sixteenths,
    ),
    max_size=8,
    unique_by=lambda d: d.scores[0],
)


def area(xmin: float, ymin: float, xmax: float, ymax: float) -> float:
    """The area of a box that may be turned inside out."""
    return max(xmax - xmin, 0) * max(ymax - ymin, 0)


def similarity(a: BoundingBox, b: BoundingBox, kind: OverlapType) -> float:
    """The similarity of box `b` with box `a`."""
    ax, ay, bx, by = a.xmin + a.width, a.ymin + a.height, b.xmin + b.width, b.ymin + b.height
    shared = area(max(a.xmin, b.xmin), max(a.ymin, b.ymin), min(ax, bx), min(ay, by))
    other = {
        OverlapType.JACCARD: area(min(a.xmin, b.xmin), min(a.ymin, b.ymin), max(ax, bx), max(ay, by)),
        OverlapType.MODIFIED_JACCARD: b.width * b.height,
        OverlapType.INTERSECTION_OVER_UNION: a.width * a.height + b.width * b.height - shared,
    }[kind]
    return shared / other if other else 0.0


def place(detection: Detection) -> tuple[float, float, float, float, float]:
    """Box and keypoint."""
    box = detection.require_box()
    return box.xmin, box.ymin, box.width, box.height, float(detection.keypoints[0, 0])


@given(detections, st.sampled_from(OVERLAPS), st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.sampled_from([-1, 1, 3]))
def test_default_keeps_what_nothing_better_overlaps(
    candidates: list[Detection], kind: OverlapType, threshold: float, limit: int
) -> None:
    """A detection, best first, stays unless one that stayed overlaps it by more than the threshold."""
    expected: list[Detection] = []
    for candidate in sorted(candidates, key=lambda d: -d.scores[0]):
        if all(similarity(kept.require_box(), candidate.require_box(), kind) <= threshold for kept in expected):
            expected.append(candidate)
    expected = expected if limit < 0 else expected[:limit]
    options = replace(IOU, overlap_type=kind, min_suppression_threshold=threshold, max_num_detections=limit)
    assert suppress_non_maxima(candidates, options) == expected


@given(detections, st.sampled_from(OVERLAPS), st.sampled_from([0.0, 0.25, 0.5]))
def test_weighted_merges_what_overlaps_the_best(
    candidates: list[Detection], kind: OverlapType, threshold: float
) -> None:
    """A detection, best first, takes in all that overlap it, each weighing as much as its score."""
    remaining = sorted(candidates, key=lambda d: -d.scores[0])
    expected = []
    while remaining:
        best = remaining[0]
        group = [d for d in remaining if similarity(d.require_box(), best.require_box(), kind) > threshold]
        members = group or [best]
        total = sum(d.scores[0] for d in members)
        expected.append([best.scores[0], *(sum(d.scores[0] * place(d)[i] for d in members) / total for i in range(5))])
        if not group:
            break
        remaining = [d for d in remaining if d not in group]
    found = suppress_non_maxima(candidates, replace(WEIGHTED, overlap_type=kind, min_suppression_threshold=threshold))
    assert [[d.scores[0], *place(d)] for d in found] == [pytest.approx(row, abs=1e-5) for row in expected]


def has_area(detection: Detection) -> bool:
    """Tell whether its box has a width and a height."""
    return detection.require_box().width * detection.require_box().height > 0


def moved_right(detection: Detection, by: float) -> Detection:
    """It elsewhere."""
    box = detection.require_box()
    return replace(detection, box=replace(box, xmin=box.xmin + by))


@given(st.lists(detections, min_size=20, max_size=40), st.sampled_from(OVERLAPS))
def test_many_are_merged_as_few_are(groups: list[list[Detection]], kind: OverlapType) -> None:
    """Groups that are far from each other stay apart, however many there are; boxes without area are left out."""
    options = replace(WEIGHTED, overlap_type=kind, min_suppression_threshold=0.25)
    moved = [[moved_right(each, 4 * number) for each in group if has_area(each)] for number, group in enumerate(groups)]
    together = [each for group in moved for each in group]
    apart = [each for group in moved for each in suppress_non_maxima(group, options)]
    found = suppress_non_maxima(together, options)
    assert sorted(map(place, found)) == sorted(map(place, apart))


def detection(score: float, box: tuple[float, ...], **fields: Any) -> Detection:
    """A detection of class 0, unless the fields say otherwise."""
    usual: dict[str, Any] = {"scores": (score,), "label_ids": (0,), "box": BoundingBox(*box)}
    return Detection(**(usual | fields))


def test_jaccard_divides_by_the_box_around_both() -> None:
    """MediaPipe's JACCARD is not intersection over union: two diagonal neighbours overlap less by it."""
    pair = [detection(0.9, (0, 0, 0.5, 0.5)), detection(0.8, (0.25, 0.25, 0.5, 0.5))]
    iou, around = (0.25**2) / (2 * 0.25 - 0.25**2), 0.25**2 / 0.75**2
    assert around < 0.12 < iou
    assert len(suppress_non_maxima(pair, replace(IOU, min_suppression_threshold=0.12))) == 1
    jaccard = replace(IOU, min_suppression_threshold=0.12, overlap_type=OverlapType.JACCARD)
    assert len(suppress_non_maxima(pair, jaccard)) == 2


def test_best_label_of_a_detection_is_kept() -> None:
    """The best of several classes at one place stays, by number; a detection without any label is dropped."""
    several = detection(0, (0, 0, 1, 1), scores=(0.2, 0.7), label_ids=(4, 5), labels=("cat", "dog"))
    nameless = detection(0.9, (0, 0, 1, 1), label_ids=())
    (found,) = suppress_non_maxima([several, nameless], IOU)
    assert (found.scores, found.label_ids, found.labels) == ((0.7,), (5,), ("cat", "dog"))


@pytest.mark.parametrize("options", [IOU, WEIGHTED])
def test_low_scores_are_dropped(options: NonMaxSuppressionCalculatorOptions) -> None:
    """Below the minimum score nothing is returned, however lonely."""
    low = [detection(0.4, (0, 0, 0.1, 0.1)), detection(0.6, (0.5, 0.5, 0.1, 0.1))]
    assert [d.scores for d in suppress_non_maxima(low, replace(options, min_score_threshold=0.5))] == [(0.6,)]


def test_low_scores_still_weigh_in_a_mean() -> None:
    """The minimum score is asked of the best of a group only."""
    group = [detection(0.6, (0, 0, 1, 1)), detection(0.3, (0.3, 0, 1, 1))]
    (found,) = suppress_non_maxima(group, replace(WEIGHTED, min_score_threshold=0.5))
    assert found.require_box().xmin == pytest.approx(0.1)


def test_weighted_ignores_the_limit() -> None:
    """MediaPipe's weighted algorithm knows no max_num_detections."""
    apart = [detection(0.9, (0, 0, 0.1, 0.1)), detection(0.8, (0.5, 0.5, 0.1, 0.1))]
    assert len(suppress_non_maxima(apart, replace(WEIGHTED, max_num_detections=1))) == 2


def test_weighted_ends_at_a_box_without_area() -> None:
    """A box without area is not similar even to itself; MediaPipe returns it and ends."""
    flat = [detection(0.9, (0, 0, 0, 0.1)), detection(0.8, (0.5, 0.5, 0.1, 0.1))]
    assert suppress_non_maxima(flat, WEIGHTED) == flat[:1]


def test_scores_of_zero_cannot_be_weighed() -> None:
    """A group without any weight stays where its first member is, without a warning."""
    pair = [detection(0.0, (0, 0, 1, 1)), detection(0.0, (0.1, 0, 1, 1))]
    assert suppress_non_maxima(pair, WEIGHTED) == pair[:1]


def test_classes_can_be_kept_apart() -> None:
    """With multiclass_nms a box suppresses those of its own class only; the limit holds for all together."""
    boxes = [
        detection(0.7, (0, 0, 1, 1), label_ids=(1,)),
        detection(0.9, (0, 0, 1, 1), label_ids=(0,)),
        detection(0.8, (0, 0, 1, 1), label_ids=(0,)),
        detection(0.6, (0, 0, 1, 1), label_ids=(2,)),
    ]
    options = replace(IOU, multiclass_nms=True)
    assert [d.scores[0] for d in suppress_non_maxima(boxes, options)] == [0.9, 0.7, 0.6]
    assert [d.scores[0] for d in suppress_non_maxima(boxes, replace(options, max_num_detections=2))] == [0.9, 0.7]
    assert len(suppress_non_maxima(boxes, IOU)) == 1


def test_nothing_stays_of_nothing() -> None:
    """An empty list gives an empty list."""
    assert suppress_non_maxima([], WEIGHTED) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"max_num_detections": 0}, "max_num_detections must not be 0"),
        ({"overlap_type": OverlapType.UNSPECIFIED_OVERLAP_TYPE}, "overlap_type must be"),
    ],
)
def test_impossible_options_are_refused(change: dict[str, Any], message: str) -> None:
    """The check says which option and what is expected."""
    with pytest.raises(ConfigError, match=message):
        replace(IOU, **change).check()


def test_keypoints_of_the_best_are_kept_in_order() -> None:
    """The mean is taken keypoint by keypoint."""
    group = [
        detection(0.5, (0, 0, 1, 1), keypoints=np.array([[0, 0], [1, 1]])),
        detection(0.5, (0, 0, 1, 1), keypoints=np.array([[1, 0], [1, 0]])),
    ]
    (found,) = suppress_non_maxima(group, WEIGHTED)
    assert np.allclose(found.keypoints, [[0.5, 0], [1, 0.5]])
