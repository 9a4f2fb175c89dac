"""Folding: blocks, and comments of several lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from backedge.tools.language.graph_document import GraphDocument
from backedge.tools.language.syntax import Braces


class Fold(NamedTuple):
    """Lines that can be folded away below the first.

    Attributes:
        first: the line that stays, from 1.
        last: the last one that is folded.
        kind: what they are.
    """

    first: int
    last: int
    kind: Literal["block", "comment"]


def find_folds(document: GraphDocument) -> list[Fold]:
    """What can be folded, in the order of the text."""
    return sorted([*_blocks(document, document.syntax.root), *_comments(document)])


def _blocks(document: GraphDocument, block: Braces) -> Iterator[Fold]:
    for entry in block.entries:
        for inner in entry.blocks:
            first = document.line_of(inner.span.start)
            # The line of the closing brace stays, so that what follows begins as before.
            last = document.line_of(inner.span.end) - inner.is_closed
            if last > first:
                yield Fold(first, last, "block")
            yield from _blocks(document, inner)


def _comments(document: GraphDocument) -> Iterator[Fold]:
    """Lines in a row that are comments and nothing else."""
    first = last = -1
    for comment in document.syntax.comments:
        line = document.line_of(comment.offset)
        begin = document.text.rfind("\n", 0, comment.offset) + 1
        if document.text[begin : comment.offset].strip():
            continue  # behind something
        if line != last + 1:
            if last > first:
                yield Fold(first, last, "comment")
            first = line
        last = line
    if last > first:
        yield Fold(first, last, "comment")
