"""Errors and warnings of a document, with the checker's own words, each at the part of the text that it is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from backedge.config.tokenizer import END
from backedge.errors import Diagnostic, Location
from backedge.tools.language.checked_document import Analysis
from backedge.tools.language.graph_document import GraphDocument
from backedge.tools.language.parsed_text import Syntax
from backedge.tools.language.syntax import Span


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong with a document.

    Attributes:
        span: what it is about.
        message: what is wrong.
        hint: what to do about it; "" if that is open.
        severity: how bad it is, as the checker says.
        elsewhere: the place in another file that it is really about; `span` is then what names that file.
    """

    span: Span
    message: str
    hint: str
    severity: Literal["error", "warning", "note"]
    elsewhere: Location | None = None


def find_problems(document: GraphDocument, analysis: Analysis) -> list[Problem]:
    """What is wrong with a document, in the order of the checker.

    Args:
        document: the text.
        analysis: what the checker said of it.
    """
    return [_problem(document, complaint) for complaint in analysis.complaints]


def _problem(document: GraphDocument, complaint: Diagnostic) -> Problem:
    where = complaint.location
    elsewhere = None
    if where is None or where.line is None:
        span = _first_line(document)
    elif where.file == document.file:
        span = span_at(document.syntax, document.offset_of(where))
    else:
        elsewhere = where
        span = next(_naming(document, where.file), _first_line(document))
    return Problem(span, complaint.message, complaint.hint, complaint.severity, elsewhere)


def span_at(syntax: Syntax, offset: int) -> Span:
    """The part of a text that a message about `offset` means: a value, the name of a field, or a token."""
    entry = syntax.entry_at(offset)
    if entry is not None:
        spans = [entry.name_span, *(word.span for word in entry.words)]
        if found := next((span for span in spans if span.start <= offset < span.end), None):
            return found
        if any(block.span.start == offset for block in entry.blocks):
            return entry.name_span  # it is about the whole block
    token = syntax.token_at(offset)
    if token.kind != END and token.offset <= offset < token.offset + len(token.text):
        line = token.text.partition("\n")[0].rstrip("\r")
        return Span(token.offset, token.offset + len(line))
    return Span(max(offset - 1, 0), offset)


def _naming(document: GraphDocument, file: str) -> Iterator[Span]:
    """The nodes that name the subgraph in `file`, or else any whose subgraph may have that inside."""
    names = {node.calculator: node for node in reversed(document.nodes)}
    located = {name: document.subgraph_location(name) for name in names}
    inner = [name for name, location in located.items() if location is not None]
    same = [name for name in inner if (found := located[name]) and Path(found.file) == Path(file)]
    for name in (*same, *inner):
        word = names[name].block.word("calculator")
        if word is not None:
            yield word.span


def _first_line(document: GraphDocument) -> Span:
    end = document.text.find("\n")
    return Span(0, len(document.text) if end < 0 else end)
