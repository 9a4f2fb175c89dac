"""References: every place of a document that names the same stream, side packet, calculator or executor."""

from __future__ import annotations

from backedge.tools.language.graph_document import GraphDocument
from backedge.tools.language.syntax import Span


def find_references(document: GraphDocument, offset: int, *, with_definition: bool = True) -> list[Span]:
    """The places that name what a cursor at `offset` is in, in the order of the text.

    Args:
        document: the text.
        offset: the cursor.
        with_definition: whether the port that makes a stream or side packet counts.
    """
    if document.syntax.is_comment(offset):
        return []
    port = document.port_at(offset)
    if port is not None:
        ends = [each for each in document.connected(port) if with_definition or not each.makes]
        return [each.name_span or each.word.span for each in ends]
    entry = document.syntax.entry_at(offset)
    word = entry.word_at(offset) if entry is not None else None
    if entry is None or word is None or entry.name not in ("calculator", "executor"):
        return []
    words = (each for node in document.nodes for named in node.block.named(entry.name) for each in named.words)
    return [each.content or each.span for each in words if each.text == word.text]
