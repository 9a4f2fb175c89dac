"""Type hints of fields: the annotation of a dataclass's field, taken apart."""

from __future__ import annotations

import dataclasses
import enum
import types
import typing
from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Union

from backedge.errors import RegistrationError
from backedge.protos.field_types import (
    BYTES,
    FLOAT,
    PATH,
    STRING,
    EnumType,
    Kind,
    MessageType,
    Raw,
    RawMessage,
    Scalar,
)
from backedge.protos.message_schema import IDENTIFIER
from backedge.protos.value_limits import Choice, FloatRange, Length, Limit, length_of, range_of


class FieldType(NamedTuple):
    """The type of a field.

    Attributes:
        kind: what it holds; None if no field can.
        limit: the rule for its value, or for each one of several.
        optional: whether it may be None.
        container: tuple or list where there are several values.
        length: the rule for the number of values.
    """

    kind: Kind | None
    limit: Limit | None
    optional: bool
    container: type[Any] | None
    length: Length | None


def read_type(hint: Any, scalars: Mapping[Any, Scalar]) -> FieldType:
    """Read an annotation.

    Args:
        hint: the annotation, evaluated.
        scalars: the scalar types that plain Python types mean.

    Raises:
        RegistrationError: the type, and a note on it, do not fit together.
    """
    inner, notes, optional = _strip(hint)
    container, length = _container(inner, notes)
    if container is not None:
        if range_of(notes):
            raise RegistrationError("write the range of the values inside: list[Annotated[X, Range(...)]]")
        element, notes, of_optionals = _strip(typing.get_args(inner)[0])
        inner = Any if of_optionals else element  # no field can have it
    kind, choice = _kind(inner, notes, scalars)
    return FieldType(kind, _limit(kind, choice, notes), optional, container, length)


def _container(hint: Any, notes: tuple[Any, ...]) -> tuple[type[Any] | None, Length | None]:
    """Return what holds several values, and how many there can be; None if there is only one."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple and args and args[-1] is not Ellipsis and all(arg == args[0] for arg in args):
        return tuple, Length(len(args), len(args))
    if (origin is tuple and len(args) == 2 and args[1] is Ellipsis) or origin is Sequence:
        return tuple, length_of(notes)
    return (list, length_of(notes)) if origin is list else (None, None)


def _strip(hint: Any) -> tuple[Any, tuple[Any, ...], bool]:
    """Return a type without notes, aliases and None; the notes; and whether None was there."""
    notes: tuple[Any, ...] = ()
    optional = False
    while True:
        origin, args = typing.get_origin(hint), typing.get_args(hint)
        if origin is Annotated:
            hint, notes = args[0], (*hint.__metadata__, *notes)
        elif origin in (Union, types.UnionType) and len(args) == 2 and types.NoneType in args:
            hint, optional = next(arg for arg in args if arg is not types.NoneType), True
        elif origin is Literal and None in args:
            values = tuple(arg for arg in args if arg is not None)
            hint, optional = Literal[values] if values else types.NoneType, True
        elif hasattr(hint, "__value__") and not isinstance(hint, type):  # `type Ratio = Annotated[float, Range(0, 1)]`
            hint = hint.__value__
        elif isinstance(hint, typing.NewType):
            hint = hint.__supertype__
        else:
            return hint, notes, optional


def _kind(hint: Any, notes: tuple[Any, ...], scalars: Mapping[Any, Scalar]) -> tuple[Kind | None, Choice | None]:
    """Return the kind of a type; None if no field can have it. For a ``Literal`` its values too."""
    for note in notes:
        if isinstance(note, Scalar | Raw):
            return note, None
    if typing.get_origin(hint) is Literal:
        values = typing.get_args(hint)
        value_type = type(values[0])
        if value_type not in (str, int) or any(type(value) is not value_type for value in values):
            raise RegistrationError("a Literal has texts only, or integers only; for other values write an Enum")
        return scalars[value_type], Choice(values)
    if not isinstance(hint, type):
        return None, None
    if hint in scalars:
        return scalars[hint], None
    if issubclass(hint, enum.Enum):
        if strange := [name for name in hint.__members__ if not IDENTIFIER.fullmatch(name)]:
            raise RegistrationError(f"protobuf has no enum value {strange[0]!r}: use a to z, 0 to 9 and _ in names")
        return (EnumType.of(hint) if len(hint) and not issubclass(hint, enum.Flag) else None), None
    return (MessageType(hint) if dataclasses.is_dataclass(hint) else None), None


def _limit(kind: Kind | None, choice: Choice | None, notes: tuple[Any, ...]) -> Limit | None:
    limits, length = range_of(notes), length_of(notes)
    is_number = choice is None and isinstance(kind, Scalar) and (kind is FLOAT or type(kind.zero) in (int, float))
    if limits is not None and not is_number:
        raise RegistrationError("only a number has a range")
    if kind is FLOAT and limits is not None:
        return FloatRange(limits.ge, limits.le, limits.gt, limits.lt)
    if length is not None and kind not in (STRING, BYTES):
        raise RegistrationError("only a text or a list has a length")
    return choice or limits or length


def python_types(kind: Kind) -> tuple[type[Any], type[Any]]:
    """Return the type that the values of a field have in Python, and the one that its default may have besides."""
    if isinstance(kind, EnumType | MessageType):
        return kind.cls, kind.cls
    if isinstance(kind, Raw):
        return RawMessage, RawMessage
    wanted = Path if kind is PATH else type(kind.zero)
    # NumPy's numbers are defaults, too.
    return wanted, {bool: object, int: Integral, float: Real}.get(wanted, wanted)
