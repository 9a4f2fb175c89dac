"""Completion: what can be typed at a place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from backedge.config.tokenizer import BAD, IDENTIFIER, STRING
from backedge.tools.language.checked_document import Analysis
from backedge.tools.language.completion_fields import complete_field
from backedge.tools.language.completion_items import Completion
from backedge.tools.language.completion_ports import complete_port, describe_name
from backedge.tools.language.completion_values import complete_text, complete_value
from backedge.tools.language.graph_document import PORT_LISTS, GraphDocument
from backedge.tools.language.hover import name_text
from backedge.tools.language.schemas import field_of
from backedge.tools.language.syntax import Entry, Span, Word


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a cursor is.

    Attributes:
        kind: at the name of a field, at a value without quotes, inside of quotes, or at nothing that can be completed.
        entry: the field; None where one may begin.
        span: what is going to be replaced.
        before: what is typed of it already, up to the cursor.
        needs_quote: whether the closing quote is missing.
    """

    kind: Literal["name", "value", "text", "none"]
    entry: Entry | None
    span: Span
    before: str = ""
    needs_quote: bool = False


_NOWHERE: Final = _Place("none", None, Span(0, 0))


def complete(document: GraphDocument, analysis: Analysis, offset: int) -> list[Completion]:
    """What can be typed at `offset`, best first.

    Args:
        document: the text.
        analysis: what is known of it, perhaps from a little while ago.
        offset: the cursor.
    """
    place = _place(document, offset)
    if place.kind == "none":
        return []
    if place.kind == "name":
        block = document.syntax.block_at(offset)
        found = complete_field(document, block, place.span)
        has_rest = place.entry is not None and (place.entry.has_colon or bool(place.entry.values))
        # Only the name of a field that is there already is replaced.
        return [replace(each, text=each.label, snippet="") for each in found] if has_rest else list(found)
    entry = place.entry
    assert entry is not None  # a value is that of a field
    field = field_of(entry)
    if field is None:
        return []
    if entry.name in PORT_LISTS:
        found = complete_port(document, analysis, entry, place.before, place.span)
    elif place.kind == "text":
        found = complete_text(document, entry, field, place.span)
    else:
        found = complete_value(document, entry, field, place.span)
    return list(_quoted(found, place))


def describe_completion(document: GraphDocument, analysis: Analysis, completion: Completion) -> str:
    """The documentation of an item that has none: of one out of hundreds, which are only described when looked at."""
    if completion.documentation:
        return completion.documentation
    if completion.kind in ("calculator", "graph"):
        return name_text(document, completion.label)
    if completion.kind in ("stream", "side packet"):
        return describe_name(document, analysis, completion)
    return ""


def _quoted(found: Iterator[Completion], place: _Place) -> Iterator[Completion]:
    """Put quotes around texts where there are none yet."""
    for each in found:
        if not each.is_text:
            yield each
        elif place.kind == "value":
            yield each.replaced(place.span, f'"{each.text}"')
        else:
            yield each.replaced(each.span, each.text + '"' * place.needs_quote)


def _place(document: GraphDocument, offset: int) -> _Place:
    syntax = document.syntax
    if syntax.is_comment(offset):
        return _NOWHERE
    entry = syntax.entry_at(offset)
    if entry is None:
        return _Place("name", None, Span(offset, offset))
    if entry.name_span.touches(offset):
        return _Place("name", entry, entry.name_span)
    for word in entry.words:
        if word.kind in (STRING, BAD) and word.span.start < offset <= word.span.end:
            return _in_text(document, entry, word, offset)
        if word.kind == IDENTIFIER and word.span.touches(offset):
            return _Place("value", entry, word.span)
    if not entry.values and entry.has_colon:
        return _Place("value", entry, Span(offset, offset))
    return _NOWHERE


def _in_text(document: GraphDocument, entry: Entry, word: Word, offset: int) -> _Place:
    if word.content is None or (word.kind == STRING and offset == word.span.end):
        return _NOWHERE
    before = document.text[word.content.start : offset]
    if word.kind == BAD:
        # What follows on the line may be anything; only what is typed is replaced.
        at_end = not document.text[offset : word.span.end].strip()
        return _Place("text", entry, Span(word.content.start, offset), before, needs_quote=at_end)
    return _Place("text", entry, word.content, before)
