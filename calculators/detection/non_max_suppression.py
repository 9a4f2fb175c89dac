"""Non-maximum suppression (MediaPipe `calculators/util/non_max_suppression_calculator.cc`)."""

from __future__ import annotations

import dataclasses
import enum
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.checks import quietly, require_option
from backedge.calculators.geometry.overlap import OverlapType, overlap
from backedge.errors import PacketTypeError
from backedge.formats import BoundingBox, Detection
from backedge.protos import Message, field

_Floats = NDArray[np.float32]


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


@quietly
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
    return (_merge if merge else _keep_best)(candidates, _corners(candidates), options)


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


def _corners(detections: Sequence[Detection]) -> _Floats:
    """(N, 4) float32: xmin, ymin, xmax, ymax."""
    boxes = np.array([(b.xmin, b.ymin, b.width, b.height) for b in (d.require_box() for d in detections)], np.float32)
    boxes[:, 2:] += boxes[:, :2]
    return boxes


def _keep_best(
    candidates: list[Detection], corners: _Floats, options: NonMaxSuppressionCalculatorOptions
) -> list[Detection]:
    suppressed = np.zeros(len(candidates), bool)
    kept: list[Detection] = []
    for index, candidate in enumerate(candidates):
        if len(kept) == options.max_num_detections or candidate.scores[0] < options.lowest_score:
            break
        if not suppressed[index]:
            kept.append(candidate)
            following = overlap(corners[index], corners[index + 1 :], options.overlap_type)
            suppressed[index + 1 :] |= following > options.min_suppression_threshold
    return kept


def _merge(
    candidates: list[Detection], corners: _Floats, options: NonMaxSuppressionCalculatorOptions
) -> list[Detection]:
    scores = np.array([candidate.scores[0] for candidate in candidates], np.float32)
    remaining = np.arange(len(candidates))
    merged: list[Detection] = []
    while remaining.size and scores[remaining[0]] >= options.lowest_score:
        best = remaining[0]
        if remaining.size == 1:  # no other box could be similar to the last one
            merged.append(candidates[best])
            break
        similar = overlap(corners[remaining], corners[best], options.overlap_type) > options.min_suppression_threshold
        group = remaining[similar]
        merged.append(_weighted_mean(candidates, corners, scores, group) if group.size > 1 else candidates[best])
        if not group.size:  # a box without area is not even similar to itself: MediaPipe ends here, too
            break
        remaining = remaining[~similar]
    return merged


def _weighted_mean(
    candidates: list[Detection], corners: _Floats, scores: _Floats, group: NDArray[np.intp]
) -> Detection:
    """The first of the group, at the mean place of all."""
    best = candidates[int(group[0])]
    weights = scores[group]
    total = np.add.reduce(weights)
    if total <= 0:  # nothing to weigh by
        return best
    weights /= total
    xmin, ymin, xmax, ymax = (weights @ corners[group]).tolist()
    points = [candidates[i].keypoints for i in group.tolist()]
    count = len(best.keypoints)
    if any(len(each) != count for each in points):
        raise PacketTypeError(
            f"detections to merge need as many key points each, found {[len(each) for each in points]}"
        )
    weighted = np.concatenate(points).reshape(len(points), count, 2)
    weighted *= weights[:, None, None]
    keypoints = np.add.reduce(weighted, axis=0)
    return dataclasses.replace(best, box=BoundingBox(xmin, ymin, xmax - xmin, ymax - ymin), keypoints=keypoints)
