"""Go to definition: where the thing under the cursor comes from."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backedge.authoring.registration import Registration
from backedge.config.port_spec import parse_tag_index
from backedge.errors import ConfigError
from backedge.tools.language.graph_document import GraphDocument, NodeText, PortText
from backedge.tools.language.schemas import named_schema
from backedge.tools.language.syntax import Entry, Span, Word


@dataclass(frozen=True, slots=True)
class Target:
    """A place that is gone to.

    Attributes:
        span: the place in the document itself; None where it is in another file.
        file: that file; "" for the document itself.
        line: the line there, from 1.
        column: the column there, from 1.
    """

    span: Span | None
    file: str = ""
    line: int = 1
    column: int = 1


def find_definition(document: GraphDocument, offset: int) -> list[Target]:
    """Where what a cursor at `offset` is in comes from: none, one, or several places.

    A stream or side packet comes from the port that makes it, a calculator from its Python file, a subgraph from the
    graph's file, options from the class that declares them, an executor and a mark of a back edge from what they name.
    """
    if document.syntax.is_comment(offset):
        return []
    entry = document.syntax.entry_at(offset)
    if entry is None:
        return []
    if entry.name_span.touches(offset):
        schema = named_schema(entry.name) if entry.name.startswith("[") else None
        return [] if schema is None else _in_python(schema.cls)
    word = entry.word_at(offset)
    if word is None:
        return []
    port = document.port_at(offset)
    if port is not None:
        return [_at_port(each) for each in document.connected(port) if each.makes]
    return _of_value(document, entry, word)


def _of_value(document: GraphDocument, entry: Entry, word: Word) -> list[Target]:
    if entry.name == "calculator":
        return _of_calculator(document, word.text)
    if entry.name == "executor":
        names = [block.word("name") for each in document.syntax.root.named("executor") for block in each.blocks]
        return [Target(name.span) for name in names if name is not None and name.text == word.text]
    if entry.name == "tag_index":
        node = document.node_of(entry.around)
        return [] if node is None else [_at_port(port) for port in marked_ports(node, word.text)]
    return []


def marked_ports(node: NodeText, tag_index: str) -> list[PortText]:
    """The input streams of a node that a ``tag_index`` names."""
    try:
        tag, index = parse_tag_index(tag_index)
    except ConfigError:  # the checker says so
        return []
    same = [port for port in node.ports if port.list_name == "input_stream" and port.tag == tag]
    numbered = [port for port in same if port.index == str(index)]
    return numbered or same[index : index + 1]


def _of_calculator(document: GraphDocument, name: str) -> list[Target]:
    if (location := document.subgraph_location(name)) is not None:
        return [Target(None, str(Path(location.file).resolve()), location.line or 1, location.column or 1)]
    registration = document.registration(name)
    return [] if registration is None else _in_python(author_object(registration))


def author_object(registration: Registration) -> Any:
    """What the author of a calculator wrote: the class, or the function that it was made of."""
    function = getattr(registration.calculator, "_function", None)
    return registration.calculator if function is None else inspect.unwrap(function.call)


def _in_python(written: Any) -> list[Target]:
    try:
        file = inspect.getsourcefile(written)
        line = inspect.getsourcelines(written)[1]
    except (OSError, TypeError):  # made at run time, or its file is gone
        return []
    # An installation with -e is a tree of links.
    return [] if file is None else [Target(None, str(Path(file).resolve()), max(line, 1))]


def _at_port(port: PortText) -> Target:
    return Target(port.name_span or port.word.span)
