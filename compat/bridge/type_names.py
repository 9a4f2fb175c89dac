"""Names of C++ types as MediaPipe's Python package shows them, in ``repr(packet)`` and in messages."""

from __future__ import annotations

from typing import Annotated, Any, Final, get_args, get_origin

import numpy as np
from google.protobuf.message import Message as RawMessage

from backedge.authoring.packet_types import is_union
from backedge.formats import mediapipe_name
from backedge.packet import EMPTY, Packet
from backedge.protos import Message
from backedge.protos.field_types import Scalar
from backedge.protos.message_registry import REGISTRY

MATRIX: Final = "Eigen::Matrix<float, -1, -1, 0, -1, -1>"
STRING: Final = "string"
UNKNOWN_VECTOR: Final = "::std::vector<>"
"""An empty list in a stream of no declared type."""

_NAMES: Final[dict[Any, str]] = {str: STRING, bytes: STRING, np.ndarray: MATRIX, Packet: "::mediapipe::Packet"}
_MARKED: Final = {"int64": "int64_t", "uint32": "unsigned int", "uint64": "uint64_t", "double": "double"}
"""What the annotations of `backedge.protos` stand for."""
_REGISTERED_MESSAGES: Final = frozenset(
    f"mediapipe.{name}"
    for name in (
        "Detection",
        "DetectionList",
        "FrameAnnotation",
        "Joint",
        "JointList",
        "Landmark",
        "NormalizedLandmark",
    )
)
"""Messages that packets of ours hold as such and whose names MediaPipe has itself; others the compiler spells."""


def name_of_type(declared: Any) -> str | None:
    """The C++ type that a stream declared with the Python type `declared` carries; None if it does not say."""
    if declared is Any or is_union(declared):
        return None
    if declared in _NAMES:
        return _NAMES[declared]
    if get_origin(declared) is Annotated:
        marks = (_MARKED.get(mark.name) for mark in declared.__metadata__ if isinstance(mark, Scalar))
        return next((name for name in marks if name), name_of_type(get_args(declared)[0]))
    if get_origin(declared) is list:
        item = name_of_type(get_args(declared)[0])
        return None if item is None else f"::std::vector<{'std::string' if item == STRING else item}>"
    if isinstance(declared, type) and issubclass(declared, Message):
        return _message_name(REGISTRY.schema(declared).name)
    name = mediapipe_name(declared)
    return f"::{name}" if name.startswith("mediapipe::") else name


def names_of_types(declared: Any) -> frozenset[str]:
    """The C++ types, of which a stream declared so takes one; none if it does not say."""
    names = {name_of_type(kind) for kind in (get_args(declared) if is_union(declared) else (declared,))}
    return frozenset() if None in names else frozenset(name for name in names if name)


def name_of_value(value: Any, declared: Any = Any) -> str:
    """The C++ type of a packet's value.

    Args:
        value: what the packet holds.
        declared: the type of the stream it was found in.
    """
    if value is EMPTY:
        return ""
    own = getattr(value, "cpp_name", None)
    if own is not None:
        return str(own)
    if isinstance(value, RawMessage):
        return _message_name(value.DESCRIPTOR.full_name)
    return name_of_type(declared) or _guess(value)


def _message_name(full_name: str) -> str:
    name = full_name.replace(".", "::")
    return f"::{name}" if full_name in _REGISTERED_MESSAGES else name


def _guess(value: Any) -> str:
    """The C++ type of a value that a calculator made for a stream of no declared type."""
    if isinstance(value, list):
        return f"::std::vector<{_guess(value[0]).replace(STRING, 'std::string') if value else ''}>"
    for kind, stands_for in ((bool | np.bool_, bool), (int | np.integer, int), (float | np.floating, float)):
        if isinstance(value, kind):
            return stands_for.__name__
    return name_of_type(type(value)) or type(value).__name__
