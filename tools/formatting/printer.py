"""Lays out pieces of text in our style.

Two columns for each level; one line for what was on one and fits; rows of a list as they were; no more than one empty
line in a row; comments behind lines below one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from backedge.tools.formatting.pieces import Comment, Entry, Group, Item, Scalar

WIDTH: Final = 120
_INDENT: Final = 2


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is laid out: blanks, code, and the comment behind it; without code it goes on with the one above."""

    indent: int
    code: str
    comment: str = ""

    @property
    def width(self) -> int:
        return self.indent + len(self.code)


_EMPTY: Final = _Line(0, "")


def print_pieces(items: Sequence[Item]) -> str:
    """Lay out the pieces of a whole text."""
    lines = _Block(0).lines(items)
    return "".join(f"{line}\n" for line in _with_comments(lines))


def _with_comments(lines: Iterable[_Line]) -> Iterator[str]:
    """Put the comments behind lines in a row below one another."""
    for has_comment, together in groupby(lines, lambda line: bool(line.comment)):
        rows = list(together)
        column = max(row.width for row in rows) + 2
        for row in rows:
            code = f"{' ' * row.indent}{row.code}" if row.code else ""
            yield f"{code:{column}}{row.comment}" if has_comment else code


class _Block:
    """Lays out what is at one level, `indent` columns from the left."""

    def __init__(self, indent: int) -> None:
        self._indent = indent

    def lines(self, items: Sequence[Item]) -> list[_Line]:
        """Lay out fields and what is between them."""
        result: list[_Line] = []
        before: Item | None = None
        for item in items:
            if before is not None and _has_blank_between(before, item):
                result.append(_EMPTY)
            result += self._item(item)
            before = item
        return result

    def _item(self, item: Item) -> list[_Line]:
        if isinstance(item, Comment):
            return [_Line(self._indent, "", item.text) if item.continues else _Line(self._indent, item.text)]
        comments = [_Line(self._indent, comment.text) for comment in item.before]
        *lines, last = self._entry(item)
        return [*comments, *lines, replace(last, comment=item.comment.text) if item.comment else last]

    def _entry(self, entry: Entry) -> list[_Line]:
        flat = _flat(entry)
        if flat is not None and self._indent + len(flat) <= WIDTH:
            return [_Line(self._indent, flat)]
        value = entry.value
        if isinstance(value, Group):
            return self._group(value, entry.text)
        assert isinstance(value, Scalar)
        if len(value.parts) == 1 or not entry.text:  # a single word is never broken
            return [_Line(self._indent, f"{_head(entry.text, value)}{' '.join(value.parts)}")]
        parts = [_Line(self._indent + _INDENT, part) for part in value.parts]
        return [_Line(self._indent, f"{entry.text}:"), *parts]

    def _group(self, group: Group, name: str) -> list[_Line]:
        comment = group.comment.text if group.comment else ""
        first = _Line(self._indent, f"{_head(name, group)}{group.opening}", comment)
        inner = _Block(self._indent + (_INDENT if group.opening in ("{", "[") else 0))
        lines = inner.rows(group) if group.opening == "[" else inner.lines(group.items)
        return [first, *lines, _Line(self._indent, group.closing)]

    def rows(self, group: Group) -> list[_Line]:
        """Lay out a list: what was on one line stays together as far as it fits."""
        last = next((item for item in reversed(group.items) if isinstance(item, Entry)), None)
        is_filled = group.spread or _is_short(group)
        result: list[_Line] = []
        before: Item | None = None
        is_row = False
        for item in group.items:
            lines = self._item(item)
            if isinstance(item, Entry) and item is not last:
                lines[-1] = replace(lines[-1], code=f"{lines[-1].code},")
            row = (
                f"{result[-1].code} {lines[0].code}" if is_row and len(lines) == 1 and _share_line(before, item) else ""
            )
            if row and is_filled and self._indent + len(row) <= WIDTH:
                result[-1] = replace(lines[0], code=row)
            else:
                if before is not None and _has_blank_between(before, item):
                    result.append(_EMPTY)
                result += lines
            is_row = len(lines) == 1
            before = item
        return result


def _is_short(group: Group) -> bool:
    """Tell whether a list is one of numbers and words, of which a line holds several."""
    values = [item.value for item in group.items if isinstance(item, Entry)]
    return all(isinstance(value, Scalar) and not value.parts[0].startswith(("'", '"', "%")) for value in values)


def _share_line(one: Item | None, other: Item) -> bool:
    return isinstance(one, Entry) and isinstance(other, Entry) and one.last_line == other.line


def _head(name: str, value: Scalar | Group | None) -> str:
    """The name of a field, and what comes between it and its value."""
    if not name or value is None:
        return name
    return f"{name} " if isinstance(value, Group) and value.opening == "{" else f"{name}: "


def _flat(entry: Entry) -> str | None:
    """The entry on one line; None where it has to take several."""
    value = entry.value
    head = _head(entry.text, value)
    if value is None:
        return head
    if isinstance(value, Scalar):
        return None if value.spread else f"{head}{' '.join(value.parts)}"
    if value.comment or (value.items and value.spread):
        return None
    inner = [_flat(item) if isinstance(item, Entry) and not item.before else None for item in value.items]
    parts = [part for part in inner if part is not None]
    if len(parts) < len(inner):
        return None
    if value.opening == "[":
        return f"{head}[{', '.join(parts)}]"
    if value.opening == "{":
        return f"{head}{{ {' '.join(parts)} }}" if parts else f"{head}{{}}"
    return " ".join([value.opening, *parts, value.closing])


def _has_blank_between(one: Item, other: Item) -> bool:
    """Tell whether there was an empty line between two pieces."""
    return _first_line(other) - _last_line(one) > 1


def _first_line(item: Item) -> int:
    return min([item.line, *(comment.line for comment in item.before)]) if isinstance(item, Entry) else item.line


def _last_line(item: Item) -> int:
    if isinstance(item, Comment):
        return item.line
    return max([item.last_line, *(comment.line for comment in item.before)])
