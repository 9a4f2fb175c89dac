"""Conversion between protobuf messages and the dataclasses that declare them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, TypeVar

from backedge.errors import BackedgeError, ConfigError, Diagnostic
from backedge.protos.field_types import PATH, STRING, EnumType, Kind, MessageType, Raw, RawMessage
from backedge.protos.message import Message
from backedge.protos.message_registry import REGISTRY
from backedge.protos.message_schema import FieldSchema, MessageSchema
from backedge.protos.origin import Origin, descend, locate
from backedge.protos.pool import POOL

T = TypeVar("T")

_ANY = Raw("google.protobuf.Any")


def decode(cls: type[T], message: RawMessage, origin: Origin | None = None) -> T:
    """Make an instance of `cls` with the values that are set in `message`; other fields keep their defaults.

    Args:
        cls: a `Message` class or a plain dataclass.
        message: a protobuf message of its type.
        origin: where the message was read.

    Raises:
        ConfigError: a field without default is not set, a string is not UTF-8, or `cls` itself refuses the values with
            a ValueError.
    """
    schema = REGISTRY.schema(cls)
    values: dict[str, Any] = {}
    for descriptor, value in message.ListFields():
        field = schema.by_number.get(descriptor.number)
        if field is not None:
            values[field.attribute] = _decode_value(field, value, origin)
    if missing := [field.name for field in schema.required if field.attribute not in values]:
        raise _error(f"{schema.name} needs {', '.join(missing)}, which has no default", origin)
    if issubclass(cls, Message):
        values["_origin"] = origin
    try:
        return cls(**values)
    except ValueError as error:
        raise _error(f"{schema.name}: {error}", origin) from error
    except BackedgeError:
        raise
    except Exception as error:
        # Whatever the author's __post_init__ raises. A mistake in a message of ours would come to light in our tests.
        text = f"{schema.name} cannot be made: {type(error).__name__}: {error}"
        raise ConfigError([Diagnostic(text, locate(origin), cause=error)]) from error


def _decode_value(field: FieldSchema, value: Any, origin: Origin | None) -> Any:
    match field.kind:
        case EnumType(members=members):
            return members[value] if field.container is None else field.container(members[item] for item in value)
        case MessageType(cls):
            if field.container is None:
                return decode(cls, value, descend(origin, field.name))
            items = (decode(cls, item, descend(origin, field.name, index)) for index, item in enumerate(value))
            return _checked(field, field.container(items), origin)
    decoded: Any = value if field.container is None else field.container(value)
    if field.kind in (STRING, PATH):
        if _has_bytes(decoded):
            raise _error(f"field {field.name} is not UTF-8", origin, field.name)
        if field.kind is PATH:
            decoded = Path(decoded) if field.container is None else field.container(map(Path, decoded))
    elif field.kind == _ANY and _has_bytes([packed.type_url for packed in (decoded if field.container else [decoded])]):
        raise _error(f"field type_url of {field.name} is not UTF-8", origin, field.name)
    return _checked(field, decoded, origin)


def _checked(field: FieldSchema, value: Any, origin: Origin | None) -> Any:
    """Return a value that keeps to the rules of its field."""
    if fault := field.fault(value):
        raise _error(f"field {field.name} {fault}", origin, field.name)
    return value


def _has_bytes(texts: Any) -> bool:
    """Tell whether protobuf hands out bytes for a string, or one of several, as it does for what is not UTF-8."""
    return isinstance(texts, bytes) or (not isinstance(texts, str) and bytes in map(type, texts))


def _error(text: str, origin: Origin | None, field: str | None = None) -> ConfigError:
    return ConfigError([Diagnostic(text, locate(origin, field))])


def encode(instance: Any) -> RawMessage:
    """Make the protobuf message for `instance`, a `Message` or plain dataclass; fields at their defaults are left out.

    Raises:
        ConfigError: a value is not of its field's type.
    """
    schema = REGISTRY.schema(type(instance))
    message = POOL.message_class(schema.name)()
    _fill(message, schema, instance)
    return message


def _fill(message: RawMessage, schema: MessageSchema, instance: Any) -> None:
    defaults = schema.defaults
    for field in schema.fields:
        value = getattr(instance, field.attribute)
        if field.required or value != defaults[field.attribute]:
            try:
                _encode_value(message, field, value)
                _check(field, value)
            except (TypeError, ValueError, AttributeError) as error:
                origin = instance.origin if isinstance(instance, Message) else None
                text = f"field {field.name} of {schema.name} cannot hold {value!r}: {error}"
                raise _error(text, origin, field.name) from error


def _check(field: FieldSchema, value: Any) -> None:
    """Refuse a value that breaks the rules of its field, or that protobuf cannot tell from none."""
    if fault := field.fault(value):
        raise ValueError(fault)
    if not value and field.has_default_list:
        raise ValueError("what has no values is not set, and has its default")


def _encode_value(message: RawMessage, field: FieldSchema, value: Any) -> None:
    target = getattr(message, field.name)
    match field.kind:
        case MessageType(cls) if field.container is None:
            target.SetInParent()
            _encode_message(target, cls, value)
        case MessageType(cls):
            for item in value:
                _encode_message(target.add(), cls, item)
        case Raw() if field.container is None:
            target.CopyFrom(POOL.current(value))
        case Raw():
            target.extend(map(POOL.current, value))
        case _ if field.container is None:
            setattr(message, field.name, _to_proto(field.kind, value))
        case _:
            target.extend(_to_proto(field.kind, item) for item in value)


def _to_proto(kind: Kind, value: Any) -> Any:
    """Return what protobuf has for a value of Python's."""
    if isinstance(kind, EnumType):
        return kind.number(value)
    return os.fspath(value) if kind is PATH else value


def _encode_message(target: RawMessage, cls: type[Any], value: Any) -> None:
    if not isinstance(value, cls):
        raise TypeError(f"expected {cls.__name__}")
    _fill(target, REGISTRY.schema(type(value)), value)
