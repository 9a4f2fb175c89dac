"""Options of `suppress_non_maxima` (MediaPipe `calculators/util/non_max_suppression_calculator.proto`)."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass

from backedge.calculators.checks import require_option
from backedge.calculators.geometry.overlap import OverlapType


class NmsAlgorithm(enum.IntEnum):
    """What becomes of boxes that overlap."""

    DEFAULT = 0
    """The best one stays as it is."""
    WEIGHTED = 1
    """One stays, at the mean place of all, weighted by score. Knows no `max_num_detections`, as in MediaPipe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NonMaxSuppressionOptions:
    """MediaPipe's `NonMaxSuppressionCalculatorOptions`, less what concerns streams.

    Attributes:
        max_num_detections: the most to keep; -1: all.
        min_score_threshold: detections below are dropped; 0 and less: none.
        min_suppression_threshold: boxes that overlap more than this are one.
        overlap_type: how overlap is measured.
        algorithm: what becomes of boxes that overlap.
        multiclass_nms: only boxes of one class suppress each other.
    """

    max_num_detections: int = -1
    min_score_threshold: float = -1.0
    min_suppression_threshold: float = 1.0
    overlap_type: OverlapType = OverlapType.JACCARD
    algorithm: NmsAlgorithm = NmsAlgorithm.DEFAULT
    multiclass_nms: bool = False

    def __post_init__(self) -> None:
        require_option(
            self.max_num_detections != 0, "NonMaxSuppression: max_num_detections must not be 0; -1 means all"
        )
        require_option(
            self.overlap_type is not OverlapType.UNSPECIFIED_OVERLAP_TYPE,
            "NonMaxSuppression: overlap_type must be JACCARD, MODIFIED_JACCARD or INTERSECTION_OVER_UNION",
        )

    @property
    def lowest_score(self) -> float:
        """The least score a detection may have."""
        return self.min_score_threshold if self.min_score_threshold > 0 else -math.inf
