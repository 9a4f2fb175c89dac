"""The options of the graphs that `FaceDetector` runs."""

from __future__ import annotations

from typing import Annotated

from backedge.protos import Message, Range, field


class FaceDetectorOptions(Message, name="backedge.FaceDetectorOptions"):
    """The threshold of the face detection graphs.

    Attributes:
        min_detection_confidence: faces with a lower score are not detected, 0..1.
    """

    min_detection_confidence: Annotated[float, Range(0, 1)] = field(1, default=0.5)
