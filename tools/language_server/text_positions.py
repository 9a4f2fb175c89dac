"""Places in a document: lines and characters, as an editor counts them, and offsets into the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from lsprotocol.types import Position, PositionEncodingKind, Range

from backedge.tools.language.syntax import Span

_LINE_END: Final = re.compile(r"\r\n|\n|\r")
_MARK: Final = "\ufeff"
_UNITS: Final = {PositionEncodingKind.Utf8: ("utf-8", 1), PositionEncodingKind.Utf16: ("utf-16-le", 2)}


class TextPositions:
    """Converts the places of one text.

    Args:
        text: the text as the editor has it.
        encoding: in what the editor counts the characters of a line.

    Attributes:
        text: the text without a byte order mark, which offsets go by.
    """

    def __init__(self, text: str, encoding: PositionEncodingKind | str = PositionEncodingKind.Utf16) -> None:
        self._mark = len(_MARK) if text.startswith(_MARK) else 0
        self._whole = text
        self.text = text[self._mark :]
        self._units = _UNITS.get(PositionEncodingKind(encoding))
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def offset(self, position: Position) -> int:
        """The offset of a place; that of the nearest one for a place that the text does not have."""
        if position.line >= len(self._starts):
            return len(self.text)
        line = self._line(position.line)
        return max(self._starts[position.line] + self._characters(line, position.character) - self._mark, 0)

    def position(self, offset: int) -> Position:
        """The place of an offset."""
        at = min(max(offset, 0) + self._mark, len(self._whole))
        line = bisect_right(self._starts, at) - 1
        return Position(line, self._length(self._whole[self._starts[line] : at]))

    def range(self, span: Span) -> Range:
        """The places of both ends of a span."""
        return Range(self.position(span.start), self.position(span.end))

    def _line(self, number: int) -> str:
        """A line without its end."""
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self._whole)
        return self._whole[self._starts[number] : end].rstrip("\r\n")

    def _length(self, text: str) -> int:
        if self._units is None or text.isascii():
            return len(text)
        encoding, size = self._units
        return len(text.encode(encoding, "surrogatepass")) // size

    def _characters(self, line: str, units: int) -> int:
        """How many characters of a line are before a number of the editor's units."""
        if self._units is None or line.isascii():
            return min(units, len(line))
        for index, character in enumerate(line):
            if units <= 0:
                return index
            units -= self._length(character)
        return len(line)
