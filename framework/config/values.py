"""Conversion of literals into the values of typed fields."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any, Final

from backedge.config.literals import (
    parse_bool,
    parse_float,
    parse_integer,
    parse_text_bool,
    parse_text_float,
    parse_text_integer,
)
from backedge.config.tokenizer import IDENTIFIER, NUMBER, STRING, TEXT
from backedge.config.tree import Block, Literal, Value
from backedge.protos.field_types import EnumType, Kind, Scalar
from backedge.suggest import suggest

_SHOWN: Final = 40


class MismatchError(Exception):
    """A value is not what its field holds.

    Attributes:
        expected: what the field holds, as the object of "expects".
        found: what the text has.
        hint: what to do about it.
    """

    def __init__(self, expected: str, found: str, hint: str = "") -> None:
        super().__init__(f"expects {expected}, found {found}")
        self.hint = hint


def convert(kind: Kind, value: Value) -> Any:
    """Convert `value` to the Python value of a field of `kind`, which is not a message.

    Raises:
        MismatchError: the field cannot hold it.
    """
    match kind:
        case Scalar():
            return _convert_scalar(kind, value)
        case EnumType(cls):
            return _convert_enum(cls, value)
    raise MismatchError("a message in braces", describe(value))


def describe(value: Value) -> str:
    """Describe `value` for a message: ``string "x"``, ``12``, ``a message``."""
    if isinstance(value, Block):
        return "a message"
    text = value.text if len(value.text) <= _SHOWN else f"{value.text[:_SHOWN]}…"
    return f"string {text}" if value.kind == STRING else text


def _convert_scalar(kind: Scalar, value: Value) -> Any:
    read, expected = _SCALARS[kind.name]
    converted = read(value) if isinstance(value, Literal) else None
    if converted is None:
        word = value.text if isinstance(value, Literal) and value.kind == IDENTIFIER else ""
        quote = word and kind.name in ("string", "bytes")
        raise MismatchError(expected, describe(value), f'put it in quotes: "{word}"' if quote else "")
    if kind.limits is not None and not kind.limits[0] <= converted <= kind.limits[1]:
        raise MismatchError(f"{expected} ({kind.limits[0]} to {kind.limits[1]})", describe(value))
    return converted


def _convert_enum(cls: type[IntEnum], value: Value) -> int:
    hint = f"its values are {', '.join(cls.__members__)}"
    if isinstance(value, Literal):
        if value.kind in (IDENTIFIER, TEXT) and value.text in cls.__members__:
            return int(cls[value.text])
        number = _read_integer(value)
        if number is not None and number in list(cls):
            return number
        if meant := suggest(value.text, cls.__members__):
            hint = f"{meant} {hint}"
    raise MismatchError(f"a value of {cls.__name__}", describe(value), hint)


def _read_integer(value: Literal) -> int | None:
    if value.kind == TEXT:
        return parse_text_integer(value.text)
    return parse_integer(value.text) if value.kind == NUMBER else None


def _read_float(value: Literal) -> float | None:
    if value.kind == TEXT:
        return parse_text_float(value.text)
    return parse_float(value.text) if value.kind != STRING else None


def _read_bool(value: Literal) -> bool | None:
    if value.kind == TEXT:
        return parse_text_bool(value.text)
    return parse_bool(value.text) if value.kind != STRING else None


def _read_bytes(value: Literal) -> bytes | None:
    return value.data if value.kind in (STRING, TEXT) else None


def _read_string(value: Literal) -> str | None:
    data = _read_bytes(value)
    try:
        return None if data is None else data.decode()
    except UnicodeDecodeError:
        raise MismatchError("a string", "bytes that are not UTF-8") from None


_SCALARS: Final[dict[str, tuple[Callable[[Literal], Any], str]]] = {
    "bool": (_read_bool, "true or false"),
    "int32": (_read_integer, "an int32"),
    "int64": (_read_integer, "an int64"),
    "sint32": (_read_integer, "an int32"),
    "uint32": (_read_integer, "a uint32"),
    "uint64": (_read_integer, "a uint64"),
    "float": (_read_float, "a float"),
    "double": (_read_float, "a double"),
    "string": (_read_string, "a string"),
    "bytes": (_read_bytes, "a string of bytes"),
}
