"""Packets from Python values, but for images and messages.

What these functions take and refuse is what MediaPipe's take and refuse; an argument that has no name there has none
here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from backedge import formats
from backedge.compat.bridge import scalars
from backedge.compat.bridge.arguments import plain_float, plain_int, to_bool, to_float, to_integer, to_list, to_text
from backedge.compat.bridge.containers import (
    BOOL_VECTOR,
    FLOAT_ARRAY,
    FLOAT_VECTOR,
    IMAGE_VECTOR,
    INT_ARRAY,
    INT_VECTOR,
    PACKET_VECTOR,
    STRING_VECTOR,
    PacketMap,
    Vector,
)
from backedge.compat.bridge.errors import require_kind, wrong_type
from backedge.compat.mediapipe.python._framework_bindings.image import Image
from backedge.compat.mediapipe.python._framework_bindings.packet import Packet, require_packet
from backedge.packet import Packet as GraphPacket


def create_string(data: str | bytes, /) -> Packet:
    """A packet of a string; `get_str` and `get_bytes` read it, whichever it was made from.

    Raises:
        TypeError: `data` is neither str nor bytes.
    """
    return Packet.of(to_text("create_string", data))


def create_bool(data: bool, /) -> Packet:
    """A packet of a bool.

    Raises:
        TypeError: `data` is not a bool; nor are 0 and 1.
    """
    return Packet.of(to_bool("create_bool", data))


def create_int(data: int, /) -> Packet:
    """A packet of a ``int``, of 32 bits.

    Raises:
        TypeError: `data` is not an integer; a float is none.
        OverflowError: it does not fit.
    """
    return Packet.of(to_integer("create_int", data, scalars.Int))


def create_int8(data: int, /) -> Packet:
    """A packet of a ``int8_t``.

    Raises:
        TypeError: `data` is not an integer; a float is none.
        OverflowError: it does not fit.
    """
    return Packet.of(to_integer("create_int8", data, scalars.Int8))


def create_int16(data: int, /) -> Packet:
    """A packet of a ``int16_t``.

    Raises:
        TypeError: `data` is not an integer; a float is none.
        OverflowError: it does not fit.
    """
    return Packet.of(to_integer("create_int16", data, scalars.Int16))


def create_int32(data: int, /) -> Packet:
    """A packet of a ``int32_t``, which is ``int``.

    Raises:
        TypeError: `data` is not an integer; a float is none.
        OverflowError: it does not fit.
    """
    return Packet.of(to_integer("create_int32", data, scalars.Int))


def create_int64(data: int, /) -> Packet:
    """A packet of a ``int64_t``.

    Raises:
        TypeError: `data` is not an integer; a float is none.
        OverflowError: it does not fit.
    """
    return Packet.of(to_integer("create_int64", data, scalars.Int64))


def create_uint8(data: int, /) -> Packet:
    """A packet of a ``uint8_t``.

    Raises:
        TypeError: `data` is not an integer; a float is none.
        OverflowError: it does not fit.
    """
    return Packet.of(to_integer("create_uint8", data, scalars.UInt8))


def create_uint16(data: int, /) -> Packet:
    """A packet of a ``uint16_t``.

    Raises:
        TypeError: `data` is not an integer; a float is none.
        OverflowError: it does not fit.
    """
    return Packet.of(to_integer("create_uint16", data, scalars.UInt16))


def create_uint32(data: int, /) -> Packet:
    """A packet of a ``uint32_t``.

    Raises:
        TypeError: `data` is not an integer; a float is none.
        OverflowError: it does not fit.
    """
    return Packet.of(to_integer("create_uint32", data, scalars.UInt32))


def create_uint64(data: int, /) -> Packet:
    """A packet of a ``uint64_t``.

    Raises:
        TypeError: `data` is not an integer; a float is none.
        OverflowError: it does not fit.
    """
    return Packet.of(to_integer("create_uint64", data, scalars.UInt64))


def create_float(data: float, /) -> Packet:
    """A packet of a ``float``: `data` rounded to 32 bits, infinite where it does not fit.

    Raises:
        TypeError: `data` is not a number.
    """
    return Packet.of(scalars.Float(scalars.as_float32(to_float("create_float", data))))


def create_double(data: float, /) -> Packet:
    """A packet of a ``double``.

    Raises:
        TypeError: `data` is not a number.
    """
    return Packet.of(scalars.Double(to_float("create_double", data)))


def create_int_array(data: Sequence[int], /) -> Packet:
    """A packet of an ``int[]``, which no getter reads.

    Raises:
        TypeError: `data` is not a list of ints of 32 bits.
    """
    return Packet.of(Vector(INT_ARRAY, to_list("create_int_array", "ints", data, plain_int)))


def create_float_array(data: Sequence[float], /) -> Packet:
    """A packet of a ``float[]``, which no getter reads.

    Raises:
        TypeError: `data` is not a list of floats; an int is none.
    """
    floats = to_list("create_float_array", "floats", data, plain_float)
    return Packet.of(Vector(FLOAT_ARRAY, map(scalars.as_float32, floats)))


def create_int_vector(data: Sequence[int], /) -> Packet:
    """A packet of a list of ints.

    Raises:
        TypeError: `data` is not a list of ints of 32 bits.
    """
    return Packet.of(Vector(INT_VECTOR, to_list("create_int_vector", "ints", data, plain_int)))


def create_bool_vector(data: Sequence[bool], /) -> Packet:
    """A packet of a list of bools.

    Raises:
        TypeError: `data` is not a list of bools; 0 and 1 are none.
    """
    bools = to_list("create_bool_vector", "bools", data, partial(to_bool, "create_bool_vector"))
    return Packet.of(Vector(BOOL_VECTOR, bools))


def create_float_vector(data: Sequence[float], /) -> Packet:
    """A packet of a list of floats, rounded to 32 bits.

    Raises:
        TypeError: `data` is not a list of floats; an int is none.
    """
    floats = to_list("create_float_vector", "floats", data, plain_float)
    return Packet.of(Vector(FLOAT_VECTOR, map(scalars.as_float32, floats)))


def create_string_vector(data: Sequence[str], /) -> Packet:
    """A packet of a list of strings.

    Raises:
        TypeError: `data` is not a list of str or bytes.
    """
    texts = to_list("create_string_vector", "str", data, partial(to_text, "create_string_vector"))
    return Packet.of(Vector(STRING_VECTOR, texts))


def create_image_vector(data: Sequence[Image], /) -> Packet:
    """A packet of a list of `Image`.

    Raises:
        TypeError: `data` is not a list of images; an `ImageFrame` is none.
    """
    return Packet.of(Vector(IMAGE_VECTOR, to_list("create_image_vector", "Image", data, _image)))


def create_packet_vector(data: Sequence[Packet], /) -> Packet:
    """A packet of a list of packets.

    Raises:
        TypeError: `data` is not a list of packets.
    """
    return Packet.of(Vector(PACKET_VECTOR, to_list("create_packet_vector", "Packet", data, _inner_packet)))


def create_string_to_packet_map(data: dict[str, Packet], /) -> Packet:
    """A packet of packets by name.

    Raises:
        TypeError: `data` is not a dict from str to packets.
    """
    require_kind("create_string_to_packet_map", "a dict from str to Packet", data, dict)
    for name in data:
        require_kind("create_string_to_packet_map", "names that are str", name, str)
    return Packet.of(PacketMap({name: _inner_packet(packet) for name, packet in data.items()}))


def create_matrix(matrix: ArrayLike, transpose: bool = False) -> Packet:
    """A packet of a matrix of float32.

    Args:
        matrix: numbers of shape (rows, columns), or (rows,) for one column; copied.
        transpose: swap rows and columns.

    Raises:
        TypeError: `matrix` is not such an array.
    """
    try:
        values = np.asarray(matrix, np.float32)
    except (TypeError, ValueError) as error:
        raise wrong_type("create_matrix", "a matrix of numbers", matrix) from error
    if values.ndim not in (1, 2):
        raise wrong_type("create_matrix", "an array of one or two dimensions", matrix)
    columns = values.reshape(len(values), -1) if values.ndim == 1 else values
    content = np.array(columns.T if transpose else columns, order="F")
    content.flags.writeable = False
    return Packet.of(content)


def _image(item: Image) -> formats.Image:
    require_kind("create_image_vector", "a list of Image", item, Image)
    return item.content


def _inner_packet(item: Any) -> GraphPacket[Any]:
    packet = require_packet("create_packet_vector", item)
    return GraphPacket(packet.content, packet.microseconds)
