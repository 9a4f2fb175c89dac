"""`PacketDataType`: the kinds of values that solutions put into graphs and get from them."""

from __future__ import annotations

import enum
import re
from typing import Final

from backedge.compat.bridge.errors import UnhandledTypeError, require_attribute
from backedge.suggest import suggest_or_list


@enum.unique
class PacketDataType(enum.Enum):
    """A kind of value; the packet creator and the packet getter for it have its value in their names."""

    STRING = "string"
    BOOL = "bool"
    BOOL_LIST = "bool_list"
    INT = "int"
    INT_LIST = "int_list"
    FLOAT = "float"
    FLOAT_LIST = "float_list"
    AUDIO = "matrix"
    IMAGE = "image"
    IMAGE_LIST = "image_list"
    IMAGE_FRAME = "image_frame"
    PROTO = "proto"
    PROTO_LIST = "proto_list"

    @staticmethod
    def from_registered_name(registered_name: str) -> PacketDataType:
        """The kind for a C++ type, or for the first known one in ``OneOf<a, b>``.

        Raises:
            KeyError: solutions cannot handle packets of that type (which is a RuntimeError too).
        """
        require_attribute("PacketDataType.from_registered_name", "a str", registered_name, "startswith")
        alternatives = type_names_from_oneof(registered_name) or []
        for name in (registered_name, *alternatives):
            if name in NAME_TO_TYPE:
                return NAME_TO_TYPE[name]
        hint = suggest_or_list(registered_name, NAME_TO_TYPE)
        raise UnhandledTypeError(f'solutions take and give no packets of type "{registered_name}"; {hint}')


def type_names_from_oneof(oneof_type_name: str) -> list[str] | None:
    """Split ``OneOf<a, b>`` into its types; None for any other text."""
    found = re.fullmatch(r"OneOf<(.*)>", oneof_type_name)
    return [name.strip() for name in found[1].split(",")] if found else None


_SCALARS: Final = {
    "string": PacketDataType.STRING,
    "bool": PacketDataType.BOOL,
    "int": PacketDataType.INT,
    "int64": PacketDataType.INT,
    "int64_t": PacketDataType.INT,
    "float": PacketDataType.FLOAT,
    "::mediapipe::Matrix": PacketDataType.AUDIO,
    "::mediapipe::Image": PacketDataType.IMAGE,
    "::mediapipe::ImageFrame": PacketDataType.IMAGE_FRAME,
}
_LISTS: Final = {
    "bool": PacketDataType.BOOL_LIST,
    "int": PacketDataType.INT_LIST,
    "int64": PacketDataType.INT_LIST,
    "int64_t": PacketDataType.INT_LIST,
    "float": PacketDataType.FLOAT_LIST,
    "::mediapipe::Image": PacketDataType.IMAGE_LIST,
}
_MESSAGES: Final = (
    "Classification",
    "ClassificationList",
    "Detection",
    "DetectionList",
    "JointList",
    "Landmark",
    "LandmarkList",
    "NormalizedLandmark",
    "NormalizedLandmarkList",
    "NormalizedRect",
    "Rect",
)
_SINGLE_MESSAGES: Final = (
    "ClassificationListCollection",
    "FrameAnnotation",
    "Joint",
    "LandmarkListCollection",
    "NormalizedLandmarkListCollection",
    "Trigger",
)
"""Messages of which no packet holds a list."""

NAME_TO_TYPE: Final[dict[str, PacketDataType]] = {
    **_SCALARS,
    **{f"::std::vector<{name}>": kind for name, kind in _LISTS.items()},
    **{f"::mediapipe::{name}": PacketDataType.PROTO for name in (*_MESSAGES, *_SINGLE_MESSAGES)},
    **{f"::std::vector<::mediapipe::{name}>": PacketDataType.PROTO_LIST for name in _MESSAGES},
}
"""The kinds by the names of their C++ types."""
