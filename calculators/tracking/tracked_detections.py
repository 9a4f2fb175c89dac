"""Detections that a tracker follows (MediaPipe `util/tracking/tracked_detection.cc` and its manager)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from backedge.formats import BoundingBox, Detection, NormalizedRect
from backedge.protos import Message
from backedge.protos import field as message_field


class TrackedDetectionManagerConfig(Message, name="mediapipe.TrackedDetectionManagerConfig"):
    """When two detections are taken for one.

    Attributes:
        is_same_detection_max_area_ratio: not if one is so many times larger than the other.
        is_same_detection_min_overlap_ratio: only if they share more than this part of one of them.
    """

    is_same_detection_max_area_ratio: float = message_field(1, default=3.0)
    is_same_detection_min_overlap_ratio: float = message_field(2, default=0.5)


class Edges(NamedTuple):
    """The edges of an upright box."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass
class TrackedDetection:
    """A detection and where it is now.

    Attributes:
        id: its own number.
        rect: where it is.
        first_msec: when it was detected, in milliseconds.
        last_msec: when `rect` was found, in milliseconds.
        scores: by label.
        previous_id: the number of the detection of the same thing that came first; -1 if this one did.
    """

    id: int
    rect: NormalizedRect
    first_msec: int
    last_msec: int
    scores: dict[str, float] = field(default_factory=dict)
    previous_id: int = -1

    @property
    def first_id(self) -> int:
        """The number of the first detection of the same thing."""
        return self.id if self.previous_id == -1 else self.previous_id

    def add_scores(self, scores: dict[str, float]) -> None:
        """Take over labels; where both have one the higher score stays."""
        for label, score in scores.items():
            self.scores[label] = max(score, self.scores.get(label, score))

    def is_same_as(self, other: TrackedDetection, config: TrackedDetectionManagerConfig) -> bool:
        """Whether both are of one thing, to judge by their boxes before they were turned."""
        area, other_area = self.rect.width * self.rect.height, other.rect.width * other.rect.height
        if not area or not other_area:
            return False
        if max(area / other_area, other_area / area) > config.is_same_detection_max_area_ratio:
            return False
        shared = _shared_area(edges_of(self.rect), edges_of(other.rect))
        return shared / min(area, other_area) > config.is_same_detection_min_overlap_ratio


class TrackedDetectionManager:
    """The detections that are followed; those of one thing become one.

    Attributes:
        detections: by number, in the order in which they came.
    """

    def __init__(self, config: TrackedDetectionManagerConfig) -> None:
        self._config = config
        self.detections: dict[int, TrackedDetection] = {}

    def add(self, detection: TrackedDetection) -> list[int]:
        """Add a detection in place of those of the same thing; return their numbers."""
        same = [each for each in self.detections.values() if detection.is_same_as(each, self._config)]
        latest = 0  # as in MediaPipe, what was detected at 0 is no thing's first detection
        for each in same:
            detection.add_scores(each.scores)
            if each.first_msec > latest:
                latest = each.first_msec
                detection.previous_id = each.first_id
        removed = self._remove([each.id for each in same])
        self.detections[detection.id] = detection
        return removed

    def move(self, number: int, rect: NormalizedRect, time_msec: int) -> list[int]:
        """Say where a detection is now; return the numbers of those that turn out to be of the same thing."""
        moved = self.detections.get(number)
        if moved is None:
            return []
        moved.rect, moved.last_msec = rect, time_msec
        return self._merge_into_latest(moved)

    def remove_older_than(self, time_msec: int) -> list[int]:
        """Remove detections that have not been moved since; return their numbers."""
        return self._remove([each.id for each in self.detections.values() if each.last_msec < time_msec])

    def remove_out_of_view(self) -> list[int]:
        """Remove detections all of whose corners are outside of the picture; return their numbers."""
        return self._remove([each.id for each in self.detections.values() if _is_out_of_view(each.rect)])

    def _merge_into_latest(self, moved: TrackedDetection) -> list[int]:
        """Of the detections of one thing, seen at one time, keep the one that was detected last."""
        latest = moved
        previous: TrackedDetection | None = None
        removed = []
        for other in self.detections.values():
            is_new = other is not moved and other.last_msec == moved.last_msec
            if not is_new or not moved.is_same_as(other, self._config):
                continue
            older, newer = (other, latest) if latest.first_msec >= other.first_msec else (latest, other)
            removed.append(older.id)
            newer.add_scores(older.scores)
            latest = newer
            if previous is None or previous.first_msec < older.first_msec:
                previous = older
        if latest.previous_id == -1 and previous is not None:
            latest.previous_id = previous.first_id
        return self._remove(removed)

    def _remove(self, numbers: list[int]) -> list[int]:
        for number in numbers:
            del self.detections[number]
        return numbers


def track(detection: Detection, time_msec: int) -> TrackedDetection:
    """Begin to follow a detection, which was made at `time_msec`."""
    box = detection.require_box()
    rect = NormalizedRect(box.xmin + box.width / 2, box.ymin + box.height / 2, box.width, box.height)
    tracked = TrackedDetection(detection.detection_id or 0, rect, time_msec, time_msec)
    for label, score in zip(detection.labels, detection.scores, strict=False):
        tracked.add_scores({label: score})
    return tracked


def detection_of(tracked: TrackedDetection) -> Detection:
    """The detection as it is now: with an upright box, its labels best first, and the number it had first."""
    corners = corners_of(tracked.rect)
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    ranked = sorted(tracked.scores.items(), key=lambda item: item[1], reverse=True)
    return Detection(
        scores=tuple(score for _, score in ranked),
        label_ids=(),
        labels=tuple(label for label, _ in ranked),
        box=BoundingBox(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)),
        detection_id=tracked.previous_id if tracked.previous_id > 0 else tracked.id,
    )


def edges_of(rect: NormalizedRect) -> Edges:
    """The edges of a rectangle before it is turned."""
    x, y, width, height = rect.x_center, rect.y_center, rect.width / 2, rect.height / 2
    return Edges(x - width, y - height, x + width, y + height)


def corners_of(rect: NormalizedRect) -> list[tuple[float, float]]:
    """The corners, in image widths and heights, turned as if the picture were a square."""
    left, top, right, bottom = edges_of(replace(rect, x_center=0.0, y_center=0.0))
    cos, sin = math.cos(rect.rotation), math.sin(rect.rotation)
    return [
        (rect.x_center + cos * x - sin * y, rect.y_center + sin * x + cos * y)
        for x, y in ((left, top), (left, bottom), (right, bottom), (right, top))
    ]


def _shared_area(one: Edges, other: Edges) -> float:
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(width, 0.0) * max(height, 0.0)


def _is_out_of_view(rect: NormalizedRect) -> bool:
    return all(not (0 <= x <= 1 and 0 <= y <= 1) for x, y in corners_of(rect))
