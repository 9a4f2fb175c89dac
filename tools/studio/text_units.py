"""Offsets into a text as Python counts them, by characters, and as JavaScript does, by units of UTF-16."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate

from backedge.tools.language.quick_fixes import Edit as TextEdit
from backedge.tools.language.syntax import Span as TextSpan
from backedge.tools.studio.protocol_values import Edit, Span

_LAST_OF_ONE_UNIT = "\uffff"


class TextUnits:
    """Converts the offsets of one text.

    Args:
        text: the text.
    """

    def __init__(self, text: str) -> None:
        is_plain = text.isascii() or max(text) <= _LAST_OF_ONE_UNIT
        self._length = len(text)
        self._units = None if is_plain else [0, *accumulate(1 + (each > _LAST_OF_ONE_UNIT) for each in text)]

    def offset(self, units: int) -> int:
        """The offset of a number of units; the nearest one of the text."""
        if self._units is None:
            return min(max(units, 0), self._length)
        return min(bisect_left(self._units, units), self._length)

    def units(self, offset: int) -> int:
        """The units before an offset."""
        return offset if self._units is None else self._units[min(max(offset, 0), self._length)]

    def span(self, span: TextSpan) -> Span:
        """A span in units."""
        return Span(start=self.units(span.start), end=self.units(span.end))

    def edits(self, edits: list[TextEdit] | tuple[TextEdit, ...]) -> list[Edit]:
        """Edits in units."""
        return [
            Edit(start=self.units(each.span.start), end=self.units(each.span.end), text=each.text) for each in edits
        ]
