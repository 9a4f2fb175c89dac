"""Hover: what the word under the cursor is."""

from __future__ import annotations

from dataclasses import dataclass

from backedge.authoring.declarations import PortKind
from backedge.config.tokenizer import IDENTIFIER
from backedge.errors import BackedgeError
from backedge.planning.contracts import PORT_FIELDS
from backedge.protos.field_types import EnumType
from backedge.streams.policies import POLICIES
from backedge.tools.language.checked_document import Analysis
from backedge.tools.language.graph_document import GraphDocument, PortText
from backedge.tools.language.markdown_texts import (
    dash,
    describe_calculator,
    describe_connection,
    describe_options,
    describe_subgraph,
    option_text,
)
from backedge.tools.language.node_ports import ports_of_node
from backedge.tools.language.schemas import describe_field, field_of, named_schema, schema_of
from backedge.tools.language.syntax import Entry, Span, Word
from backedge.tools.listing.calculator_details import documentation, options_details


@dataclass(frozen=True, slots=True)
class Hover:
    """A description of a part of a text.

    Attributes:
        span: the part.
        text: the description, in Markdown.
    """

    span: Span
    text: str


def describe_at(document: GraphDocument, analysis: Analysis, offset: int) -> Hover | None:
    """Describe what a cursor at `offset` is in; None where there is nothing to say."""
    if document.syntax.is_comment(offset):
        return None
    entry = document.syntax.entry_at(offset)
    if entry is None:
        return None
    if entry.name_span.touches(offset):
        return _hover(entry.name_span, _field_text(entry))
    word = entry.word_at(offset)
    if word is None:
        return None
    port = document.port_at(offset)
    if port is not None:
        return _port_hover(document, analysis, port, offset)
    return _hover(word.span, _value_text(document, entry, word))


def _hover(span: Span, text: str) -> Hover | None:
    return Hover(span, text) if text else None


def _port_hover(document: GraphDocument, analysis: Analysis, port: PortText, offset: int) -> Hover | None:
    if port.tag_span is not None and port.tag_span.touches(offset):
        return _hover(port.tag_span, _tag_text(document, port))
    return _hover(port.name_span or port.word.span, describe_connection(document, analysis, port))


def _tag_text(document: GraphDocument, port: PortText) -> str:
    kind = next(kind for kind, name in PORT_FIELDS.items() if name == port.list_name)
    if port.node is None:
        return f"**{port.tag}**: {_article(kind)} of the graph"
    known = next((each for each in ports_of_node(document, port.node, kind) if each.tag == port.tag), None)
    if known is None:
        return ""
    carries = f": `{known.type_text}`" if known.type_text else ""
    optional = ", optional" if known.is_optional else ""
    return f"**{port.tag}**{carries}  \n{_article(kind)} of `{port.node.calculator}`{optional}"


def _article(kind: PortKind) -> str:
    return f"an {kind}"


def _field_text(entry: Entry) -> str:
    if entry.name.startswith("["):
        schema = named_schema(entry.name)
        try:
            return "" if schema is None else describe_options(schema.cls)
        except BackedgeError as error:  # options that protobuf cannot hold
            return str(error)
    schema, field = schema_of(entry.around), field_of(entry)
    if schema is None or field is None:
        return ""
    option = next(each for each in options_details(schema.cls).fields if each.name == field.name)
    return f"{option_text(option)}{dash(describe_field(schema, field))}"


def _value_text(document: GraphDocument, entry: Entry, word: Word) -> str:
    if entry.name == "calculator":
        return name_text(document, word.text)
    if entry.name == "input_stream_handler" and word.text in POLICIES:
        return f"**{word.text}**\n\n{documentation(POLICIES[word.text])}"
    field = field_of(entry)
    if word.kind == IDENTIFIER and field is not None and isinstance(field.kind, EnumType):
        number = field.kind.numbers.get(word.text)
        about = documentation(field.kind.cls)
        return "" if number is None else f"**{word.text}** = {number}{dash(about.partition(chr(10))[0])}"
    return ""


def name_text(document: GraphDocument, name: str) -> str:
    """Describe the calculator or subgraph that nodes mean by `name`; "" if there is none."""
    if (config := document.subgraph(name)) is not None:
        return describe_subgraph(name, config)
    registration = document.registration(name)
    return "" if registration is None else describe_calculator(registration)
