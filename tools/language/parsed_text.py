"""A parsed text, and what is at its offsets.

After an edit, only what the edit has touched is parsed anew: see `Syntax.after_edit`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from backedge.config.tokenizer import Source, Token, tokenize
from backedge.config.tree import Block
from backedge.tools.language.syntax import Braces, Entry, ParsedPart, is_odd_blank, parse_part
from backedge.tools.language.syntax_edits import text_halfway, with_edit


class Syntax:
    """A parsed text.

    Args:
        source: the text.
        part: the same, parsed.
    """

    def __init__(self, source: Source, part: ParsedPart | None = None) -> None:
        self.source = source
        self._part = parse_part(source) if part is None else part

    def after_edit(self, source: Source) -> Syntax:
        """The syntax of another text, which takes over what is the same in this one; this one cannot be used then."""
        halfway = text_halfway(self._part, self.source.text, source.text)
        if halfway is None:
            return Syntax(source, with_edit(self._part, self.source, source))
        between = Source(halfway, source.file)
        return Syntax(source, with_edit(with_edit(self._part, self.source, between), between, source))

    @property
    def root(self) -> Braces:
        """Its fields."""
        return self._part.root

    @property
    def tree(self) -> Block:
        """The same as the config's parser makes it."""
        return self._part.tree

    @property
    def comments(self) -> list[Token]:
        """Its comments, in order."""
        return self._part.comments

    @property
    def is_faultless(self) -> bool:
        """Whether the config's parser has nothing to say against it."""
        return not self._part.faults

    @cached_property
    def _tokens(self) -> list[Token]:
        return [token for token in tokenize(self.source)[0] if not is_odd_blank(token)]

    def token_at(self, offset: int) -> Token:
        """The token that `offset` is in or right before; the last one for what is behind all of them."""
        tokens = self._tokens
        return tokens[max(bisect_right(tokens, offset, key=lambda token: token.offset) - 1, 0)]

    def is_comment(self, offset: int) -> bool:
        """Tell whether a cursor at `offset` is in a comment."""
        index = bisect_right(self.comments, offset - 1, key=lambda comment: comment.offset) - 1
        if index < 0:
            return False
        comment = self.comments[index]
        return offset <= comment.offset + len(comment.text)

    def block_at(self, offset: int) -> Braces:
        """The innermost block that `offset` is in."""
        block = self.root
        while True:
            inner = (each for entry in _near(block, offset) for each in entry.blocks)
            found = next((each for each in inner if each.span.start < offset < _end(each)), None)
            if found is None:
                return block
            block = found

    def entry_at(self, offset: int) -> Entry | None:
        """The innermost field that `offset` touches, or that is still without a value on the line of `offset`."""
        for entry in _near(self.block_at(offset), offset):
            if entry.span.touches(offset) or (not entry.is_complete and self._only_blanks(entry.span.end, offset)):
                return entry
        return None

    def _only_blanks(self, start: int, end: int) -> bool:
        between = self.source.text[start:end]
        return not between.strip(" \t")


def _end(block: Braces) -> int:
    """Where a cursor is behind a block: one that is not closed still holds what is typed at its end."""
    return block.span.end if block.is_closed else block.span.end + 1


def _near(block: Braces, offset: int) -> Iterator[Entry]:
    """The fields of a block that may touch `offset`: the last that begins before it, and the one before that."""
    index = bisect_right(block.entries, offset, key=lambda entry: entry.span.start)
    return reversed(block.entries[max(index - 2, 0) : index])
