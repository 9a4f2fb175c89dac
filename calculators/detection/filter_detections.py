"""Detections by label and score (MediaPipe `modules/objectron/calculators/filter_detection_calculator.cc`)."""

from __future__ import annotations

import re
from collections.abc import Collection

from backedge.formats import Detection
from backedge.protos import Message, field


class FilterDetectionCalculatorOptions(Message, name="mediapipe.FilterDetectionCalculatorOptions", extension=339582987):
    """Options of FilterDetectionCalculator; a field that is None is not set.

    Attributes:
        min_score: classes with lower scores are dropped.
        max_score: classes with higher scores are dropped.
        fail_on_empty_labels: whether an empty list of allowed labels ends the run.
        empty_allowed_labels_means_allow_everything: whether it allows everything; else it allows nothing.
        use_detection_vector: not read, as in MediaPipe.
        use_allowed_labels_csv: not read, as in MediaPipe.
    """

    min_score: float | None = field(1)
    max_score: float | None = field(2)
    fail_on_empty_labels: bool = field(3, default=False)
    empty_allowed_labels_means_allow_everything: bool = field(6, default=False)
    use_detection_vector: bool = field(4)
    use_allowed_labels_csv: bool = field(5)

    def allows_score(self, score: float) -> bool:
        """Tell whether a score is within the limits."""
        low, high = self.min_score, self.max_score
        return (low is None or score >= low) and (high is None or score <= high)


def filter_detection(
    detection: Detection, allowed_labels: Collection[str] | None, options: FilterDetectionCalculatorOptions
) -> Detection | None:
    """Keep the classes of a detection that are allowed, best first; None if none is.

    Only labels, scores and the place stay; label ids and the rest are dropped, as in MediaPipe.

    Args:
        detection: its labels are looked at, not its label ids.
        allowed_labels: names, or regular expressions for whole names; None allows all.
        options: limits of the scores.
    """
    classes = [
        (score, label)
        for score, label in zip(detection.scores, detection.labels, strict=False)
        if options.allows_score(score) and _is_allowed(label, allowed_labels)
    ]
    if not classes:
        return None
    classes.sort(key=lambda each: each[0], reverse=True)
    scores, labels = zip(*classes, strict=True)
    return Detection(scores, (), detection.box, detection.keypoints, labels=labels)


def _is_allowed(label: str, allowed_labels: Collection[str] | None) -> bool:
    if allowed_labels is None or label in allowed_labels:
        return True
    return any(re.fullmatch(pattern, label) for pattern in allowed_labels)
