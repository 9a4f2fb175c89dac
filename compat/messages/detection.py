"""`mediapipe/framework/formats/detection.proto`, and `Detection`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from backedge.compat.bridge.type_names import name_of_type
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


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LocatedDetection(Detection):
    """A detection without a box: its place is in pixels, a mask, the whole image, or not said.

    Copies with other fields, as `dataclasses.replace` makes them, are in the same place.
    """

    cpp_name: ClassVar = name_of_type(Detection)
    _location: Any = None

    @property
    def location(self) -> Any:
        """The ``mediapipe.LocationData``, not to be changed; None where the message had none."""
        return self._location


def to_detection(message: Any) -> Detection:
    """Convert to what our packets hold for a ``mediapipe.Detection``."""
    values: dict[str, Any] = {
        "scores": tuple(message.score),
        "label_ids": tuple(message.label_id),
        "keypoints": _keypoints(message.location_data),
        "labels": tuple(message.label),
        "display_names": tuple(message.display_name),
        "detection_id": message.detection_id if message.HasField("detection_id") else None,
        "feature_tag": message.feature_tag,
        "track_id": message.track_id,
        "timestamp_usec": message.timestamp_usec if message.HasField("timestamp_usec") else None,
    }
    if message.location_data.HasField("relative_bounding_box"):
        box = message.location_data.relative_bounding_box
        return Detection(**values, box=BoundingBox(box.xmin, box.ymin, box.width, box.height))
    location = message.location_data if message.HasField("location_data") else None
    return LocatedDetection(**values, box=None, _location=location)


def from_detection(detection: Detection) -> Any:
    """The ``mediapipe.Detection`` for what a packet of ours holds; what is not set there is not set here."""
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
    if (box := detection.box) is not None:
        relative = message.location_data.relative_bounding_box
        relative.xmin, relative.ymin, relative.width, relative.height = box.xmin, box.ymin, box.width, box.height
        message.location_data.format = Format.RELATIVE_BOUNDING_BOX
    elif isinstance(detection, LocatedDetection) and detection.location is not None:
        message.location_data.CopyFrom(detection.location)
    if not np.array_equal(_keypoints(message.location_data), detection.keypoints):
        _set_keypoints(message.location_data, detection.keypoints)
    return message


def _keypoints(location: Any) -> NDArray[np.float32]:
    points = [(point.x, point.y) for point in location.relative_keypoints]
    return np.array(points, np.float32).reshape(-1, 2)


def _set_keypoints(location: Any, keypoints: NDArray[np.float32]) -> None:
    location.ClearField("relative_keypoints")
    for x, y in keypoints.tolist():
        location.relative_keypoints.add(x=x, y=y)
    if not location.HasField("format"):
        location.format = Format.RELATIVE_BOUNDING_BOX
