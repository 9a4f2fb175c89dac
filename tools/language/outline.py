"""The outline of a document: its ports, nodes, options and executors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from backedge.tools.language.graph_document import PORT_LISTS, GraphDocument, NodeText, PortText
from backedge.tools.language.syntax import Entry, Span

SymbolKind: TypeAlias = Literal["port", "node", "options", "executor", "setting"]

_OPTIONS = ("options", "node_options", "graph_options")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A line of an outline.

    Attributes:
        name: what it shows.
        detail: more about it.
        kind: what it is.
        span: all of it.
        name_span: where its name is.
        children: what is in it.
    """

    name: str
    detail: str
    kind: SymbolKind
    span: Span
    name_span: Span
    children: list[Symbol] = field(default_factory=list)


def outline(document: GraphDocument) -> list[Symbol]:
    """The symbols of a document, in the order of the text."""
    graph_ports: dict[int, list[PortText]] = {}
    for port in document.graph_ports:
        graph_ports.setdefault(id(port.entry), []).append(port)
    nodes: dict[int, list[NodeText]] = {}
    for node in document.nodes:
        nodes.setdefault(id(node.entry), []).append(node)
    symbols: list[Symbol] = []
    for entry in document.syntax.root.entries:
        if entry.name in PORT_LISTS:
            symbols += map(_port, graph_ports.get(id(entry), ()))
        elif entry.name == "node":
            symbols += map(_node, nodes.get(id(entry), ()))
        elif entry.values:
            symbols.append(_setting(entry))
    return symbols


def _port(port: PortText) -> Symbol:
    return Symbol(port.word.text or '""', port.list_name.replace("_", " "), "port", port.word.span, port.word.span)


def _node(node: NodeText) -> Symbol:
    name, calculator = node.block.word("name"), node.block.word("calculator")
    detail = node.calculator if name is not None else ""
    named = name or calculator
    span = Span(min(node.entry.span.start, node.block.span.start), node.block.span.end)
    if sum(1 for _ in node.entry.blocks) > 1:
        span = node.block.span  # one of a list
    name_span = named.span if named is not None and named.span.end <= span.end else Span(span.start, span.start)
    children = [_port(port) for port in node.ports]
    children += (_setting(entry) for entry in node.block.entries if entry.name in _OPTIONS)
    return Symbol(node.name or "node", detail, "node", span, name_span, children)


def _setting(entry: Entry) -> Symbol:
    inner = [each for block in entry.blocks for each in block.entries]
    if entry.name in _OPTIONS:
        names = ", ".join(each.name.strip("[]").rpartition("/")[2] for each in inner if each.name.startswith("["))
        return Symbol(entry.name, names, "options", entry.span, entry.name_span)
    if entry.name == "executor":
        name = next(filter(None, (block.text("name") for block in entry.blocks)), "")
        return Symbol(name or entry.name, "executor", "executor", entry.span, entry.name_span)
    return Symbol(entry.name, ", ".join(_texts(entry)), "setting", entry.span, entry.name_span)


def _texts(entry: Entry) -> Iterator[str]:
    return (word.text for word in entry.words)
