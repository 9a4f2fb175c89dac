"""Rename of a stream or side packet, at all ports of the document."""

from __future__ import annotations

from backedge.config.port_spec import parse_port
from backedge.errors import BackedgeError, ConfigError
from backedge.tools.language.graph_document import GraphDocument, PortText
from backedge.tools.language.quick_fixes import Edit
from backedge.tools.language.syntax import Span


class RenameError(BackedgeError):
    """A name that cannot be changed, or not to the one that is wished."""


def find_name(document: GraphDocument, offset: int) -> Span:
    """The name that a rename at `offset` would change.

    Raises:
        RenameError: there is none.
    """
    return _name_span(_port(document, offset))


def rename(document: GraphDocument, offset: int, new_name: str) -> list[Edit]:
    """The edits that give the stream or side packet at `offset` another name.

    Ports of the graph itself change, too; what names the graph as a subgraph goes by tags, and by the order of ports
    without one, and does not notice. Streams and side packets have names of their own: one of the other kind with the
    same name stays as it is.

    Raises:
        RenameError: there is none at `offset`, the new name is no name, or something else of its kind has it.
    """
    port = _port(document, offset)
    try:
        is_name = parse_port(new_name).name == new_name
    except ConfigError as error:
        raise RenameError(f"{error.diagnostics[0].message}: {error.diagnostics[0].hint}".replace("\n", "; ")) from error
    if not is_name:
        raise RenameError(f'"{new_name}" is more than a name: write what comes behind the last ":"')
    if new_name == port.name:
        return []
    if others := document.connections.get((port.is_side_packet, new_name)):
        line = document.line_of(others[0].word.span.start)
        raise RenameError(f'there is a {port.kind} "{new_name}" already, in line {line}')
    return [Edit(_name_span(each), new_name) for each in document.connected(port)]


def _port(document: GraphDocument, offset: int) -> PortText:
    port = None if document.syntax.is_comment(offset) else document.port_at(offset)
    if port is None or not port.name:
        raise RenameError("only streams and side packets can be renamed, at a port that names one")
    return port


def _name_span(port: PortText) -> Span:
    if port.name_span is None:
        raise RenameError(f'"{port.word.text}" is written with escapes, or in parts: make it one plain string first')
    return port.name_span
