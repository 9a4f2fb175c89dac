"""Non-maximum suppression (MediaPipe `calculators/util/non_max_suppression_calculator.cc`)."""

from __future__ import annotations

import dataclasses
import enum
import math
from collections.abc import Iterator, Sequence
from itertools import compress
from operator import mul
from typing import Final

import numpy as np

from backedge.calculators.checks import require_option
from backedge.calculators.geometry.overlap import Corners, OverlapType, overlap, pair_overlap
from backedge.calculators.single_precision import single
from backedge.errors import PacketTypeError
from backedge.formats import BoundingBox, Detection
from backedge.protos import Message, field

_FEW: Final = 64
"""Boxes up to which plain floats are faster than numpy, which takes several times as long as usual after a model."""


class NmsAlgorithm(enum.IntEnum):
    """The treatment of boxes that overlap."""

    DEFAULT = 0
    """The best one stays as it is."""
    WEIGHTED = 1
    """One stays, at the mean place of all, weighted by score. As in MediaPipe it ignores `max_num_detections`."""


class NonMaxSuppressionCalculatorOptions(
    Message, name="mediapipe.NonMaxSuppressionCalculatorOptions", extension=55383100
):
    """Options of NonMaxSuppressionCalculator.

    Attributes:
        num_detection_streams: how many untagged inputs there are.
        max_num_detections: the most to keep; -1: all.
        min_score_threshold: detections below are dropped; 0 and less: none.
        min_suppression_threshold: boxes that overlap more than this are one.
        overlap_type: how overlap is measured.
        algorithm: what becomes of boxes that overlap.
        multiclass_nms: only boxes of one class suppress each other.
        return_empty_detections: send an empty list where nothing is detected, instead of nothing.
    """

    num_detection_streams: int = field(1, default=1)
    max_num_detections: int = field(2, default=-1)
    min_suppression_threshold: float = field(3, default=1.0)
    overlap_type: OverlapType = field(4, default=OverlapType.JACCARD)
    return_empty_detections: bool = field(5)
    min_score_threshold: float = field(6, default=-1.0)
    algorithm: NmsAlgorithm = field(7)
    multiclass_nms: bool = field(8)

    def check(self) -> None:
        """Refuse values that have no meaning.

        Raises:
            ConfigError: an option has such a value.
        """
        require_option(
            self.max_num_detections != 0, "NonMaxSuppression: max_num_detections must not be 0; -1 means all"
        )
        require_option(
            self.overlap_type is not OverlapType.UNSPECIFIED_OVERLAP_TYPE,
            "NonMaxSuppression: overlap_type must be JACCARD, MODIFIED_JACCARD or INTERSECTION_OVER_UNION",
        )

    @property
    def lowest_score(self) -> float:
        """The least score that a detection may have."""
        return self.min_score_threshold if self.min_score_threshold > 0 else -math.inf


def suppress_non_maxima(
    detections: Sequence[Detection], options: NonMaxSuppressionCalculatorOptions
) -> list[Detection]:
    """The detections that stay, best first, each with its best label only; those without a label are dropped.

    Raises:
        PacketTypeError: other numbers of scores than of labels, or key points that cannot be merged.
    """
    if not options.multiclass_nms:
        return _suppress(detections, options)
    by_class: dict[int, list[Detection]] = {}
    for detection in detections:
        for class_id in detection.label_ids:
            by_class.setdefault(class_id, []).append(detection)
    kept = [detection for members in by_class.values() for detection in _suppress(members, options)]
    kept.sort(key=_best_score, reverse=True)
    return kept if options.max_num_detections < 0 else kept[: options.max_num_detections]


def _best_score(detection: Detection) -> float:
    return detection.scores[0]


def _suppress(detections: Sequence[Detection], options: NonMaxSuppressionCalculatorOptions) -> list[Detection]:
    candidates = [_with_best_label(detection) for detection in detections if detection.label_ids or detection.labels]
    if not candidates:
        return candidates
    candidates.sort(key=_best_score, reverse=True)
    merge = options.algorithm is NmsAlgorithm.WEIGHTED
    corners = [_corners(candidate) for candidate in candidates]
    return (_merge if merge else _keep_best)(candidates, corners, options)


def _with_best_label(detection: Detection) -> Detection:
    if not detection.scores or len(detection.scores) not in (len(detection.label_ids), len(detection.labels)):
        raise PacketTypeError(
            f"a detection needs a score for each label, found {len(detection.scores)} scores,"
            f" {len(detection.label_ids)} label ids and {len(detection.labels)} labels"
        )
    if len(detection.scores) == 1:
        return detection
    best = max(range(len(detection.scores)), key=detection.scores.__getitem__)
    only = slice(best, best + 1)
    # As in MediaPipe names are left as they are where there are numbers.
    if len(detection.label_ids) > best:
        return dataclasses.replace(detection, scores=detection.scores[only], label_ids=detection.label_ids[only])
    return dataclasses.replace(detection, scores=detection.scores[only], labels=detection.labels[only])


def _corners(detection: Detection) -> Corners:
    """Of the detection's box, in float32."""
    box = detection.require_box()
    return box.xmin, box.ymin, single(box.xmin + box.width), single(box.ymin + box.height)


def _keep_best(
    candidates: list[Detection], corners: list[Corners], options: NonMaxSuppressionCalculatorOptions
) -> list[Detection]:
    boxes = np.array(corners, np.float32)
    suppressed = np.zeros(len(candidates), bool)
    kept: list[Detection] = []
    for index, candidate in enumerate(candidates):
        if len(kept) == options.max_num_detections or candidate.scores[0] < options.lowest_score:
            break
        if not suppressed[index]:
            kept.append(candidate)
            following = overlap(boxes[index], boxes[index + 1 :], options.overlap_type)
            suppressed[index + 1 :] |= following > options.min_suppression_threshold
    return kept


def _merge(
    candidates: list[Detection], corners: list[Corners], options: NonMaxSuppressionCalculatorOptions
) -> list[Detection]:
    threshold, overlap_type = single(options.min_suppression_threshold), options.overlap_type
    boxes = np.array(corners, np.float32) if len(corners) > _FEW else None

    def similar_to(best: int, others: list[int]) -> list[bool]:
        if boxes is None or len(others) <= _FEW:
            return [pair_overlap(corners[each], corners[best], overlap_type) > threshold for each in others]
        found: list[bool] = (overlap(boxes[others], boxes[best], overlap_type) > np.float32(threshold)).tolist()
        return found

    remaining = list(range(len(candidates)))
    merged: list[Detection] = []
    while remaining and candidates[remaining[0]].scores[0] >= options.lowest_score:
        best = remaining[0]
        if len(remaining) == 1:  # no other box could be similar to the last one
            merged.append(candidates[best])
            break
        similar = similar_to(best, remaining)
        group = list(compress(remaining, similar))
        merged.append(_weighted_mean(candidates, corners, group) if len(group) > 1 else candidates[best])
        if not group:  # a box without area is not even similar to itself: MediaPipe ends here, too
            break
        remaining = [each for each, is_similar in zip(remaining, similar, strict=True) if not is_similar]
    return merged


def _weighted_mean(candidates: list[Detection], corners: list[Corners], group: list[int]) -> Detection:
    """The first of the group, at the mean place of all."""
    members = [candidates[each] for each in group]
    best = members[0]
    scores = [member.scores[0] for member in members]
    total = sum(scores)
    if total <= 0:  # nothing to weigh by
        return best
    weights = [score / total for score in scores]
    xmin, ymin, xmax, ymax = (single(mean) for mean in _means(weights, [corners[each] for each in group]))
    points = [member.keypoints for member in members]
    count = len(best.keypoints)
    if any(len(each) != count for each in points):
        raise PacketTypeError(
            f"detections to merge need as many key points each, found {[len(each) for each in points]}"
        )
    means = list(_means(weights, [each.ravel().tolist() for each in points]))
    box = BoundingBox(xmin, ymin, single(xmax - xmin), single(ymax - ymin))
    return best.moved(box, np.array(means, np.float32).reshape(count, 2))


def _means(weights: list[float], rows: Sequence[Sequence[float]]) -> Iterator[float]:
    """The weighted mean of each column."""
    return (sum(map(mul, weights, column)) for column in zip(*rows, strict=True))
