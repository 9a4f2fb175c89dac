"""Places as editors count them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol.types import Position, PositionEncodingKind

from backedge.tools.language_server.text_positions import TextPositions

ENCODINGS = [PositionEncodingKind.Utf8, PositionEncodingKind.Utf16, PositionEncodingKind.Utf32]


@pytest.mark.parametrize(("encoding", "character"), list(zip(ENCODINGS, [9, 5, 4], strict=True)))
def test_characters_are_counted_in_the_editors_units(encoding: PositionEncodingKind, character: int) -> None:
    """A sign beyond the first 65536 is two units of UTF-16, four of UTF-8, and one of UTF-32."""
    positions = TextPositions('\r\n\tä😀é"x', encoding)
    offset = positions.text.index('"')
    assert positions.position(offset) == Position(1, character)
    assert positions.offset(Position(1, character)) == offset


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_end_as_the_protocol_has_it(line_end: str) -> None:
    """By line feed, carriage return, or both; other signs that break lines elsewhere do not."""
    positions = TextPositions(f"a\u2028b\x0c{line_end}{line_end}c")
    assert positions.position(positions.text.index("c")) == Position(2, 0)
    assert positions.offset(Position(0, 99)) == 4
    assert positions.offset(Position(1, 99)) == 4 + len(line_end)


def test_places_that_are_not_there() -> None:
    """Behind the end of a line is its end, behind the last line the end of the text."""
    positions = TextPositions("ab\ncd")
    assert positions.offset(Position(0, 7)) == 2
    assert positions.offset(Position(9, 0)) == 5
    assert positions.position(99) == Position(1, 2)
    assert TextPositions("").position(0) == Position(0, 0)


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    """The editor counts it, the parser does not see it."""
    positions = TextPositions("\ufeffab\nc")
    assert positions.text == "ab\nc"
    assert positions.position(1) == Position(0, 2)
    assert positions.offset(Position(0, 2)) == 1
    assert positions.offset(Position(0, 0)) == 0
    assert positions.position(3) == Position(1, 0)


@given(st.text(alphabet="ab\n\r\tä😀\u2028\ud800", max_size=30), st.sampled_from(ENCODINGS), st.data())
def test_offsets_come_back(text: str, encoding: PositionEncodingKind, data: st.DataObject) -> None:
    """Every offset has a place, and that place is at it, unless it lies within a line's end."""
    positions = TextPositions(text, encoding)
    offset = data.draw(st.integers(0, len(positions.text)))
    found = positions.offset(positions.position(offset))
    assert found == offset or text[found:offset] == "\r"
