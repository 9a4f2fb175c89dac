"""The options of the hand tracking graphs."""

from __future__ import annotations

from typing import Annotated

from backedge.protos import Message, Range, field


class HandTrackingOptions(Message, name="backedge.HandTrackingOptions"):
    """Options of the hand tracking graphs; thresholds have the names that MediaPipe's HandLandmarker has for them.

    Attributes:
        min_detection_confidence: palms with a lower score are not detected, 0..1.
        min_presence_confidence: a hand is lost when its presence is not above this, 0..1. MediaPipe's older
            `solutions.Hands` calls it `min_tracking_confidence`.
        min_tracking_confidence: a detected hand that overlaps a tracked one by more than this, as intersection over
            union, 0..1, is taken for the same.
        detection_interval: while some hands are tracked, but fewer than wanted, the palm detector runs on each n-th
            frame, so that a new hand is found within n frames; at least 1, which is what MediaPipe does. While none is
            tracked it runs on every frame. Without meaning for the graph for single images.
    """

    min_detection_confidence: Annotated[float, Range(0, 1)] = field(1, default=0.5)
    min_presence_confidence: Annotated[float, Range(0, 1)] = field(2, default=0.5)
    min_tracking_confidence: Annotated[float, Range(0, 1)] = field(3, default=0.5)
    detection_interval: Annotated[int, Range(ge=1)] = field(4, default=1)
