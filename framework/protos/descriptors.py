"""Protobuf file descriptors, written from message schemas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from google.protobuf.descriptor_pb2 import DescriptorProto, FieldDescriptorProto, FileDescriptorProto

from backedge.errors import RegistrationError
from backedge.protos.field_types import BOOL, BYTES, EnumType, MessageType, Raw, Scalar
from backedge.protos.message_registry import MessageRegistry
from backedge.protos.message_schema import MAX_FIELD_NUMBER, FieldSchema, MessageSchema, describe

_OPTIONAL: Final = FieldDescriptorProto.LABEL_OPTIONAL
_REPEATED: Final = FieldDescriptorProto.LABEL_REPEATED
_MESSAGE: Final = FieldDescriptorProto.TYPE_MESSAGE
_ENUM: Final = FieldDescriptorProto.TYPE_ENUM


def references(registry: MessageRegistry, schema: MessageSchema) -> set[str]:
    """List the names of the messages that `schema` mentions."""
    names = {message_name(registry, field) for field in schema.fields} - {""}
    if schema.header.extension is not None:
        names.add(schema.header.extends)
    return names


def message_name(registry: MessageRegistry, field: FieldSchema) -> str:
    """Return the full name of the type of a field that holds messages; "" for other fields."""
    match field.kind:
        case Raw(name):
            return name
        case MessageType(cls):
            return registry.schema(cls).name
    return ""


def write_file(registry: MessageRegistry, outermost: Iterable[str], dependencies: Iterable[str]) -> FileDescriptorProto:
    """Write one file that declares the messages `outermost` and those inside them.

    Raises:
        RegistrationError: the messages do not have the same package, or an enum's value does not fit.
    """
    names = sorted(outermost)
    packages = {name.rpartition(".")[0] for name in names}
    if len(packages) > 1:
        raise RegistrationError(f"messages that refer to each other need the same package: {', '.join(names)}")
    file = FileDescriptorProto(
        name=f"backedge/{names[0]}.proto", package=packages.pop(), syntax="proto2", dependency=sorted(dependencies)
    )
    for name in names:
        written: dict[str, DescriptorProto] = {}
        for schema in registry.family(name):
            around = written.get(schema.name.rpartition(".")[0])
            target = file.message_type.add() if around is None else around.nested_type.add()
            _MessageWriter(registry, schema, target).write()
            written[schema.name] = target
    return file


class _MessageWriter:
    """The writer of one message's descriptor."""

    def __init__(self, registry: MessageRegistry, schema: MessageSchema, target: DescriptorProto) -> None:
        self._registry = registry
        self._schema = schema
        self._target = target
        self._oneofs: dict[str, int] = {}
        self._enums: dict[type[Any], str] = {}
        self._enum_values: set[str] = set()

    def write(self) -> None:
        header = self._schema.header
        self._target.name = header.name.rpartition(".")[2]
        if header.extensible_from is not None:
            self._target.extension_range.add(start=header.extensible_from, end=MAX_FIELD_NUMBER + 1)
        if header.extension is not None:
            self._target.extension.add(
                name="ext",
                number=header.extension,
                label=_OPTIONAL,
                type=_MESSAGE,
                type_name=f".{header.name}",
                extendee=f".{header.extends}",
            )
        for field in self._schema.fields:
            self._write_field(field)

    def _write_field(self, field: FieldSchema) -> None:
        label = _REPEATED if field.container else _OPTIONAL
        written = self._target.field.add(name=field.name, number=field.number, label=label)
        match field.kind:
            case Scalar(wire_type=wire_type):
                written.type = wire_type  # type: ignore[assignment]  # numbers of FieldDescriptorProto.Type
            case EnumType():
                written.type = _ENUM
                written.type_name = self._enum(field.kind)
            case _:
                written.type = _MESSAGE
                written.type_name = f".{message_name(self._registry, field)}"
        if not field.container and not field.required:
            written.default_value = _default_text(field)
        if not written.default_value:
            written.ClearField("default_value")
        if field.oneof is not None:
            written.oneof_index = self._oneof(field.oneof)

    def _oneof(self, name: str) -> int:
        if name not in self._oneofs:
            self._oneofs[name] = len(self._oneofs)
            self._target.oneof_decl.add(name=name)
        return self._oneofs[name]

    def _enum(self, kind: EnumType) -> str:
        """Declare an enum inside the message, as every message does that uses it; returns its full name.

        Protobuf puts the names of its values into the scope around it; where they are taken it gets its own.
        """
        if kind.cls not in self._enums:
            self._enums[kind.cls] = self._write_enum(kind)
        return self._enums[kind.cls]

    def _write_enum(self, kind: EnumType) -> str:
        members = kind.numbers
        path, scope = f".{self._schema.name}", self._target
        if not self._enum_values.isdisjoint(members):
            scope = self._target.nested_type.add(name=f"Scope{len(self._enums)}")
            path = f"{path}.{scope.name}"
        self._enum_values.update(members)
        declared = scope.enum_type.add(name=kind.cls.__name__)
        for name, value in members.items():
            if not -(2**31) <= value < 2**31:
                raise RegistrationError(f"{describe(kind.cls)}.{name} is {value}, which does not fit in 32 bits")
            declared.value.add(name=name, number=value)
        if len(members) != len(set(members.values())):
            declared.options.allow_alias = True
        return f"{path}.{kind.cls.__name__}"


def _default_text(field: FieldSchema) -> str:
    """Return the default of a field as descriptors have it; "" for none, and for messages."""
    default = None if isinstance(field.kind, MessageType | Raw) else field.make_default()
    if default is None:
        return ""
    if isinstance(field.kind, EnumType):
        return str(default.name)
    if field.kind is BOOL:
        return "true" if default else "false"
    if field.kind is BYTES:
        return "".join(f"\\{byte:03o}" for byte in default)
    return str(default)
