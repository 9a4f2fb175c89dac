"""`mediapipe/framework/formats/detection.proto`, and `Detection`."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from backedge.compat.messages.location_data import Format, LocationData
from backedge.formats import BoundingBox, Detection
from backedge.protos import Int64, Message, field, message_class

NAME: Final = "mediapipe.Detection"
LIST_NAME: Final = "mediapipe.DetectionList"


class DetectionMessage(Message, name=NAME):
    """See `Detection`."""

    class AssociatedDetection(Message):
        """Another detection, and how sure it is that both are of one thing."""

        id: int = field(1)
        confidence: float = field(2)

    label: tuple[str, ...] = field(1)
    label_id: tuple[int, ...] = field(2)
    score: tuple[float, ...] = field(3)
    location_data: LocationData | None = field(4)
    feature_tag: str = field(5)
    track_id: str = field(6)
    detection_id: Int64 = field(7)
    associated_detections: tuple[AssociatedDetection, ...] = field(8)
    display_name: tuple[str, ...] = field(9)
    timestamp_usec: Int64 = field(10)


class DetectionListMessage(Message, name=LIST_NAME):
    """Detections."""

    detection: tuple[DetectionMessage, ...] = field(1)


def to_detection(message: Any) -> Detection:
    """Convert to what our packets hold for a ``mediapipe.Detection``."""
    location = message.location_data
    has_box = location.HasField("relative_bounding_box")
    box = location.relative_bounding_box
    points = [(point.x, point.y) for point in location.relative_keypoints]
    return Detection(
        scores=tuple(message.score),
        label_ids=tuple(message.label_id),
        box=BoundingBox(box.xmin, box.ymin, box.width, box.height) if has_box else None,
        keypoints=np.array(points, np.float32).reshape(-1, 2),
        labels=tuple(message.label),
        display_names=tuple(message.display_name),
        detection_id=message.detection_id if message.HasField("detection_id") else None,
        feature_tag=message.feature_tag,
        track_id=message.track_id,
        timestamp_usec=message.timestamp_usec if message.HasField("timestamp_usec") else None,
    )


def from_detection(detection: Detection) -> Any:
    """The ``mediapipe.Detection`` for what a packet of ours holds; what is not set there is not set here.

    Raises:
        PacketTypeError: the detection has no box, and only the message it was made from says where it is.
    """
    message: Any = message_class(NAME)(
        label=detection.labels,
        label_id=detection.label_ids,
        score=detection.scores,
        display_name=detection.display_names,
        detection_id=detection.detection_id,
        timestamp_usec=detection.timestamp_usec,
        feature_tag=detection.feature_tag or None,
        track_id=detection.track_id or None,
    )
    location, box = message.location_data, detection.require_box()
    location.format = Format.RELATIVE_BOUNDING_BOX
    relative = location.relative_bounding_box
    relative.xmin, relative.ymin, relative.width, relative.height = box.xmin, box.ymin, box.width, box.height
    for x, y in detection.keypoints.tolist():
        location.relative_keypoints.add(x=x, y=y)
    return message
