"""Protobuf's wire format as far as binary templates need it: messages field by field, and values made from texts."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from backedge.config.tokenizer import TEXT
from backedge.config.tree import Literal
from backedge.config.values import convert
from backedge.protos.field_types import BOOL, DOUBLE, FLOAT, INT32, INT64, STRING, UINT32, UINT64, Scalar
from backedge.templates.template_messages import TemplateFieldType as FieldType

_VARINT, _FIXED64, _LENGTH, _FIXED32 = 0, 1, 2, 5


class WireError(ValueError):
    """Bytes that do not hold a message, or a path that leads nowhere in it."""


class Record(NamedTuple):
    """A field of a message as it is written, without its length."""

    number: int
    wire_type: int
    data: bytes


def read_records(message: bytes) -> Iterator[Record]:
    """Read the fields of a message in the order in which they are written.

    Raises:
        WireError: `message` is something else.
    """
    at = 0
    while at < len(message):
        tag, at = _read_varint(message, at)
        wire_type = tag & 7
        if wire_type == _VARINT:
            _, end = _read_varint(message, at)
        elif wire_type == _LENGTH:
            length, at = _read_varint(message, at)
            end = at + length
        elif wire_type in (_FIXED64, _FIXED32):
            end = at + (8 if wire_type == _FIXED64 else 4)
        else:
            raise WireError(f"wire type {wire_type} is not supported")
        if end > len(message) or not tag >> 3:
            raise WireError("this is no serialized message")
        yield Record(tag >> 3, wire_type, message[at:end])
        at = end


def write_record(record: Record) -> bytes:
    """Return the bytes that stand for a field."""
    tag = _varint(record.number << 3 | record.wire_type)
    length = _varint(len(record.data)) if record.wire_type == _LENGTH else b""
    return tag + length + record.data


def wire_type(field_type: FieldType) -> int:
    """Return the wire type with which values of a type are written."""
    return _WIRE_TYPES.get(field_type, _VARINT)


def write_value(text: str, field_type: FieldType) -> bytes:
    """Return the bytes that stand for `text` as the value of a field.

    Raises:
        MismatchError: that type cannot hold it.
    """
    scalar, write = _WRITERS.get(field_type, (STRING, str.encode))
    return write(convert(scalar, Literal(TEXT, text, text.encode("utf-8", "surrogatepass"), 0)))


def read_number(data: bytes) -> int:
    """Return the number that a field holds."""
    return _read_varint(data, 0)[0]


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data) and shift < 70:
        value |= (data[at] & 0x7F) << shift
        at += 1
        if data[at - 1] < 0x80:
            return value, at
        shift += 7
    raise WireError("this is no serialized message")


def _varint(value: int) -> bytes:
    value &= 2**64 - 1  # negative numbers are written as very large ones
    digits = bytearray()
    while value > 0x7F:
        digits.append(value & 0x7F | 0x80)
        value >>= 7
    digits.append(value)
    return bytes(digits)


def _zigzag(value: int) -> bytes:
    return _varint(value << 1 ^ value >> 63)


def _packed(code: str) -> Callable[[Any], bytes]:
    def pack(value: Any) -> bytes:
        try:
            return struct.pack(f"<{code}", value)
        except OverflowError:  # of a float
            return struct.pack(f"<{code}", math.copysign(math.inf, value))

    return pack


_WRITERS: Final[dict[FieldType, tuple[Scalar, Callable[[Any], bytes]]]] = {
    FieldType.TYPE_BOOL: (BOOL, _varint),
    FieldType.TYPE_ENUM: (INT32, _varint),
    FieldType.TYPE_INT32: (INT32, _varint),
    FieldType.TYPE_INT64: (INT64, _varint),
    FieldType.TYPE_UINT32: (UINT32, _varint),
    FieldType.TYPE_UINT64: (UINT64, _varint),
    FieldType.TYPE_SINT32: (INT32, _zigzag),
    FieldType.TYPE_SINT64: (INT64, _zigzag),
    FieldType.TYPE_FIXED32: (UINT32, _packed("I")),
    FieldType.TYPE_FIXED64: (UINT64, _packed("Q")),
    FieldType.TYPE_SFIXED32: (INT32, _packed("i")),
    FieldType.TYPE_SFIXED64: (INT64, _packed("q")),
    FieldType.TYPE_FLOAT: (FLOAT, _packed("f")),
    FieldType.TYPE_DOUBLE: (DOUBLE, _packed("d")),
}
_WIRE_TYPES: Final = {
    **dict.fromkeys((FieldType.TYPE_FIXED64, FieldType.TYPE_SFIXED64, FieldType.TYPE_DOUBLE), _FIXED64),
    **dict.fromkeys((FieldType.TYPE_FIXED32, FieldType.TYPE_SFIXED32, FieldType.TYPE_FLOAT), _FIXED32),
    **dict.fromkeys((FieldType.TYPE_STRING, FieldType.TYPE_BYTES, FieldType.TYPE_MESSAGE), _LENGTH),
}
