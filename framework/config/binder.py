"""Fill protobuf messages from a parsed tree, and say what does not fit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from backedge.config.tree import Block, Field, Value
from backedge.config.values import MismatchError, convert, describe
from backedge.errors import Diagnostic
from backedge.protos.pool import POOL
from backedge.protos.registry import REGISTRY
from backedge.protos.scalars import Raw, RawMessage
from backedge.protos.schema import FieldSchema, MessageSchema, MessageType
from backedge.suggest import suggest

_TYPE_URL_PREFIXES: Final = ("type.googleapis.com", "type.googleprod.com")
_ANY: Final = "google.protobuf.Any"
_IMPORT_HINT: Final = (
    "its calculator's module must be imported first: `graph_runner --calculators my_module.py`, or `import my_module`"
)


def bind(block: Block, schema: MessageSchema, diagnostics: list[Diagnostic]) -> RawMessage:
    """The message of type `schema` that `block` describes; everything that does not fit goes to `diagnostics`."""
    message = POOL.message_class(schema.name)()
    _Binder(block, schema, message, diagnostics).bind()
    return message


class _Binder:
    """Binds one block to one message."""

    def __init__(self, block: Block, schema: MessageSchema, message: Any, diagnostics: list[Diagnostic]) -> None:
        self._block = block
        self._schema = schema
        self._message = message
        self._diagnostics = diagnostics
        self._set: dict[str, Field] = {}

    def bind(self) -> None:
        """Set every field that the block has."""
        for field in self._block.fields:
            if field.name.startswith("["):
                self._bind_bracketed(field)
            elif (schema := self._schema.by_name.get(field.name)) is not None:
                self._bind_field(field, schema)
            else:
                self._report(field, f"{self._schema.name} has no field {field.name}", self._field_hint(field.name))

    def _bind_field(self, field: Field, schema: FieldSchema) -> None:
        if schema.container is not None:
            for value in field.values:
                self._append(value, schema)
        elif field.is_list:
            self._report(field, f"field {field.name} holds one value, found a list", "write it without brackets")
        elif self._first(field, schema.oneof or field.name):
            self._assign(field.values[0], schema)

    def _assign(self, value: Value, schema: FieldSchema) -> None:
        inner = _message_schema(schema)
        if inner is not None and isinstance(value, Block):
            child = getattr(self._message, schema.name)
            child.SetInParent()
            _Binder(value, inner, child, self._diagnostics).bind()
        elif (converted := self._convert(value, schema)) is not None:
            setattr(self._message, schema.name, converted)

    def _append(self, value: Value, schema: FieldSchema) -> None:
        items = getattr(self._message, schema.name)
        inner = _message_schema(schema)
        if inner is not None and isinstance(value, Block):
            _Binder(value, inner, items.add(), self._diagnostics).bind()
        elif (converted := self._convert(value, schema)) is not None:
            items.append(converted)

    def _convert(self, value: Value, schema: FieldSchema) -> Any:
        try:
            return convert(schema.kind, value)
        except MismatchError as mismatch:
            where = self._block.source.location(value.offset)
            self._diagnostics.append(Diagnostic(f"field {schema.name} {mismatch}", where, mismatch.hint))
            return None

    def _bind_bracketed(self, field: Field) -> None:
        content = field.values[0] if len(field.values) == 1 and not field.is_list else None
        if not isinstance(content, Block):
            found = "a list" if content is None else describe(content)
            self._report(field, f"{field.name} expects a message in braces, found {found}")
        elif self._schema.name == _ANY:
            self._bind_any(field, content)
        elif self._schema.header.extensible_from is None:
            self._report(field, f"{self._schema.name} has no extensions, found {field.name}")
        else:
            self._bind_extension(field, content)

    def _bind_extension(self, field: Field, content: Block) -> None:
        name = field.name[1:-1]
        schema = REGISTRY.find_schema(name.removesuffix(".ext")) if name.endswith(".ext") else None
        if schema is None or schema.header.extension is None:
            headers = [header for header in REGISTRY.headers() if header.extension is not None]
            known = [header.extension_name for header in headers if header.extends == self._schema.name]
            self._report(field, f"there is no extension {field.name}", _type_hint(name, known))
        elif schema.header.extends != self._schema.name:
            self._report(field, f"{field.name} extends {schema.header.extends}, not {self._schema.name}")
        elif self._first(field, field.name):
            child = self._message.Extensions[POOL.extension(schema.name)]
            child.SetInParent()
            _Binder(content, schema, child, self._diagnostics).bind()

    def _bind_any(self, field: Field, content: Block) -> None:
        type_url = field.name[1:-1]
        prefix, _, name = type_url.rpartition("/")
        schema = REGISTRY.find_schema(name)
        if prefix not in _TYPE_URL_PREFIXES:
            self._report(field, f"{field.name} is no type URL", f"write [type.googleapis.com/{name}]")
        elif schema is None:
            known = [header.name for header in REGISTRY.headers()]
            self._report(field, f"there is no message type {name}", _type_hint(name, known))
        elif self._first(field, _ANY):
            self._message.type_url = type_url
            self._message.value = bind(content, schema, self._diagnostics).SerializePartialToString()

    def _first(self, field: Field, slot: str) -> bool:
        """Whether `field` is the first to fill `slot`, which is its name or its oneof's; else report it."""
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

    def _field_hint(self, name: str) -> str:
        if not self._schema.fields:
            return "it has no fields"
        meant = suggest(name, self._schema.by_name)
        return f"{meant} its fields are {', '.join(self._schema.by_name)}".lstrip()

    def _report(self, field: Field, message: str, hint: str = "") -> None:
        self._diagnostics.append(Diagnostic(message, self._block.source.location(field.offset), hint))


def _message_schema(schema: FieldSchema) -> MessageSchema | None:
    match schema.kind:
        case MessageType(cls):
            return REGISTRY.schema(cls)
        case Raw(name):
            return REGISTRY.find_schema(name)
    return None


def _type_hint(name: str, known: Iterable[str]) -> str:
    meant = suggest(name, known)
    return f"{meant} If not, {_IMPORT_HINT}" if meant else _IMPORT_HINT
