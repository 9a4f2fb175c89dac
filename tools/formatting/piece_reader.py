"""Cuts a text that is known to be right into the pieces that a formatter lays out."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final

from backedge.config.tokenizer import COMMENT, END, IDENTIFIER, STRING, Source, Token, tokenize
from backedge.tools.formatting.pieces import Comment, Entry, Group, Item, Scalar

_MARK: Final = "%"
_CLOSING: Final = {"{": "}", "<": ">", "[": "]"}
_WITH_BODY: Final = frozenset({"for", "if"})


def read_pieces(source: Source) -> list[Item]:
    """Cut `source`, which the parser has found right, into pieces."""
    return _Reader(source).items(frozenset())


class _Reader:
    def __init__(self, source: Source) -> None:
        tokens, comments = tokenize(source)
        self._source = source
        self._tokens = sorted((*tokens[:-1], *comments), key=lambda token: token.offset) + tokens[-1:]
        self._next = 0
        self._trailing: Comment | None = None
        """The last comment that stands behind something, or goes on with one that does."""

    def items(self, closing: frozenset[str]) -> list[Item]:
        """Read up to one of `closing`, or to the end of the text."""
        found: list[Item] = []
        while (token := self._token).kind != END and token.text not in closing:
            if token.kind == COMMENT:
                self._add_comment(self._comment(), found)
            elif token.text in (",", ";"):
                self._next += 1
            elif token.text == _MARK and self._following == "end":
                break
            else:
                found.append(self._directive() if token.text == _MARK else self._field())
        return found

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    @property
    def _following(self) -> str:
        """The text of the token after the present one and its comments."""
        following = islice(self._tokens, self._next + 1, None)
        return next((token.text for token in following if token.kind != COMMENT), "")

    def _line(self, token: Token) -> int:
        line = self._source.location(token.offset).line
        assert line is not None  # a text has lines
        return line

    def _take(self) -> Token:
        token = self._token
        self._next += 1
        return token

    def _comment(self) -> Comment:
        token = self._take()
        where = self._source.location(token.offset)
        assert where.line is not None
        assert where.column is not None
        return Comment(token.text.rstrip(), where.line, where.column)

    def _add_comment(self, comment: Comment, items: list[Item]) -> None:
        last = items[-1] if items else None
        if isinstance(last, Entry) and last.comment is None and last.last_line == comment.line:
            last.comment = self._trailing = comment
            return
        above = self._trailing
        if above and (above.line + 1, above.column) == (comment.line, comment.column):
            comment.continues = True
            self._trailing = comment
        items.append(comment)

    def _skip_comments(self, into: list[Comment]) -> Token:
        """Put comments that have no place where they are into a list; the token that comes then."""
        while self._token.kind == COMMENT:
            into.append(self._comment())
        return self._token

    def _field(self) -> Entry:
        first = self._token
        before: list[Comment] = []
        name = self._take().text if first.kind == IDENTIFIER else self._bracketed_name(before)
        if self._skip_comments(before).text == ":":
            self._next += 1
        self._skip_comments(before)
        return self._entry(name, first, before)

    def _bracketed_name(self, before: list[Comment]) -> str:
        parts: list[str] = []
        while not parts or parts[-1] != "]":
            self._skip_comments(before)
            parts.append(self._take().text)
        return "".join(parts)

    def _entry(self, name: str, first: Token, before: list[Comment]) -> Entry:
        """Read the value that comes next, and make an entry of it."""
        opening = self._token
        value: Scalar | Group
        if opening.text in _CLOSING:
            value = self._group(opening)
        elif opening.text == _MARK:
            value = Scalar([self._between_marks(before)], spread=False)
        else:
            value = self._scalar(before)
        return Entry(name, value, self._line(first), self._line_before(), before)

    def _line_before(self) -> int:
        """The line of the last token that was read; comments behind the values are not yet."""
        return self._line(self._tokens[self._next - 1])

    def _scalar(self, before: list[Comment]) -> Scalar:
        token = self._take()
        if token.kind != STRING:
            text = token.text
            if text == "-":
                self._skip_comments(before)
                text += self._take().text
            return Scalar([text], spread=False)
        first = token
        parts = [token.text]
        while (following := self._string_after_comments()) is not None:
            while self._next < following:
                before.append(self._comment())
            token = self._take()
            parts.append(token.text)
        return Scalar(parts, spread=self._line(first) != self._line(token))

    def _string_after_comments(self) -> int | None:
        """The number of the next token but comments, if it is one more string of the same value."""
        number = self._next
        while self._tokens[number].kind == COMMENT:
            number += 1
        return number if self._tokens[number].kind == STRING else None

    def _group(self, opening: Token) -> Group:
        self._next += 1
        closing = _CLOSING[opening.text]
        items = self._elements() if closing == "]" else self.items(frozenset({closing}))
        last = self._take()
        signs = ("[", "]") if closing == "]" else ("{", "}")
        return self._made(Group(*signs, items, spread=self._line(opening) != self._line(last)), self._line(opening))

    def _made(self, group: Group, line: int) -> Group:
        """`group`, with the comment behind its opening, which is on `line`, in its place."""
        first = group.items[0] if group.items else None
        if isinstance(first, Comment) and first.line == line:
            del group.items[0]
            group.comment = first
        return group

    def _elements(self) -> list[Item]:
        found: list[Item] = []
        while (token := self._token).text != "]":
            if token.kind == COMMENT:
                self._add_comment(self._comment(), found)
            elif token.text == ",":
                self._next += 1
            else:
                found.append(self._entry("", token, []))
        return found

    def _directive(self) -> Entry:
        first = self._token
        before: list[Comment] = []
        word = self._following
        text = self._between_marks(before)
        line = self._line_before()
        if word not in _WITH_BODY:
            return Entry(text, None, self._line(first), line, before)
        items = self.items(frozenset())
        inside_end: list[Comment] = []
        self._between_marks(inside_end)
        items += inside_end
        last_line = self._line_before()
        group = self._made(Group(text, "%end%", items, spread=self._line(first) != last_line), line)
        return Entry("", group, self._line(first), last_line, before)

    def _between_marks(self, before: list[Comment]) -> str:
        """Read from one percent sign to the next; blanks that are there become one each."""
        tokens = [self._take()]
        while len(tokens) == 1 or tokens[-1].text != _MARK:
            self._skip_comments(before)
            tokens.append(self._take())
        return "".join(_with_blanks(tokens))


def _with_blanks(tokens: list[Token]) -> Iterable[str]:
    end = tokens[0].offset
    for token in tokens:
        yield f"{'' if token.offset == end else ' '}{token.text}"
        end = token.offset + len(token.text)
