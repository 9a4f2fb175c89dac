"""`mediapipe/framework/formats/location_data.proto`: where something is in an image."""

from __future__ import annotations

from enum import IntEnum

from backedge.compat.messages.rasterization import Rasterization
from backedge.protos import Message, field


class Format(IntEnum):
    """The part of a location that says where it is."""

    GLOBAL = 0
    BOUNDING_BOX = 1
    RELATIVE_BOUNDING_BOX = 2
    MASK = 3


class LocationData(Message, name="mediapipe.LocationData"):
    """A place in an image.

    Attributes:
        format: which of the others says where it is.
        bounding_box: in pixels.
        relative_bounding_box: in parts of the image's size.
        mask: pixel by pixel.
        relative_keypoints: points of it, in parts of the image's size.
    """

    class BoundingBox(Message):
        """In pixels."""

        xmin: int = field(1)
        ymin: int = field(2)
        width: int = field(3)
        height: int = field(4)

    class RelativeBoundingBox(Message):
        """In parts of the image's size."""

        xmin: float = field(1)
        ymin: float = field(2)
        width: float = field(3)
        height: float = field(4)

    class BinaryMask(Message):
        """In pixels of an image of `width` x `height`."""

        width: int = field(1)
        height: int = field(2)
        rasterization: Rasterization | None = field(3)

    class RelativeKeypoint(Message):
        """In parts of the image's size."""

        x: float = field(1)
        y: float = field(2)
        keypoint_label: str = field(3)
        score: float = field(4)

    format: Format = field(1)
    bounding_box: BoundingBox | None = field(2)
    relative_bounding_box: RelativeBoundingBox | None = field(3)
    mask: BinaryMask | None = field(4)
    relative_keypoints: tuple[RelativeKeypoint, ...] = field(5)
