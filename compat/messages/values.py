"""From any message to what a packet of ours holds, and back, without loss.

Where a value of ours cannot say all that a message says (that a field is set to its default, the label of a keypoint),
the packet holds the value together with the message it was made from. What a calculator passes on comes back as that
message; what it computes is a new value without one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, Final

from backedge.compat.bridge.containers import DETECTION_LIST, Vector
from backedge.compat.bridge.errors import GraphFailedError
from backedge.compat.bridge.type_names import name_of_type
from backedge.compat.messages import classification, detection, landmark, rect
from backedge.formats import (
    Classification,
    ClassificationList,
    Detection,
    Landmarks,
    NormalizedLandmarks,
    NormalizedRect,
    Rect,
)
from backedge.protos import Message, RawMessage, encode, message_class
from backedge.protos.pool import POOL

_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    classification.NAME: classification.to_classification,
    classification.LIST_NAME: classification.to_classifications,
    detection.NAME: detection.to_detection,
    landmark.NAME: landmark.to_landmarks,
    landmark.NORMALIZED_NAME: landmark.to_normalized_landmarks,
    rect.NAME: rect.to_rect,
    rect.NORMALIZED_NAME: rect.to_normalized_rect,
}

_WRITERS: Final[dict[type[Any], Callable[[Any], Any]]] = {
    Classification: classification.from_classification,
    ClassificationList: classification.from_classifications,
    Detection: detection.from_detection,
    detection.LocatedDetection: detection.from_detection,
    Landmarks: landmark.from_landmarks,
    NormalizedLandmarks: landmark.from_landmarks,
    NormalizedRect: rect.from_rect,
    Rect: rect.from_rect,
}


class Kept:
    """Mixin of values that remember the message they were made from.

    Attributes:
        message: that message. A copy of the value with other fields has none.
    """

    message: RawMessage | None = None


def _cpp_name(kind: type[Any]) -> str | None:
    own: str | None = getattr(kind, "cpp_name", None)
    return own or name_of_type(kind)


_KEEPING: Final = {
    kind: type(kind.__name__, (Kept, kind), {"__doc__": kind.__doc__, "cpp_name": _cpp_name(kind)}) for kind in _WRITERS
}


def value_of(message: RawMessage) -> Any:
    """Convert to what our packets hold for `message`: a value of `backedge.formats`, or a message where there is none.

    Args:
        message: of any descriptor pool; copied.

    Raises:
        RuntimeError: no message of that name has been declared.
        EncodeError: a field is not set that MediaPipe requires.
    """
    name = message.DESCRIPTOR.full_name
    data = message.SerializeToString()
    try:
        own = message_class(name).FromString(data)
    except KeyError as error:
        raise GraphFailedError(
            f'no message "{name}" is known; import the module of the calculator that declares it'
        ) from error
    return _read(own)


def message_of(value: Any) -> RawMessage | None:
    """A new message for what a packet of ours holds; None if it is nothing that a message stands for."""
    if isinstance(value, Kept) and value.message is not None:
        return _copy(value.message)
    if isinstance(value, RawMessage):
        return _copy(value)
    if isinstance(value, Message):
        return encode(value)
    if getattr(value, "cpp_name", None) == DETECTION_LIST:
        return message_class(detection.LIST_NAME)(detection=map(message_of, value))
    writer = next((_WRITERS[kind] for kind in type(value).__mro__ if kind in _WRITERS), None)
    return None if writer is None else writer(value)


def _copy(message: RawMessage) -> RawMessage:
    current = POOL.current(message)
    copy = type(current)()
    copy.CopyFrom(current)
    return copy


def _read(message: Any) -> Any:
    name = message.DESCRIPTOR.full_name
    if name == detection.LIST_NAME:
        detections = [_read(item) for item in message.detection]
        return Vector(DETECTION_LIST, detections)
    reader = _READERS.get(name)
    value = None if reader is None else reader(message)
    if value is None:
        return message
    return value if message_of(value) == message else _keep(value, message)


def _keep(value: Any, message: RawMessage) -> Any:
    fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    kept = _KEEPING[type(value)](**fields)
    object.__setattr__(kept, "message", message)
    return kept
