"""Conversion of literals into the values of typed fields."""

from __future__ import annotations

from collections.abc import Callable
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
from backedge.protos.value_limits import Length, Limit
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


def convert(kind: Kind, value: Value, limit: Limit | None = None) -> Any:
    """Convert `value` to protobuf's value of a field of `kind`, which is not a message.

    Args:
        kind: what the field holds.
        value: what the text has.
        limit: the rule that the field's values keep to.

    Raises:
        MismatchError: the field cannot hold it.
    """
    match kind:
        case Scalar():
            return _convert_scalar(kind, value, limit)
        case EnumType():
            return _convert_enum(kind, value)
    raise MismatchError("a message in braces", describe(value))


def describe(value: Value) -> str:
    """Describe `value` for a message: ``string "x"``, ``12``, ``a message``."""
    if isinstance(value, Block):
        return "a message"
    text = value.text if len(value.text) <= _SHOWN else f"{value.text[:_SHOWN]}…"
    return f"string {text}" if value.kind == STRING else text


def _convert_scalar(kind: Scalar, value: Value, limit: Limit | None) -> Any:
    converted = _READERS[kind.name](value) if isinstance(value, Literal) else None
    if converted is None:
        # How long it may be is no help to whoever forgot the quotes.
        of_values = None if isinstance(limit, Length) else limit
        expected = of_values.expected(kind.expected) if of_values else kind.expected
        word = value.text if isinstance(value, Literal) and value.kind == IDENTIFIER else ""
        quote = word and kind.name in ("string", "bytes")
        raise MismatchError(expected, describe(value), f'put it in quotes: "{word}"' if quote else "")
    if kind.limits is not None and not kind.limits[0] <= converted <= kind.limits[1]:
        raise MismatchError(f"{kind.expected} ({kind.limits[0]} to {kind.limits[1]})", describe(value))
    if limit is not None and not limit.allows(converted):
        raise MismatchError(limit.expected(kind.expected), describe(value), limit.hint(converted))
    return converted


def _convert_enum(kind: EnumType, value: Value) -> int:
    names = kind.numbers
    hint = f"its values are {', '.join(names)}"
    if isinstance(value, Literal):
        if value.kind in (IDENTIFIER, TEXT) and value.text in names:
            return names[value.text]
        number = _read_integer(value)
        if number is not None and number in kind.members:
            return number
        word = value.data.decode("utf-8", "replace") if value.kind == STRING else value.text
        if meant := _member_meant(kind, word):
            hint = f"write {meant}; {hint}"
        elif meant := suggest(word, names):
            hint = f"{meant} {hint}"
    raise MismatchError(f"a value of {kind.cls.__name__}", describe(value), hint)


def _member_meant(kind: EnumType, word: str) -> str:
    """Return the name of the member that is `word` in quotes, or has it as its value in Python; "" if there is none."""
    if word in kind.numbers:
        return word
    return next((member.name for member in kind.members.values() if member.value == word), "")


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


_READERS: Final[dict[str, Callable[[Literal], Any]]] = {
    "bool": _read_bool,
    "int32": _read_integer,
    "int64": _read_integer,
    "sint32": _read_integer,
    "uint32": _read_integer,
    "uint64": _read_integer,
    "float": _read_float,
    "double": _read_float,
    "string": _read_string,
    "bytes": _read_bytes,
}
"""The readers of literals, by protobuf's words for the types."""
