"""Insertion: the edits that put a calculator between a stream and who reads it; all else in the text stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from backedge.authoring.conversions import can_connect
from backedge.authoring.declarations import ALL_OTHERS, PortKind
from backedge.errors import BackedgeError
from backedge.tools.language.checked_document import Analysis
from backedge.tools.language.graph_document import GraphDocument, NodeText, PortText
from backedge.tools.language.node_ports import KnownPort, ports_of_calculator
from backedge.tools.language.quick_fixes import Edit
from backedge.tools.language.syntax import Span
from backedge.tools.scaffolding.names import snake_case


class InsertionError(BackedgeError):
    """A calculator that cannot be put where it is wished."""


def insert(document: GraphDocument, analysis: Analysis, calculator: str, stream: str, reader: str = "") -> list[Edit]:
    """The edits that put a node behind a stream.

    Who reads the stream reads what the new node makes of it: every reader, or one. Where all of them do and a node
    writes the stream, that one writes to the new node under another name, and the stream keeps its name for those
    who read it, outside of the graph as well.

    Args:
        document: the text.
        analysis: knows the types of streams.
        calculator: the name of a calculator or subgraph.
        stream: the stream.
        reader: the node that is to read the new stream; "" for all.

    Raises:
        InsertionError: there is no such stream, calculator or reader, or they do not fit.
    """
    ends = document.connections.get((False, stream), [])
    maker = next((port for port in ends if port.makes), None)
    if maker is None:
        raise InsertionError(f'nothing in this text writes a stream "{stream}"')
    readers = [port for port in ends if port.node is not None and not port.makes and reader in ("", port.node.name)]
    if reader and not readers:
        raise InsertionError(f'node "{reader}" does not read stream "{stream}"')
    taken, sent = _choose_ports(document, analysis, calculator, stream)
    fresh = _fresh_name(document, stream, calculator)
    if reader or maker.node is None:
        _require_plain(readers)
        place = _before(document, readers[0].node) if readers and readers[0].node else _end(document)
        edits = [Edit(_plain(port), fresh) for port in readers]
        return [*edits, _node(place, calculator, _port(taken, stream), _port(sent, fresh))]
    _require_plain([maker])
    place = maker.node.entry.span.end, "\n", ""
    return [Edit(_plain(maker), fresh), _node(place, calculator, _port(taken, fresh), _port(sent, stream))]


def fits(document: GraphDocument, calculator: str, value_type: Any) -> bool:
    """Tell whether a calculator or subgraph takes a stream of a type, as far as is known, and writes one."""
    inputs = ports_of_calculator(document, calculator, PortKind.INPUT)
    return any(port.takes(value_type) for port in inputs) and bool(
        ports_of_calculator(document, calculator, PortKind.OUTPUT)
    )


def _choose_ports(
    document: GraphDocument, analysis: Analysis, calculator: str, stream: str
) -> tuple[KnownPort, KnownPort]:
    """The input that takes the stream, rather one that has to be connected; and the output that is most like it."""
    inputs = ports_of_calculator(document, calculator, PortKind.INPUT)
    outputs = ports_of_calculator(document, calculator, PortKind.OUTPUT)
    if not inputs and not outputs and not document.subgraph(calculator) and not document.registration(calculator):
        raise InsertionError(f'there is no calculator or graph "{calculator}"')
    value_type = analysis.stream_types.get(stream, Any)
    fitting = [port for port in inputs if port.takes(value_type)]
    if not fitting:
        takes = ", ".join(f"{port.tag or 'an input'} {port.type_text}".strip() for port in inputs) or "no streams"
        raise InsertionError(f'{calculator} does not take stream "{stream}": it takes {takes}')
    if not outputs:
        raise InsertionError(f"{calculator} writes no stream: add it as a node that reads the stream beside the others")
    taken = min(fitting, key=lambda port: (port.is_optional, port.value_type is Any))
    same = [port for port in outputs if can_connect(port.value_type, value_type)]
    exact = [port for port in same if port.value_type == value_type or port.tag == taken.tag]
    return taken, (exact or same or outputs)[0]


def _port(port: KnownPort, name: str) -> str:
    return f"{port.tag}:{name}" if port.tag not in ("", ALL_OTHERS) else name


def _fresh_name(document: GraphDocument, stream: str, calculator: str) -> str:
    """A name for the new stream, made of the old one and of what happens to it."""
    word = snake_case(calculator.rpartition(".")[2].removesuffix("Calculator"))
    taken = {name for _, name in document.connections}
    names = (f"{stream}_{word}{'' if count == 1 else f'_{count}'}" for count in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _require_plain(ports: Sequence[PortText]) -> None:
    for port in ports:
        if port.name_span is None:
            raise InsertionError(
                f'"{port.word.text}" is written with escapes, or in parts: make it one plain string first'
            )


def _plain(port: PortText) -> Span:
    assert port.name_span is not None  # `_require_plain` has seen to it
    return port.name_span


def _before(document: GraphDocument, node: NodeText) -> tuple[int, str, str]:
    """The place before a node and the comments right above it, and what is around what is put there."""
    start = document.text.rfind("\n", 0, node.entry.span.start) + 1
    if document.text[start : node.entry.span.start].strip():
        return node.entry.span.start, "", "\n"
    for line in _lines_above(document.text, start):
        if not line.strip().startswith("#"):
            break
        start -= len(line)
    return start, "", "\n"


def _lines_above(text: str, start: int) -> Iterator[str]:
    return reversed(text[:start].splitlines(keepends=True))


def _end(document: GraphDocument) -> tuple[int, str, str]:
    end = len(document.text)
    return end, "" if document.text.endswith("\n") or not end else "\n", "\n"


def _node(place: tuple[int, str, str], calculator: str, taken: str, sent: str) -> Edit:
    offset, before, after = place
    lines = f'node {{\n  calculator: "{calculator}"\n  input_stream: "{taken}"\n  output_stream: "{sent}"\n}}'
    return Edit(Span(offset, offset), f"{before}{lines}{after}")
