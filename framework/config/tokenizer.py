"""The tokenizer of protobuf text format.

The language is the one of https://protobuf.dev/reference/protobuf/textformat-spec.
"""

from __future__ import annotations

import bisect
import re
from functools import cached_property
from typing import Final, NamedTuple

from backedge.errors import Location

IDENTIFIER: Final = "identifier"
NUMBER: Final = "number"
STRING: Final = "string"
SYMBOL: Final = "symbol"
BAD: Final = "bad"
END: Final = "end"
TEXT: Final = "text"
"""The kind of a literal that was calculated instead of written; its value is whatever its field holds."""

COMMENT: Final = "comment"

# Blanks are those of ASCII only: what else looks like one comes from a word processor, and MediaPipe refuses it too.
_BLANKS: Final = " \t\r\n\v\f"
BLANK: Final = r"[ \t\r\n\v\f]"
# Possessive quantifiers (*+) need no memory to give back what they took: 200 bytes for each character of a string.
# A number takes every letter and digit that follows it, so that "1.0x" is one wrong number and not two tokens.
PATTERNS: Final = {
    IDENTIFIER: r"[A-Za-z_][A-Za-z0-9_]*+",
    NUMBER: r"\.?[0-9](?:[eE][+-]|[A-Za-z0-9_.])*+",
    SYMBOL: r"[][{}<>:;,/.%-]",
    STRING: r""""(?:[^"\\\n\0]++|\\[^\n\0])*+"|'(?:[^'\\\n\0]++|\\[^\n\0])*+'""",
    COMMENT: r"\#[^\n\0]*",
    BAD: r"""["'][^\n]*|[^ \t\r\n\v\f]""",
}
"""Regular expressions of all kinds of tokens, in the order in which they are tried."""

_TOKEN: Final = re.compile(rf"{BLANK}*(?:{'|'.join(f'(?P<{kind}>{each})' for kind, each in PATTERNS.items())})")


class Token(NamedTuple):
    """A token of a text.

    Attributes:
        kind: `IDENTIFIER`, `NUMBER`, `STRING`, `SYMBOL`, `BAD` (what the language does not have) or `END`.
        text: as written, quotes included.
        offset: where in the text it starts.
    """

    kind: str
    text: str
    offset: int


class Source:
    """A text and the file it came from; turns offsets into places.

    Attributes:
        file: name for messages.
        text: the whole text.
    """

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.text = text

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def location(self, offset: int) -> Location:
        """Return the place of the character number `offset`."""
        line = bisect.bisect_right(self._line_starts, offset)
        return Location(self.file, line, offset - self._line_starts[line - 1] + 1)


def tokenize(source: Source, start: int = 0, end: int | None = None) -> tuple[list[Token], list[Token]]:
    """Cut a text into tokens, the last one being `END`, and return its comments apart from them.

    Args:
        source: the text.
        start: where to begin: at the beginning of a line, as no token goes on from one line to the next.
        end: where to end, likewise; by default at the end of the text.
    """
    end = len(source.text) if end is None else end
    tokens: list[Token] = []
    comments: list[Token] = []
    for match in _TOKEN.finditer(source.text, start, end):
        kind = match.lastgroup
        assert kind is not None  # every alternative is a named group
        token = Token(kind, match[kind], match.start(kind))
        (comments if kind == COMMENT else tokens).append(token)
    tokens.append(Token(END, "", start + len(source.text[start:end].rstrip(_BLANKS))))
    return tokens, comments
