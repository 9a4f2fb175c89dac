"""Annotations of a dataclass, read as the fields of a message."""

from __future__ import annotations

import dataclasses
import keyword
import typing
from collections.abc import Callable
from dataclasses import MISSING, dataclass
from typing import Any, Final

from backedge.errors import RegistrationError
from backedge.protos.field_types import (
    DATACLASS_SCALARS,
    FLOAT,
    MESSAGE_SCALARS,
    EnumType,
    Kind,
    MessageType,
    Raw,
    Scalar,
)
from backedge.protos.message_schema import IDENTIFIER, MAX_FIELD_NUMBER, FieldSchema, Header, MessageSchema, describe
from backedge.protos.type_hints import python_types, read_type
from backedge.protos.value_limits import as_float32

METADATA: Final = "backedge.protos"
"""Key of a field's `Numbering` in the metadata of its `dataclasses.Field`."""

ALLOWED_TYPES: Final = (
    "bool, int, float, str, bytes, Path, an Enum, a Literal, a dataclass or Message, "
    "tuple[X, ...], tuple[X, X] or list[X] of these, and X | None"
)

_RESERVED_NUMBERS: Final = range(19_000, 20_000)
_TAKEN_NAMES: Final = frozenset({"copy_with", "has_field", "location", "merged_with", "origin"})
"""What `Message` itself has."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """The facts that the declaration of a `Message`'s field gives besides its default."""

    number: int
    oneof: str | None = None


def read_schema(cls: type[Any], header: Header) -> MessageSchema:
    """Read the schema that the dataclass `cls` declares.

    Raises:
        RegistrationError: an annotation that no protobuf type fits, or a number that is impossible or used twice.
    """
    hints = _type_hints(cls)
    reader = _Reader(cls, header.numbered)
    # Names with an underscore in front are the dataclass's own business.
    settable = [field for field in dataclasses.fields(cls) if field.init and not field.name.startswith("_")]
    fields = [reader.read(field, hints[field.name], position) for position, field in enumerate(settable, start=1)]
    _check_unique(cls, fields)
    return MessageSchema(header, cls, fields)


def _type_hints(cls: type[Any]) -> dict[str, Any]:
    try:
        return typing.get_type_hints(cls, include_extras=True)
    except NameError as error:
        raise RegistrationError(
            f"{describe(cls)}: an annotation names {error.name!r}, which its module does not define; "
            "import the types of fields at the top of the module, and not under TYPE_CHECKING"
        ) from error
    except Exception as error:  # an annotation is an expression, which may raise anything
        raise RegistrationError(f"{describe(cls)}: {type(error).__name__} in an annotation: {error}") from error


def _check_unique(cls: type[Any], fields: list[FieldSchema]) -> None:
    first: dict[int, FieldSchema] = {}
    for field in fields:
        other = first.setdefault(field.number, field)
        if other is not field:
            raise RegistrationError(
                f"{describe(cls)}: fields {other.name} and {field.name} both have number {field.number}"
            )


class _Reader:
    """The reader of one dataclass's fields."""

    def __init__(self, cls: type[Any], numbered: bool) -> None:
        self._cls = cls
        self._numbered = numbered
        self._scalars = MESSAGE_SCALARS if numbered else DATACLASS_SCALARS

    def read(self, field: dataclasses.Field[Any], hint: Any, position: int) -> FieldSchema:
        """Read one field, which is number `position` of the class."""
        numbering = self._numbering(field, position)
        try:
            kind, limit, optional, container, length = read_type(hint, self._scalars)
        except RegistrationError as error:
            raise self._error(field, f"has type {_type_text(hint)}: {error}") from error
        if kind is None or (container and optional and self._numbered):
            raise self._error(field, f"has type {_type_text(hint)}, but a field must be one of {ALLOWED_TYPES}")
        if isinstance(kind, Raw) and not (container or optional):
            raise self._error(field, "keeps a protobuf message, so its type must be `X | None`")
        if numbering.oneof is not None and not optional:
            raise self._error(field, f"is in oneof {numbering.oneof!r}, so its type must be `X | None`")
        schema = FieldSchema(
            name=self._proto_name(field),
            attribute=field.name,
            number=numbering.number,
            kind=kind,
            container=container,
            optional=optional,
            oneof=numbering.oneof,
            required=not self._numbered and field.default is MISSING and field.default_factory is MISSING,
            make_default=_default_maker(field, kind, container, optional),
            limit=limit,
            length=length,
        )
        self._check_default(field, schema)
        return schema

    def _check_default(self, field: dataclasses.Field[Any], schema: FieldSchema) -> None:
        """Refuse a default that a graph could not set."""
        if field.default is MISSING and field.default_factory is MISSING:
            return
        default = schema.make_default()
        values = () if default is None else default if schema.container else (default,)
        wanted, accepted = python_types(schema.kind)
        if not all(isinstance(value, accepted) for value in values):
            fault = f"expects {wanted.__name__}, found {default!r}"
        else:
            fault = schema.fault(default)
        if fault:
            raise self._error(field, f"cannot have its default: {fault}")

    def _numbering(self, field: dataclasses.Field[Any], position: int) -> Numbering:
        if not self._numbered:
            return Numbering(position)
        numbering = field.metadata.get(METADATA)
        if not isinstance(numbering, Numbering):
            raise self._error(field, "has no field number: write `= field(<number>)`")
        number = numbering.number
        if not 1 <= number <= MAX_FIELD_NUMBER or number in _RESERVED_NUMBERS:
            raise self._error(
                field, f"has field number {number}; allowed are 1 to {MAX_FIELD_NUMBER} without 19000 to 19999"
            )
        return numbering

    def _proto_name(self, field: dataclasses.Field[Any]) -> str:
        """Return protobuf's name of a field: ``class`` and ``location`` are ``class_`` and ``location_`` in Python."""
        if not IDENTIFIER.fullmatch(field.name):
            raise self._error(field, "has a name that protobuf does not allow: use a to z, 0 to 9 and _")
        bare = field.name.removesuffix("_")
        if field.name in _TAKEN_NAMES and self._numbered:
            raise self._error(field, f"has a name that Message needs: write `{field.name}_`")
        return bare if keyword.iskeyword(bare) or bare in _TAKEN_NAMES else field.name

    def _error(self, field: dataclasses.Field[Any], text: str) -> RegistrationError:
        return RegistrationError(f"{describe(self._cls)}.{field.name} {text}")


def _type_text(hint: Any) -> str:
    return describe(hint).removeprefix("builtins.") if isinstance(hint, type) else str(hint)


def _default_maker(
    field: dataclasses.Field[Any], kind: Kind, container: type[Any] | None, optional: bool
) -> Callable[[], Any]:
    if field.default_factory is not MISSING:
        return field.default_factory
    if field.default is not MISSING:
        default = _as_default32(field.default) if kind is FLOAT else field.default
        return lambda: default
    if container is not None:
        return container
    if optional:
        return lambda: None
    match kind:
        case Scalar():
            return lambda: kind.zero
        case EnumType():
            return lambda: kind.members[next(iter(kind.members))]
        case MessageType():
            return kind.cls  # its all-default instance
        case Raw():
            raise AssertionError("a raw field is optional or repeated")


def _as_default32(value: Any) -> Any:
    # A default must equal the same number read from a config, which went through 32 bits.
    return as_float32(value) if isinstance(value, float | int) else value
