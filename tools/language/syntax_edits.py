"""Parses a text by means of what was parsed of another one, from which an edit leads to it.

Fields of the graph that begin a line, nodes above all, are taken over where they are whole and neither they nor what is
between them has changed. The lines between those before the edit and those behind it are parsed alone, which gives what
it would give among the others, because no token goes on from line to line, and a whole field needs nothing of the next.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from typing import Final

from backedge.config.tokenizer import BLANK, Source, tokenize
from backedge.config.tree import Block, Field, Literal
from backedge.tools.language.syntax import MOST_MISTAKES, Braces, Entry, ParsedPart, Span, Word, balance_of, parse_part

_NOTHING: Final = rf"(?:{BLANK}|\#[^\n\0]*+(?=\n|\Z))*+"
_BETWEEN: Final = re.compile(rf"{BLANK}*+[,;]?{_NOTHING}")
"""What may be behind a whole field, up to the next one."""
_BEGINNING: Final = re.compile(rf"{_NOTHING}(?:[A-Za-z_\[]|\Z)")
"""What does not belong to a whole field before it: not a second string, or separator."""
_EMPTY: Final = re.compile(_NOTHING)
_FAR: Final = 1000
"""Characters between two edits from which on it takes less time to look at each for itself."""
_TELLING: Final = 200
"""Characters by which what is behind an edit is found again."""


def with_edit(before: ParsedPart, source_before: Source, source: Source) -> ParsedPart:
    """Parse a text whose beginning and end are those of another one.

    Args:
        before: the other text, parsed; what is taken over of it belongs to the result from now on.
        source_before: the other text.
        source: the text.
    """
    old, new = source_before.text, source.text
    head, tail = _same_ends(old, new)
    entries = before.root.entries
    first = _last_cut(entries, old, head)
    last = _first_cut(entries, old, len(old) - tail)
    start = _line_start(old, entries[first]) if first else 0
    end = _line_start(old, entries[last]) if last < len(entries) else len(old)
    moved = len(new) - len(old)
    middle = parse_part(source, start, end + moved)
    fits = (not first or _BEGINNING.match(new, start, end + moved) is not None) and (
        last == len(entries) or _ends_well(middle, new, start, end + moved)
    )
    faults = [
        *(each for each in before.faults if each < start),
        *middle.faults,
        *(each + moved for each in before.faults if each >= end and last < len(entries)),
    ]
    balance = before.balance - balance_of(tokenize(source_before, start, end)[0]) + middle.balance
    # Where more braces open than close, the parser has guessed where blocks end, by what is around.
    is_read = max(before.balance, middle.balance, balance) <= 0 and before.is_whole and middle.is_whole
    if not (fits and is_read and len(faults) < MOST_MISTAKES):
        return parse_part(source)
    comments = [
        *(each for each in before.comments if each.offset < start),
        *middle.comments,
        *(each._replace(offset=each.offset + moved) for each in before.comments if each.offset >= end),
    ]
    _join_entries(before.root, first, last, middle.root.entries, moved)
    before.root.span = Span(0, len(new))
    fields = before.tree.fields
    kept, behind = [each for each in fields if each.offset < start], [each for each in fields if each.offset >= end]
    tree = Block(source, 0)
    tree.fields = [*_moved(kept, 0, source), *middle.tree.fields, *_moved(behind, moved, source)]
    return ParsedPart(before.root, tree, comments, faults, balance, is_whole=True)


def text_halfway(before: ParsedPart, old: str, new: str) -> str | None:
    """The text between two edits, if there are two far from each other; None for one.

    Args:
        before: the text before the edits, parsed.
        old: the text before the edits.
        new: the text after them.
    """
    head, tail = _same_ends(old, new)
    entries = before.root.entries
    following = _first_cut(entries, old, head)
    if len(old) - head - tail < _FAR or following == len(entries):
        return None
    cut = _line_start(old, entries[following]) - 1
    same = new.find(old[cut : cut + _TELLING], head)
    return None if same < 0 else new[:same] + old[cut:]


def _same_ends(old: str, new: str) -> tuple[int, int]:
    """How many characters two texts have in common at their beginnings, and how many of the rest at their ends."""
    shortest = min(len(old), len(new))
    head = _most(shortest, lambda count: old[:count] == new[:count])
    return head, _most(shortest - head, lambda count: old[len(old) - count :] == new[len(new) - count :])


def _most(limit: int, holds: Callable[[int], bool]) -> int:
    """The greatest number up to a limit for which something holds that holds for all smaller ones."""
    return bisect_left(range(1, limit + 1), True, key=lambda count: not holds(count))


def _last_cut(entries: list[Entry], old: str, head: int) -> int:
    """The number of the last field before which a text can be cut, with nothing but its first characters before it."""
    cuts = (
        index
        for index in range(bisect_left(entries, head, key=_start), 0, -1)
        if index < len(entries) and _line_start(old, entries[index]) <= head and _is_cut(entries, index, old)
    )
    return next(cuts, 0)


def _first_cut(entries: list[Entry], old: str, tail: int) -> int:
    """The number of the first field behind `tail` before which a text can be cut, whose line's beginning is, too."""
    cuts = (
        index
        for index in range(bisect_left(entries, tail, key=_start), len(entries))
        if _line_start(old, entries[index]) > tail and _is_cut(entries, index, old)
    )
    return next(cuts, len(entries))


def _start(entry: Entry) -> int:
    return entry.span.start


def _line_start(text: str, entry: Entry) -> int:
    return text.rfind("\n", 0, entry.span.start) + 1


def _is_cut(entries: list[Entry], index: int, text: str) -> bool:
    """Tell whether a field begins a line, and the one before it is whole."""
    entry = entries[index]
    start = _line_start(text, entry)
    if text[start : entry.span.start].strip(" \t"):
        return False
    return not index or _is_whole(entries[index - 1], text, start)


def _is_whole(entry: Entry, text: str, end: int) -> bool:
    """Tell whether a field has all that it needs, and nothing that counts is between it and `end`."""
    is_complete = entry.is_complete and all(block.is_closed for block in entry.blocks)
    return is_complete and _BETWEEN.fullmatch(text, entry.span.end, end) is not None


def _ends_well(part: ParsedPart, text: str, start: int, end: int) -> bool:
    """Tell whether lines of a text are parsed as they would be with a field behind them."""
    entries = part.root.entries
    return _is_whole(entries[-1], text, end) if entries else _EMPTY.fullmatch(text, start, end) is not None


def _join_entries(root: Braces, first: int, last: int, between: list[Entry], moved: int) -> None:
    """Put fields in the place of others; those behind have moved."""
    if moved:
        for entry in root.entries[last:]:
            _move_entry(entry, moved)
    for entry in between:
        entry.around = root
    root.entries[first:last] = between


def _move_entry(entry: Entry, by: int) -> None:
    entry.name_span = _plus(entry.name_span, by)
    entry.span = _plus(entry.span, by)
    for value in entry.values:
        value.span = _plus(value.span, by)
        if isinstance(value, Word):
            value.content = None if value.content is None else _plus(value.content, by)
        else:
            for inner in value.entries:
                _move_entry(inner, by)


def _plus(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _moved(fields: list[Field], by: int, source: Source) -> list[Field]:
    """Fields that have moved in what is their text now."""
    for field in fields:
        field.offset += by
        for value in field.values:
            value.offset += by
            if not isinstance(value, Literal):
                value.source = source
                _moved(value.fields, by, source)
    return fields
