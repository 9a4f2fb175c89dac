"""Fill protobuf messages from a parsed tree, and say what does not fit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from backedge.config.complaints import Complaints
from backedge.config.option_hints import Blocks, OptionHints
from backedge.config.tree import Block, Field, Value
from backedge.config.values import MismatchError, convert, describe
from backedge.errors import Diagnostic
from backedge.protos.field_types import MessageType, Raw, RawMessage, Scalar
from backedge.protos.message_registry import REGISTRY
from backedge.protos.message_schema import FieldSchema, MessageSchema
from backedge.protos.pool import POOL

_TYPE_URL_PREFIXES: Final = ("type.googleapis.com", "type.googleprod.com")
_ANY: Final = "google.protobuf.Any"


def bind(
    block: Block, schema: MessageSchema, complaints: Complaints, hints: OptionHints, around: Blocks = ()
) -> RawMessage:
    """Make the message of type `schema` that `block` describes.

    Everything that does not fit goes to `complaints`, and items of lists that do not fit are taken out of the block.

    Args:
        block: what the text says.
        schema: type of the message.
        complaints: where to put what does not fit.
        hints: say what to do about options that do not fit.
        around: the blocks around `block`, innermost first.
    """
    message = POOL.message_class(schema.name)()
    _Binder(block, schema, message, complaints, hints, around).bind()
    return message


class _Binder:
    """Binds one block to one message."""

    def __init__(
        self,
        block: Block,
        schema: MessageSchema,
        message: Any,
        complaints: Complaints,
        hints: OptionHints,
        around: Blocks,
    ) -> None:
        self._block = block
        self._schema = schema
        self._message = message
        self._complaints = complaints
        self._hints = hints
        self._blocks = ((schema.name, block), *around)
        self._set: dict[str, Field] = {}

    def bind(self) -> None:
        """Set every field that the block has."""
        for repeated in self._schema.lists:
            self._check_length(repeated)
        for field in self._block.fields:
            if field.name.startswith("["):
                self._bind_bracketed(field)
            elif (schema := self._schema.by_name.get(field.name)) is not None:
                self._bind_field(field, schema)
            else:
                self._report(field, f"{self._schema.name} has no field {field.name}", self._field_hint(field))

    def _bind_field(self, field: Field, schema: FieldSchema) -> None:
        if schema.container is not None:
            # The places of the other items are found by their numbers.
            field.values = [value for value in field.values if self._append(value, schema)]
        elif field.is_list:
            self._report(field, f"field {field.name} holds one value, found a list", "write it without brackets")
        elif self._first(field, schema.oneof or field.name):
            self._assign(field.values[0], schema)

    def _assign(self, value: Value, schema: FieldSchema) -> None:
        inner = _message_schema(schema)
        if inner is not None and isinstance(value, Block):
            child = getattr(self._message, schema.name)
            child.SetInParent()
            self._bind_inner(value, inner, child)
        elif (converted := self._convert(value, schema)) is not None:
            setattr(self._message, schema.name, converted)

    def _append(self, value: Value, schema: FieldSchema) -> bool:
        """Add an item to a list, if it is one."""
        items = getattr(self._message, schema.name)
        inner = _message_schema(schema)
        if inner is not None and isinstance(value, Block):
            self._bind_inner(value, inner, items.add())
        elif (converted := self._convert(value, schema)) is not None:
            items.append(converted)
        else:
            return False
        return True

    def _check_length(self, schema: FieldSchema) -> None:
        """Report a list that is too short or too long, or that is empty where its field then has a default."""
        fields = [field for field in self._block.fields if field.name == schema.name]
        values = [value for field in fields for value in field.values]
        if not fields:
            return
        if schema.length is not None and not schema.length.allows(values):
            self._report(fields[0], f"field {schema.name} expects {schema.length} values, found {len(values)}")
        elif not values and not schema.required and (default := schema.make_default()):
            text = f"field {schema.name} cannot be empty: what has no values is not set, and has its default {default}"
            self._report(fields[0], text, "leave it out, or give the field an empty default in Python")

    def _bind_inner(self, block: Block, schema: MessageSchema, message: Any) -> None:
        _Binder(block, schema, message, self._complaints, self._hints, self._blocks).bind()

    def _convert(self, value: Value, schema: FieldSchema) -> Any:
        try:
            return convert(schema.kind, value, schema.limit)
        except MismatchError as mismatch:
            self._report(value, f"field {schema.name} {mismatch}", mismatch.hint)
            return None

    def _bind_bracketed(self, field: Field) -> None:
        content = field.values[0] if len(field.values) == 1 and not field.is_list else None
        if not isinstance(content, Block):
            found = "a list" if content is None else describe(content)
            self._report(
                field, f"{field.name} expects a message in braces, found {found}", f"write {field.name} {{ … }}"
            )
        elif self._schema.name == _ANY:
            self._bind_any(field, content)
        elif self._schema.header.extensible_from is None:
            hint = "remove it, or move it into the options it is for"
            self._report(field, f"{self._schema.name} has no extensions, found {field.name}", hint)
        else:
            self._bind_extension(field, content)

    def _bind_extension(self, field: Field, content: Block) -> None:
        name = field.name[1:-1]
        schema = REGISTRY.find_schema(name.removesuffix(".ext")) if name.endswith(".ext") else None
        if schema is None or schema.header.extension is None:
            headers = [header for header in REGISTRY.headers() if header.extension is not None]
            known = [header.extension_name for header in headers if header.extends == self._schema.name]
            self._report_unknown_type(field, f"there is no extension {field.name}", name, known)
        elif schema.header.extends != self._schema.name:
            text = f"{field.name} extends {schema.header.extends}, not {self._schema.name}"
            self._report(field, text, f"move it into options of type {schema.header.extends}")
        elif self._first(field, field.name):
            child = self._message.Extensions[POOL.extension(schema.name)]
            child.SetInParent()
            self._bind_inner(content, schema, child)

    def _bind_any(self, field: Field, content: Block) -> None:
        type_url = field.name[1:-1]
        prefix, _, name = type_url.rpartition("/")
        schema = REGISTRY.find_schema(name)
        if prefix not in _TYPE_URL_PREFIXES:
            hint = f"write [type.googleapis.com/{name.removesuffix('.ext')}]"
            self._report(field, f"{field.name} is no type URL", hint)
        elif schema is None:
            known = [header.name for header in REGISTRY.headers()]
            self._report_unknown_type(field, f"there is no message type {name}", name, known)
        elif self._first(field, _ANY):
            self._message.type_url = type_url
            value = bind(content, schema, self._complaints, self._hints, self._blocks)
            self._message.value = value.SerializePartialToString()

    def _first(self, field: Field, slot: str) -> bool:
        """Tell whether `field` is the first to fill `slot`, which is its name or its oneof's; else report it."""
        other = self._set.setdefault(slot, field)
        if other is field:
            return True
        where = self._block.source.location(other.offset)
        if other.name == field.name:
            text = f"{field.name} is set twice"
        else:
            text = f"{field.name} and {other.name} cannot be set both"
        self._report(field, f"{text} in one {self._schema.name}", f"{other.name} is set at {where} already")
        return False

    def _field_hint(self, field: Field) -> str:
        if hint := self._hints.for_field(field, self._blocks):
            return hint
        if not self._schema.fields:
            return "it has no fields"
        meant = self._hints.for_name(field.name, self._schema.by_name)
        return f"{meant} its fields are {', '.join(self._schema.by_name)}".lstrip()

    def _report_unknown_type(self, lost: Field, message: str, name: str, known: Iterable[str]) -> None:
        where, hint = self._block.source.location(lost.offset), self._hints.for_type(name, known, self._blocks)
        blocks = [block for _, block in self._blocks]
        self._complaints.add_unknown_type(Diagnostic(message, where, hint), blocks)
        self._complaints.lose(lost, blocks)

    def _report(self, lost: Field | Value, message: str, hint: str = "") -> None:
        self._complaints.add([Diagnostic(message, self._block.source.location(lost.offset), hint)])
        self._complaints.lose(lost, (block for _, block in self._blocks))


def _message_schema(schema: FieldSchema) -> MessageSchema | None:
    if isinstance(schema.kind, Scalar):  # as most are
        return None
    match schema.kind:
        case MessageType(cls):
            return REGISTRY.schema(cls)
        case Raw(name):
            return REGISTRY.find_schema(name)
    return None
