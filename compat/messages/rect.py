"""`mediapipe/framework/formats/rect.proto`, and `Rect` and `NormalizedRect`."""

from __future__ import annotations

from typing import Any, Final

from google.protobuf.message import EncodeError

from backedge.formats import NormalizedRect, Rect
from backedge.protos import Int64, Message, field, message_class

NAME: Final = "mediapipe.Rect"
NORMALIZED_NAME: Final = "mediapipe.NormalizedRect"

_REQUIRED: Final = ("x_center", "y_center", "height", "width")


class RectMessage(Message, name=NAME):
    """See `Rect`."""

    x_center: int = field(1)
    y_center: int = field(2)
    height: int = field(3)
    width: int = field(4)
    rotation: float = field(5)
    rect_id: Int64 = field(6)


class NormalizedRectMessage(Message, name=NORMALIZED_NAME):
    """See `NormalizedRect`."""

    x_center: float = field(1)
    y_center: float = field(2)
    height: float = field(3)
    width: float = field(4)
    rotation: float = field(5)
    rect_id: Int64 = field(6)


def to_rect(message: Any) -> Rect:
    """Convert to what our packets hold for a ``mediapipe.Rect``.

    Raises:
        EncodeError: a field is not set that MediaPipe requires.
    """
    _require(message)
    m = message
    return Rect(m.x_center, m.y_center, m.width, m.height, m.rotation, m.rect_id)


def to_normalized_rect(message: Any) -> NormalizedRect:
    """Convert to what our packets hold for a ``mediapipe.NormalizedRect``.

    Raises:
        EncodeError: a field is not set that MediaPipe requires.
    """
    _require(message)
    m = message
    return NormalizedRect(m.x_center, m.y_center, m.width, m.height, m.rotation, m.rect_id)


def from_rect(rect: Rect | NormalizedRect) -> Any:
    """The message for what a packet of ours holds; rotation and id are set where they are not 0."""
    return message_class(NORMALIZED_NAME if isinstance(rect, NormalizedRect) else NAME)(
        x_center=rect.x_center,
        y_center=rect.y_center,
        height=rect.height,
        width=rect.width,
        rotation=rect.rotation or None,
        rect_id=rect.rect_id or None,
    )


def _require(message: Any) -> None:
    missing = ",".join(name for name in _REQUIRED if not message.HasField(name))
    if missing:
        raise EncodeError(f"Message {message.DESCRIPTOR.full_name} is missing required fields: {missing}")
