"""Details of one calculator for `graph_runner list`, beyond its ports: policy, options and the author's whole text."""

from __future__ import annotations

import inspect
import json
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final

from backedge.authoring.base import Calculator, options_type_of
from backedge.protos.field_types import FLOAT, PATH, EnumType, Kind, MessageType
from backedge.protos.message_registry import REGISTRY
from backedge.protos.message_schema import FieldSchema, MessageSchema
from backedge.protos.value_limits import Choice, Length, Range, float32_text

_DEFAULT_POLICY: Final = "DefaultInputStreamHandler"


@dataclass(frozen=True, slots=True)
class OptionField:
    """One option.

    Attributes:
        name: its name in a graph.
        type: protobuf's word for its type; of an enum or a ``Literal`` all values, as a graph writes them.
        limits: the range of its values, and how many of them there can be: ``0 to 1``, ``2 values``; "" for no limits.
        default: its value where a graph says nothing, as JSON can say it; None for an absent one, and for messages.
        written_default: the same as a graph writes it, "" for an absent one.
        required: whether a graph has to set it.
        fields: the fields of one that is a message; without those that are inside itself again.
    """

    name: str
    type: str
    limits: str
    default: Any
    written_default: str
    required: bool
    fields: tuple[OptionField, ...] = ()


@dataclass(frozen=True, slots=True)
class OptionsDetails:
    """A calculator's options.

    Attributes:
        type: name of the message, which stands behind ``type.googleapis.com/`` in ``node_options``.
        extension: name of the extension in ``options``, "" where only ``node_options`` will do.
        description: what the author says about them.
        fields: the options.
    """

    type: str
    extension: str
    description: str
    fields: tuple[OptionField, ...]


@dataclass(frozen=True, slots=True)
class Details:
    """One calculator.

    Attributes:
        input_policy: the input policy it asks for, or the default one.
        options: its options, None if it has none.
        documentation: its whole docstring.
    """

    input_policy: str
    options: OptionsDetails | None
    documentation: str


def calculator_details(calculator: type[Calculator]) -> Details:
    """The details of a calculator.

    Raises:
        RegistrationError: its options have a field of a type that protobuf does not have.
    """
    options_type = options_type_of(calculator)
    options = None if options_type is None else options_details(options_type)
    return Details(calculator.input_policy or _DEFAULT_POLICY, options, documentation(calculator))


def documentation(cls: type[Any]) -> str:
    """The docstring of a class, not that of its base, nor the one that dataclasses make up."""
    text = vars(cls).get("__doc__") or ""
    return "" if text.startswith(f"{cls.__name__}(") else inspect.cleandoc(text)


def options_details(cls: type[Any], own: object | None = None) -> OptionsDetails:
    """The details of a class of options.

    Args:
        cls: the class.
        own: options of this class whose values are the defaults, such as those that a graph sets; None for the class's.

    Raises:
        RegistrationError: it has a field of a type that protobuf does not have.
    """
    schema = REGISTRY.schema(cls)
    header = schema.header
    extension = "" if header.extension is None else header.extension_name
    return OptionsDetails(header.name, extension, documentation(cls), _fields(schema, (), own))


def _fields(schema: MessageSchema, around: tuple[MessageSchema, ...], own: object | None) -> tuple[OptionField, ...]:
    """Describe the fields of a message, which stands inside those `around`, with the values of `own` as defaults."""
    path = (*around, schema)
    return tuple(_field(field, _default(field, schema, own), path) for field in schema.fields)


def _default(field: FieldSchema, schema: MessageSchema, own: object | None) -> Any:
    """The value of a field of `own` as a graph wrote it, or of the class."""
    if own is None:
        return schema.defaults.get(field.attribute)
    value = getattr(own, field.attribute)
    return float(float32_text(value)) if field.kind is FLOAT and isinstance(value, float) else value


def _field(field: FieldSchema, default: Any, path: tuple[MessageSchema, ...]) -> OptionField:
    inner = REGISTRY.schema(field.kind.cls) if isinstance(field.kind, MessageType) else None
    return OptionField(
        field.name,
        f"{'repeated ' if field.container else ''}{_type(field)}",
        _limits(field),
        _to_json(default),
        _written(field.kind, default),
        required=field.required,
        fields=() if inner is None or inner in path else _fields(inner, path, None),
    )


def _type(field: FieldSchema) -> str:
    match field.kind:
        case EnumType(numbers=numbers):
            return " | ".join(numbers)
        case MessageType(cls):
            return REGISTRY.schema(cls).name
        case kind:
            return str(field.limit) if isinstance(field.limit, Choice) else kind.name


def _limits(field: FieldSchema) -> str:
    parts = ["a path"] if field.kind is PATH else []
    if isinstance(field.limit, Range):
        parts.append(str(field.limit))
    elif isinstance(field.limit, Length):
        parts.append(f"{field.limit} characters")
    if field.length is not None:
        parts.append(f"{field.length} values")
    return ", ".join(parts)


def _to_json(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, bytes):
        return value.decode(errors="backslashreplace")
    if isinstance(value, tuple | list):
        return [_to_json(item) for item in value]
    if isinstance(value, Path):
        return str(value)
    return value if isinstance(value, bool | int | float | str) else None


def _written(kind: Kind, value: Any) -> str:
    """Write the value of a field as a graph would; "" for nothing, and for a message that sets nothing."""
    if isinstance(value, tuple | list):
        return f"[{', '.join(_written(kind, item) or '{}' for item in value)}]" if value else ""
    if isinstance(kind, MessageType):
        return _written_message(REGISTRY.schema(kind.cls), value)
    shown = _to_json(value)
    if shown is None:
        return ""
    return str(shown) if isinstance(kind, EnumType) else json.dumps(shown, ensure_ascii=False)


def _written_message(schema: MessageSchema, message: Any) -> str:
    values = [(field, getattr(message, field.attribute, None)) for field in schema.fields]
    parts = [
        f"{field.name}: {_written(field.kind, value)}"
        for field, value in values
        if field.required or value != schema.defaults[field.attribute]
    ]
    return f"{{ {' '.join(parts)} }}" if message is not None and parts else ""
