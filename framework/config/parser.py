"""The parser of protobuf text format, which makes a tree without a schema.

After a mistake the parser goes on at the next line that looks like a field, so that one run shows several mistakes.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from typing import Final

from backedge.config.literals import EscapeError, unescape
from backedge.config.odd_characters import cure, describe_character, odd_characters
from backedge.config.plain_parser import parse_plain
from backedge.config.tokenizer import BAD, END, IDENTIFIER, NUMBER, STRING, SYMBOL, Source, Token, tokenize
from backedge.config.tree import Block, Field, Literal, Tree, Value
from backedge.errors import Diagnostic

MAX_DEPTH: Final = 100
"""The depth to which blocks may be nested; protobuf reads no deeper message from binary data either."""

MAX_DIAGNOSTICS: Final = 20
"""The number of mistakes after which the parser gives up."""

_COMMENT_HINT: Final = "comments begin with #"
_SHOWN: Final = 40
_CLOSING: Final = {"{": "}", "<": ">"}
_TYPE_URL_SYMBOLS: Final = frozenset("./-%")


class TextSyntaxError(Exception):
    """A syntax error at `token`."""

    def __init__(self, message: str, token: Token, hint: str = "") -> None:
        super().__init__(message)
        self.token = token
        self.hint = hint


class GiveUpError(Exception):
    """The end of parsing: going on would only show consequences of earlier mistakes."""


class TreeParser:
    """Parses the tokens of one text; what goes beyond text format, as templates do, overrides its methods.

    Attributes:
        before_value: what a value may begin with, where no colon is before it.
    """

    before_value = frozenset(_CLOSING)

    def __init__(self, source: Source, tokens: list[Token]) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._source = source
        self._tokens = tokens
        self._next = 0
        self._depth = 0
        self._told_of_comments = False

    def file(self, root: Block) -> None:
        """Parse all fields up to the end of the file."""
        self._refuse_json()
        self._fields(root)
        while (token := self._tokens[self._next]).kind != END:
            self._report(
                TextSyntaxError(
                    f"no block is open that {describe_token(token)} could close",
                    token,
                    "remove it, or open a block before it",
                )
            )
            self._next += 1
            self._fields(root)

    def _fields(self, block: Block) -> None:
        """Parse fields up to a closing brace or the end of the file, whichever comes first."""
        tokens = self._tokens
        while True:
            token = tokens[self._next]
            if token.text in ("}", ">") or token.kind == END:
                return
            if self._is_foreign_comment(token):
                self._skip_foreign_comment(token)
                continue
            try:
                block.fields.append(self._field(token))
            except TextSyntaxError as error:
                self._report(error)
                self._skip_to_next_field()
            if tokens[self._next].text in (",", ";"):
                self._next += 1

    def _refuse_json(self) -> None:
        first, *following = self._tokens[self._next : self._next + 3]
        if first.text == "{" and [token.kind for token in following] == [STRING, SYMBOL] and following[1].text == ":":
            hint = 'write names without quotes, and no braces around the whole: node { calculator: "…" }'
            self._report(TextSyntaxError("this is JSON, and not protobuf's text format", first, hint))
            raise GiveUpError

    def _is_foreign_comment(self, token: Token) -> bool:
        """Tell whether `token` begins a comment as C++ has them."""
        return token.text == "/" and self._source.text[token.offset + 1 : token.offset + 2] in ("/", "*")

    def _skip_foreign_comment(self, token: Token) -> None:
        """Leave out the rest of the line; only the first one of a file is a complaint."""
        if not self._told_of_comments:
            self._told_of_comments = True
            found = self._source.text[token.offset : token.offset + 2]
            self._report(TextSyntaxError(f"expected a field name, found {found!r}", token, _COMMENT_HINT))
        end = self._source.text.find("\n", token.offset)
        while (token := self._tokens[self._next]).kind != END and (end < 0 or token.offset < end):
            self._next += 1

    def _field(self, token: Token) -> Field:
        if token.kind == IDENTIFIER:
            self._next += 1
            name = token.text
        elif token.text == "[":
            name = self._bracketed_name()
        else:
            raise TextSyntaxError(f"expected a field name, found {describe_token(token)}", token)
        colon = self._accept(":")
        opening = self._tokens[self._next]
        if opening.text == "[":
            return Field(name, token.offset, self._list(name, colon), is_list=True)
        if not colon and opening.text not in self.before_value:
            raise TextSyntaxError(f"expected ':' or '{{' after {name!r}, found {describe_token(opening)}", opening)
        return Field(name, token.offset, [self._value()], is_list=False)

    def _bracketed_name(self) -> str:
        """Parse ``[extension.name]`` or ``[prefix/type.name]``, without the blanks that may be in it."""
        opening = self._tokens[self._next]
        parts: list[str] = []
        self._next += 1
        while True:
            token = self._tokens[self._next]
            if token.kind not in (IDENTIFIER, NUMBER) and token.text not in _TYPE_URL_SYMBOLS:
                break
            parts.append(token.text)
            self._next += 1
        name = "".join(parts)
        if token.text != "]":
            raise TextSyntaxError(f"expected ']' after {'[' + name!r}, found {describe_token(token)}", token)
        self._next += 1
        if not _is_bracketed_name(name):
            hint = "write [package.Message.ext] or [type.googleapis.com/package.Message]"
            raise TextSyntaxError(f"{'[' + name + ']'!r} is no extension and no type URL", opening, hint)
        return f"[{name}]"

    def _list(self, name: str, colon: bool) -> list[Value]:
        opening = self._tokens[self._next]
        self._next += 1
        values: list[Value] = []
        if not self._accept("]"):
            values.append(self._value())
            while self._accept(","):
                values.append(self._value())
            token = self._tokens[self._next]
            if not self._accept("]"):
                raise TextSyntaxError(
                    f"expected ',' or ']' in the list of {name!r}, found {describe_token(token)}", token
                )
        if not colon and not all(isinstance(value, Block) for value in values):
            raise TextSyntaxError(f"expected ':' before the list of {name!r}", opening)
        return values

    def _value(self) -> Value:
        token = self._tokens[self._next]
        if token.text in _CLOSING:
            return self._block(token)
        if token.kind == STRING:
            return self._string(token)
        sign = ""
        if token.text == "-":
            sign = "-"
            self._next += 1
        found = self._tokens[self._next]
        if found.kind in (NUMBER, IDENTIFIER):
            self._next += 1
            return Literal(found.kind, sign + found.text, b"", token.offset)
        raise TextSyntaxError(f"expected a value, found {describe_token(found)}", found)

    def _string(self, first: Token) -> Literal:
        """Parse one or more strings in a row, which stand for one."""
        parts = []
        token = first
        while token.kind == STRING:
            self._next += 1
            try:
                parts.append(unescape(token.text[1:-1]))
            except EscapeError as error:
                place = token._replace(offset=token.offset + 1 + error.offset)
                raise TextSyntaxError(str(error), place, "write \\\\ for a backslash itself") from None
            token = self._tokens[self._next]
        return Literal(STRING, first.text, b"".join(parts), first.offset)

    def _block(self, opening: Token) -> Block:
        if self._depth == MAX_DEPTH:
            self._report(TextSyntaxError(f"blocks are nested deeper than {MAX_DEPTH}", opening))
            raise GiveUpError
        closing = _CLOSING[opening.text]
        block = Block(self._source, opening.offset)
        self._next += 1
        self._depth += 1
        self._fields(block)
        self._depth -= 1
        token = self._tokens[self._next]
        if token.text != closing:
            where = self._source.location(opening.offset)
            hint = f"the block was opened at {where.line}:{where.column}"
            self._report(TextSyntaxError(f"expected '{closing}', found {describe_token(token)}", token, hint))
        if token.kind != END:
            self._next += 1
        return block

    def _accept(self, symbol: str) -> bool:
        if self._tokens[self._next].text != symbol:
            return False
        self._next += 1
        return True

    def _skip_to_next_field(self) -> None:
        """Leave out tokens up to one that starts a line and looks like a field, or closes the block."""
        depth = 0
        tokens = self._tokens
        while (token := tokens[self._next]).kind != END:
            if token.text in ("}", ">"):
                if depth == 0:
                    return
                depth -= 1
            elif token.text in _CLOSING:
                depth += 1
            elif depth == 0 and self._starts_field(token):
                return
            self._next += 1

    def _starts_field(self, token: Token) -> bool:
        following = self._tokens[self._next + 1]
        if token.kind != IDENTIFIER or not (following.text in (":", "{", "<") or following.kind == STRING):
            return False
        text = self._source.text
        return not text[text.rfind("\n", 0, token.offset) + 1 : token.offset].strip()

    def _report(self, error: TextSyntaxError) -> None:
        where = self._source.location(error.token.offset)
        hint = error.hint or (_COMMENT_HINT if self._is_foreign_comment(error.token) else _cure(error.token))
        self.diagnostics.append(Diagnostic(str(error), where, hint))
        if len(self.diagnostics) == MAX_DIAGNOSTICS:
            raise GiveUpError


def parse_tree(text: str, file: str = "<text>", parser_type: type[TreeParser] = TreeParser) -> Tree:
    """Parse `text`; mistakes are in the tree's `diagnostics`.

    Args:
        text: what to parse.
        file: name for messages.
        parser_type: the parser, for languages that go beyond text format.
    """
    source = Source(text.removeprefix("\ufeff"), file)  # a byte order mark
    if parser_type is TreeParser and (plain := parse_plain(source, MAX_DEPTH)) is not None:
        return Tree(*plain, [])
    tokens, comments = tokenize(source)
    blanks = [token for token in tokens if _is_odd_blank(token)]
    if blanks:
        tokens = [token for token in tokens if not _is_odd_blank(token)]
    parser = parser_type(source, tokens)
    root = Block(source, 0)
    with contextlib.suppress(GiveUpError):  # the diagnostics say why
        parser.file(root)
    return Tree(root, comments, [*_refuse_blanks(source, blanks), *parser.diagnostics])


def _is_odd_blank(token: Token) -> bool:
    return token.kind == BAD and token.text.isspace()


def _refuse_blanks(source: Source, blanks: list[Token]) -> Iterator[Diagnostic]:
    """Complain once about each kind of blank that is not ASCII: a text that was copied may have hundreds."""
    for text, count in Counter(token.text for token in blanks).items():
        first = next(token for token in blanks if token.text == text)
        more = f", here and in {count - 1} more place{'s' if count > 2 else ''}" if count > 1 else ""
        message = f"expected an ordinary space, found {describe_character(text)}{more}"
        yield Diagnostic(message, source.location(first.offset), cure(text))


def _is_bracketed_name(name: str) -> bool:
    prefix, _, type_name = name.rpartition("/")
    if "/" in name and not prefix.strip("/"):
        return False
    return all(part.isidentifier() for part in type_name.split("."))


def describe_token(token: Token) -> str:
    """Describe `token` for a message."""
    if token.kind == END:
        return "the end of the file"
    if token.kind == BAD and len(token.text) == 1 and token.text not in "\"'":
        return describe_character(token.text)
    text = token.text if len(token.text) <= _SHOWN else f"{token.text[:_SHOWN]}…"
    if token.kind == BAD and text[0] in "\"'":
        return f"a string without closing quote: {text}"
    return f"string {text}" if token.kind == STRING else f"'{text}'"


def _cure(token: Token) -> str:
    """Say what to do about a token that text format does not have; "" for others."""
    if token.kind != BAD:
        return ""
    if token.text[0] in "\"'":
        quotes = [describe_character(found) for found in odd_characters(token.text) if "quote" in cure(found)]
        return (
            f"end it with {token.text[0]}, not with {quotes[0]}"
            if quotes
            else f"end it with {token.text[0]} on the same line"
        )
    return cure(token.text)
