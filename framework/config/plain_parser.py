"""A parser of what nearly all texts consist of, several times as fast as the one that knows all of text format.

It gives up at what it does not know, and at what is wrong, and `TreeParser` begins anew.
"""

from __future__ import annotations

import re
from typing import Final

from backedge.config.literals import EscapeError, unescape
from backedge.config.tokenizer import BLANK, COMMENT, IDENTIFIER, NUMBER, PATTERNS, STRING, Source, Token
from backedge.config.tree import Block, Field, Literal

_SYMBOL_AFTER_FIELD: Final = rf"(?:{BLANK}*[,;])?"
_TYPE: Final = rf"{PATTERNS[IDENTIFIER]}(?:\.{PATTERNS[IDENTIFIER]})*"
# One match is a whole field, or all of it that comes before its block; what "other" matches, nothing else does. A name
# in brackets is taken only without blanks. Strings in a row, which are one value, are left to the other parser.
_PART: Final = re.compile(
    rf"""{BLANK}*(?:
      (?P<name>{PATTERNS[IDENTIFIER]}|\[(?:type\.googleapis\.com/)?{_TYPE}\])
      (?:{BLANK}*:{BLANK}*(?:
          (?P<string>{PATTERNS[STRING]}) (?!{BLANK}*["']) {_SYMBOL_AFTER_FIELD}
        | (?P<number>-?{PATTERNS[NUMBER]}) {_SYMBOL_AFTER_FIELD}
        | (?P<identifier>{PATTERNS[IDENTIFIER]}) {_SYMBOL_AFTER_FIELD}
        | (?P<open>\{{)
        )
      | {BLANK}*(?P<block>\{{)
      )
    | (?P<close>\}}) {_SYMBOL_AFTER_FIELD}
    | (?P<comment>{PATTERNS[COMMENT]})
    | (?P<other>[^ \t\r\n\v\f])
    )""",
    re.VERBOSE,
)
_OTHER_LITERALS: Final = frozenset({NUMBER, IDENTIFIER})
_OPENING: Final = frozenset({"open", "block"})


def parse_plain(source: Source, deepest: int) -> tuple[Block, list[Token]] | None:
    """Parse a text; gives its fields and its comments, or None if the other parser has to read it.

    Args:
        source: the text.
        deepest: the depth to which blocks may be nested.
    """
    block = Block(source, 0)
    around: list[Block] = []
    comments: list[Token] = []
    for part in _PART.finditer(source.text):
        kind = part.lastgroup
        if kind == STRING:
            text, start = part[kind], part.start(kind)
            try:
                literal = Literal(STRING, text, unescape(text[1:-1]), start)
            except EscapeError:
                return None
            block.fields.append(Field(part["name"], part.start("name"), [literal], is_list=False))
        elif kind in _OTHER_LITERALS:
            literal = Literal(kind, part[kind], b"", part.start(kind))
            block.fields.append(Field(part["name"], part.start("name"), [literal], is_list=False))
        elif kind in _OPENING:
            inner = Block(source, part.start(kind))
            block.fields.append(Field(part["name"], part.start("name"), [inner], is_list=False))
            around.append(block)
            block = inner
            if len(around) > deepest:
                return None
        elif kind == "close" and around:
            block = around.pop()
        elif kind == COMMENT:
            comments.append(Token(COMMENT, part[kind], part.start(kind)))
        else:
            return None
    return None if around else (block, comments)
