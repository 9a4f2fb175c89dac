"""Completion of the names of fields, and of the types of options between brackets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from backedge.authoring.base import options_type_of
from backedge.protos.field_types import MessageType, Raw, Scalar
from backedge.protos.message_registry import REGISTRY
from backedge.protos.message_schema import FieldSchema, Header, MessageSchema
from backedge.tools.language.completion_items import Completion
from backedge.tools.language.graph_document import GraphDocument
from backedge.tools.language.markdown_texts import describe_options, option_type, options_of_graph
from backedge.tools.language.schemas import describe_field, schema_of
from backedge.tools.language.syntax import Braces, Span
from backedge.tools.listing.calculator_details import options_details

_ANY: Final = "google.protobuf.Any"
_TEXTS: Final = ("string", "bytes")


def complete_field(document: GraphDocument, block: Braces, span: Span) -> Iterator[Completion]:
    """What a field in `block` can begin with, in place of `span`."""
    schema = schema_of(block)
    if schema is None:
        return
    if schema.name == _ANY or schema.header.extensible_from is not None:
        yield from _option_types(document, block, schema, span)
        return  # their own fields nobody writes
    is_set = {entry.name for entry in block.entries if not entry.name_span.touches(span.end)}
    details = {option.name: option_type(option) for option in options_details(schema.cls).fields}
    for rank, field in enumerate(schema.fields):
        if field.container is None and field.name in is_set:
            continue
        text, snippet = _written(document, block, field)
        yield Completion(
            *(
                field.name,
                "field",
                span,
                text,
                details.get(field.name, ""),
                describe_field(schema, field),
                snippet,
                rank,
            )
        )


def _written(document: GraphDocument, block: Braces, field: FieldSchema) -> tuple[str, str]:
    """A field as it is written, without its value; and the same as a snippet."""
    match field.kind:
        case Scalar(name=name):
            return f"{field.name}: ", f'{field.name}: "$0"' if name in _TEXTS else ""
        case MessageType() | Raw():
            inside = _own_options(document, block, field)
            if inside:
                return f"{field.name} {{ {inside} {{  }} }}", f"{field.name} {{\n  {inside} {{ $0 }}\n}}"
            body = '\n  calculator: "$0"\n' if field.name == "node" else " $0 "
            return f"{field.name} {{  }}", f"{field.name} {{{body}}}"
    return f"{field.name}: ", ""


def _own_options(document: GraphDocument, block: Braces, field: FieldSchema) -> str:
    """What the options of the node that `block` is begin with, in brackets, if they belong into `field`."""
    if field.name not in ("options", "node_options"):
        return ""
    node = document.node_of(block)
    header = own_options(document, node.calculator) if node is not None and node.block is block else None
    if header is None:
        return ""
    if field.name == "node_options":
        return f"[type.googleapis.com/{header.name}]"
    return f"[{header.extension_name}]" if header.extension is not None else ""


def own_options(document: GraphDocument, name: str) -> Header | None:
    """The options of the calculator or subgraph that nodes mean by `name`; None if it has none, or is not known."""
    config = document.subgraph(name)
    cls = options_of_graph(config) if config is not None else _options_of_calculator(document, name)
    return None if cls is None else REGISTRY.schema(cls).header


def _options_of_calculator(document: GraphDocument, name: str) -> type[Any] | None:
    registration = document.registration(name)
    return None if registration is None else options_type_of(registration.calculator)


def _option_types(document: GraphDocument, block: Braces, schema: MessageSchema, span: Span) -> Iterator[Completion]:
    """The types of options that `block`, which can hold several, has not yet."""
    node = document.node_of(block)
    is_of_node = node is not None and block.owner is not None and block.owner.around is node.block
    own = own_options(document, node.calculator) if is_of_node and node is not None else None
    headers = [own] if own is not None else REGISTRY.headers()
    present = {entry.name for entry in block.entries}
    for header in headers:
        if schema.name == _ANY:
            name = f"[type.googleapis.com/{header.name}]"
        elif header.extension is not None and header.extends == schema.name:
            name = f"[{header.extension_name}]"
        else:
            continue
        if name in present:
            continue
        about = describe_options(REGISTRY.schema(own_class).cls) if (own_class := _class_of(own, header)) else ""
        yield Completion(name, "options", span, f"{name} {{  }}", header.name, about, f"{name} {{ $0 }}")


def _class_of(own: Header | None, header: Header) -> type[Any] | None:
    """The class of the options that a node is certain to want; those of all others would take too long to describe."""
    return REGISTRY.find(header.name) if own is header else None
