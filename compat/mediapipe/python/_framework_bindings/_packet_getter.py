"""The values of packets, for Python, but for messages.

Numbers that a calculator of ours has computed are Python's int and float, which stand for several C++ types: where the
stream's type does not tell them apart, each getter that could be meant reads them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NoReturn

import numpy as np
from numpy.typing import NDArray

from backedge import formats
from backedge.compat.bridge.containers import (
    BOOL_VECTOR,
    FLOAT_VECTOR,
    IMAGE_VECTOR,
    PACKET_VECTOR,
    STRING_VECTOR,
    PacketMap,
)
from backedge.compat.bridge.errors import GraphFailedError, InvalidArgumentError
from backedge.compat.bridge.scalars import FLOAT_NAMES, SIGNED_NAMES, UNSIGNED_NAMES, Int, Integer, as_float32
from backedge.compat.bridge.type_names import MATRIX, STRING, UNKNOWN_VECTOR
from backedge.compat.mediapipe.python._framework_bindings.image import Image
from backedge.compat.mediapipe.python._framework_bindings.image_frame import ImageFrame
from backedge.compat.mediapipe.python._framework_bindings.packet import Packet, require_packet
from backedge.packet import Packet as GraphPacket

_INT_VECTORS: Final = frozenset(f"::std::vector<{name}>" for name in SIGNED_NAMES)
_ARRAY_SIZES: Final = (4, 16)
"""Lengths of the ``std::array<float, N>`` that `get_float_list` reads."""


def get_str(packet: Packet, /) -> str:
    """The string in a packet.

    Raises:
        ValueError: the packet holds something else, or a string that is not UTF-8.
        RuntimeError: the packet is empty.
    """
    return _text(_get("get_str", packet, (str, bytes), STRING))


def get_bytes(packet: Packet, /) -> bytes:
    """The string in a packet, as bytes.

    Raises:
        ValueError: the packet holds something else.
        RuntimeError: the packet is empty.
    """
    value = _get("get_bytes", packet, (str, bytes), STRING)
    return value.encode() if isinstance(value, str) else bytes(value)


def get_bool(packet: Packet, /) -> bool:
    """The bool in a packet.

    Raises:
        ValueError: the packet holds something else; an int is none.
        RuntimeError: the packet is empty.
    """
    return bool(_get("get_bool", packet, (bool, np.bool_), "bool"))


def get_int(packet: Packet, /) -> int:
    """The int, int8, int16, int32 or int64 in a packet.

    Raises:
        ValueError: the packet is empty or holds something else.
    """
    if require_packet("get_int", packet).cpp_type not in SIGNED_NAMES:
        _refuse("get_int", packet, "int, int8, int16, int32 or int64")
    return int(packet.content)


def get_uint(packet: Packet, /) -> int:
    """The uint8, uint16, uint32 or uint64 in a packet.

    Raises:
        ValueError: the packet is empty or holds something else.
    """
    name, value = require_packet("get_uint", packet).cpp_type, packet.content
    could_be_one = name == Int.cpp_name and not isinstance(value, Integer) and value >= 0
    if name not in UNSIGNED_NAMES and not could_be_one:
        _refuse("get_uint", packet, "uint8, uint16, uint32 or uint64")
    return int(value)


def get_float(packet: Packet, /) -> float:
    """The float or double in a packet, rounded to 32 bits.

    Raises:
        ValueError: the packet is empty or holds something else; an int is none.
    """
    if require_packet("get_float", packet).cpp_type not in FLOAT_NAMES:
        _refuse("get_float", packet, "float or double")
    return as_float32(packet.content)


def get_int_list(packet: Packet, /) -> list[int]:
    """The list of ints in a packet.

    Raises:
        ValueError: the packet is empty or holds something else.
    """
    if require_packet("get_int_list", packet).cpp_type not in {*_INT_VECTORS, UNKNOWN_VECTOR}:
        _refuse("get_int_list", packet, "a list of int, int8, int16, int32 or int64")
    return list(map(int, packet.content))


def get_bool_list(packet: Packet, /) -> list[bool]:
    """The list of bools in a packet.

    Raises:
        ValueError: the packet holds something else.
        RuntimeError: the packet is empty.
    """
    return list(map(bool, _get_list("get_bool_list", packet, BOOL_VECTOR)))


def get_float_list(packet: Packet, /) -> list[float]:
    """The list of floats in a packet, rounded to 32 bits; or the 4 or 16 floats of an array.

    Raises:
        ValueError: the packet is empty or holds something else.
    """
    value = require_packet("get_float_list", packet).content
    if isinstance(value, np.ndarray) and value.size in _ARRAY_SIZES:
        return list(map(as_float32, value.ravel().tolist()))
    if packet.cpp_type not in (FLOAT_VECTOR, UNKNOWN_VECTOR):
        _refuse("get_float_list", packet, "a list of float, or an array of 4 or 16")
    return list(map(as_float32, value))


def get_str_list(packet: Packet, /) -> list[str]:
    """The list of strings in a packet.

    Raises:
        ValueError: the packet holds something else, or a string that is not UTF-8.
        RuntimeError: the packet is empty.
    """
    return list(map(_text, _get_list("get_str_list", packet, STRING_VECTOR)))


def get_image_list(packet: Packet, /) -> list[Image]:
    """The list of `Image` in a packet.

    Raises:
        ValueError: the packet holds something else.
        RuntimeError: the packet is empty.
    """
    return list(map(Image.of, _get_list("get_image_list", packet, IMAGE_VECTOR)))


def get_packet_list(packet: Packet, /) -> list[Packet]:
    """The list of packets in a packet.

    Raises:
        ValueError: the packet holds something else.
        RuntimeError: the packet is empty.
    """
    return list(map(_outer_packet, _get_list("get_packet_list", packet, PACKET_VECTOR)))


def get_str_to_packet_dict(packet: Packet, /) -> dict[str, Packet]:
    """The packets by name in a packet, in the order of the names.

    Raises:
        ValueError: the packet holds something else.
        RuntimeError: the packet is empty.
    """
    packets = _get("get_str_to_packet_dict", packet, (PacketMap,), PacketMap.cpp_name)
    return {name: _outer_packet(inner) for name, inner in packets.items()}


def get_image_frame(packet: Packet, /) -> ImageFrame:
    """The `ImageFrame` in a packet; its pixels are not copied.

    Raises:
        ValueError: the packet holds something else; an `Image` is none.
        RuntimeError: the packet is empty.
    """
    return ImageFrame.of(_get("get_image_frame", packet, (formats.ImageFrame,), "::mediapipe::ImageFrame"))


def get_image(packet: Packet, /) -> Image:
    """The `Image` in a packet; its pixels are not copied.

    Raises:
        ValueError: the packet holds something else; an `ImageFrame` is none.
        RuntimeError: the packet is empty.
    """
    return Image.of(_get("get_image", packet, (formats.Image,), "::mediapipe::Image"))


def get_matrix(packet: Packet, /) -> NDArray[np.float32]:
    """The matrix in a packet: float32 (rows, columns), column by column in memory; it cannot be written.

    Raises:
        ValueError: the packet holds something else.
        RuntimeError: the packet is empty.
    """
    matrix = np.asfortranarray(_get("get_matrix", packet, (np.ndarray,), MATRIX), np.float32).view()
    matrix.flags.writeable = False
    return matrix


def _get(function: str, packet: Packet, kinds: tuple[type[Any], ...], wanted: str) -> Any:
    """The value of a packet, if it is of one of `kinds`."""
    value = require_packet(function, packet).content
    if packet.is_empty():
        raise GraphFailedError(f"{function}() needs a packet of {wanted}, but the packet is empty")
    if not isinstance(value, kinds):
        _refuse(function, packet, wanted)
    return value


def _get_list(function: str, packet: Packet, wanted: str) -> Iterable[Any]:
    value = _get(function, packet, (list,), wanted)
    if packet.cpp_type not in (wanted, UNKNOWN_VECTOR):
        _refuse(function, packet, wanted)
    items: Iterable[Any] = value
    return items


def _refuse(function: str, packet: Packet, wanted: str) -> NoReturn:
    found = "is empty" if packet.is_empty() else f'holds "{packet.cpp_type}"'
    raise InvalidArgumentError(f"{function}() needs a packet of {wanted}, but the packet {found}")


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode()


def _outer_packet(packet: GraphPacket[Any]) -> Packet:
    return Packet.of(packet.value, packet.timestamp)
