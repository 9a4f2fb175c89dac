"""The options of the pose graphs."""

from __future__ import annotations

from typing import Annotated

from backedge.protos import Message, Range, field


class PoseTrackingOptions(Message, name="backedge.PoseTrackingOptions"):
    """Thresholds of the pose graphs, under the names that MediaPipe's `solutions.Pose` has for them.

    Attributes:
        min_detection_confidence: persons with a lower score are not detected, 0..1.
        min_tracking_confidence: a person is lost when its presence is not above this, 0..1.
    """

    min_detection_confidence: Annotated[float, Range(0, 1)] = field(1, default=0.5)
    min_tracking_confidence: Annotated[float, Range(0, 1)] = field(2, default=0.5)
