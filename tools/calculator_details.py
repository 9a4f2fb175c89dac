"""Details of one calculator for `graph_runner list`, beyond its ports: policy, options and the author's whole text."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from backedge.authoring.base import Calculator, options_type_of
from backedge.protos.field_types import EnumType, Kind, MessageType
from backedge.protos.message_registry import REGISTRY
from backedge.protos.message_schema import FieldSchema

_DEFAULT_POLICY: Final = "DefaultInputStreamHandler"


@dataclass(frozen=True, slots=True)
class OptionField:
    """One option.

    Attributes:
        name: its name in a graph.
        type: protobuf's word for its type; of an enum all values.
        default: its value where a graph says nothing, as JSON can say it; None for an absent one, and for messages.
        required: whether a graph has to set it.
    """

    name: str
    type: str
    default: Any
    required: bool


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
    options = None if options_type is None else _options(options_type)
    return Details(calculator.input_policy or _DEFAULT_POLICY, options, documentation(calculator))


def documentation(cls: type[Any]) -> str:
    """The docstring of a class, not that of its base, nor the one that dataclasses make up."""
    text = vars(cls).get("__doc__") or ""
    return "" if text.startswith(f"{cls.__name__}(") else inspect.cleandoc(text)


def _options(cls: type[Any]) -> OptionsDetails:
    schema = REGISTRY.schema(cls)
    header = schema.header
    return OptionsDetails(
        header.name,
        "" if header.extension is None else header.extension_name,
        documentation(cls),
        tuple(
            OptionField(
                field.name, _field_type(field), _to_json(schema.defaults.get(field.attribute)), required=field.required
            )
            for field in schema.fields
        ),
    )


def _field_type(field: FieldSchema) -> str:
    return f"{'repeated ' if field.container else ''}{_kind(field.kind)}"


def _kind(kind: Kind) -> str:
    if isinstance(kind, EnumType):
        return " | ".join(kind.cls.__members__)
    return REGISTRY.schema(kind.cls).name if isinstance(kind, MessageType) else kind.name


def _to_json(value: Any) -> Any:
    if isinstance(value, IntEnum):
        return value.name
    if isinstance(value, bytes):
        return value.decode(errors="backslashreplace")
    if isinstance(value, tuple | list):
        return [_to_json(item) for item in value]
    return value if isinstance(value, bool | int | float | str) else None
