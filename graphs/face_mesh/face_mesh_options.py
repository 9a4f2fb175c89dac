"""The options of the face mesh graphs."""

from __future__ import annotations

from typing import Annotated

from backedge.protos import Message, Range, field


class FaceMeshOptions(Message, name="backedge.FaceMeshOptions"):
    """Thresholds of the face mesh graphs, under the names that MediaPipe's `solutions.FaceMesh` has for them.

    Attributes:
        min_detection_confidence: faces with a lower score are not detected, 0..1.
        min_tracking_confidence: a face is lost when its presence is not above this, 0..1.
    """

    min_detection_confidence: Annotated[float, Range(0, 1)] = field(1, default=0.5)
    min_tracking_confidence: Annotated[float, Range(0, 1)] = field(2, default=0.5)
