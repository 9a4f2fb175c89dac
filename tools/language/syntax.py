"""The syntax of a graph's text, with the beginning and end of everything, also of what is only half typed.

The grammar is that of `backedge.config.parser`: `_SpanParser` writes down what it reads. Where braces do not match,
indentation says which block has lost its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

from backedge.config.parser import GiveUpError, TextSyntaxError, TreeParser
from backedge.config.tokenizer import BAD, END, IDENTIFIER, STRING, SYMBOL, Source, Token, tokenize
from backedge.config.tree import Block, Field, Literal, Value

MOST_MISTAKES: Final = 1000
"""After so many, a text is no graph that somebody is writing."""
_OPENING: Final = frozenset("{<")
_CLOSING: Final = frozenset("}>")
_QUOTES: Final = ('"', "'")


class Span(NamedTuple):
    """A part of a text, from the character number `start` up to `end`, which is not in it."""

    start: int
    end: int

    def touches(self, offset: int) -> bool:
        """Tell whether a cursor at `offset` is in the span, or at one of its ends."""
        return self.start <= offset <= self.end


@dataclass(eq=False, slots=True)
class Word:
    """A scalar value.

    Attributes:
        kind: the kind of its token; `BAD` for a string whose closing quote is missing.
        text: what it says: of a string, what is between its quotes.
        span: where it is, quotes included.
        content: where `text` is; None where it is written differently, with escapes or in several strings.
    """

    kind: str
    text: str
    span: Span
    content: Span | None


@dataclass(eq=False, slots=True)
class Entry:
    """A field of a block.

    Attributes:
        name: its name, in brackets for an extension or a type URL.
        name_span: where that is.
        span: all of it, up to where the text still makes sense.
        around: the block it is in.
        has_colon: whether a colon follows its name.
        is_complete: whether it has all that a field has.
        values: what it holds.
    """

    name: str
    name_span: Span
    span: Span
    around: Braces
    has_colon: bool
    is_complete: bool
    values: list[Word | Braces]

    @property
    def blocks(self) -> Iterator[Braces]:
        """The blocks it holds."""
        return (value for value in self.values if isinstance(value, Braces))

    @property
    def words(self) -> Iterator[Word]:
        """The scalar values it holds."""
        return (value for value in self.values if isinstance(value, Word))

    def word_at(self, offset: int) -> Word | None:
        """The scalar value that a cursor at `offset` touches; None if it touches none."""
        return next((word for word in self.words if word.span.touches(offset)), None)


@dataclass(eq=False, slots=True)
class Braces:
    """A block, with its braces; or the whole text.

    Attributes:
        span: where it is.
        owner: the field it belongs to; None for the whole text.
        entries: its fields, complete or not, in the order of the text.
        is_closed: whether it has a closing brace.
    """

    span: Span
    owner: Entry | None = None
    entries: list[Entry] = field(default_factory=list)
    is_closed: bool = True

    def named(self, name: str) -> Iterator[Entry]:
        """The fields of one name."""
        return (entry for entry in self.entries if entry.name == name)

    def word(self, name: str) -> Word | None:
        """The first value of a field; None if there is none."""
        return next((word for entry in self.named(name) for word in entry.words), None)

    def text(self, name: str) -> str:
        """What that says; "" if there is none."""
        word = self.word(name)
        return word.text if word else ""


_Known: TypeAlias = "Word | Braces"


@dataclass(frozen=True, slots=True)
class ParsedPart:
    """A text, or some lines of it, parsed.

    Attributes:
        root: its fields.
        tree: the same as the config's parser makes it.
        comments: its comments, in order.
        faults: the offsets of what is wrong.
        balance: how many more braces open than close.
        is_whole: whether the parser has read it to its end.
    """

    root: Braces
    tree: Block
    comments: list[Token]
    faults: list[int]
    balance: int
    is_whole: bool


def parse_part(source: Source, start: int = 0, end: int | None = None) -> ParsedPart:
    """Parse the lines of a text from the character number `start` up to `end`; by default all of them."""
    tokens, comments = tokenize(source, start, end)
    blanks = [token for token in tokens if is_odd_blank(token)]
    if blanks:
        tokens = [token for token in tokens if not is_odd_blank(token)]
    balance = balance_of(tokens)
    parser = _SpanParser(source, _balanced(source, tokens) if balance > 0 else tokens)
    tree = Block(source, 0)
    is_whole = parser.run(tree)
    faults = [*(blank.offset for blank in blanks), *parser.faults]
    return ParsedPart(parser.root, tree, comments, faults, balance, is_whole)


def is_odd_blank(token: Token) -> bool:
    """Tell whether a token looks like a blank and is none: it is left out."""
    return token.kind == BAD and token.text.isspace()


def balance_of(tokens: list[Token]) -> int:
    """How many more braces open than close."""
    symbols = [token.text for token in tokens if token.kind == SYMBOL]
    return sum(map(symbols.count, _OPENING)) - sum(map(symbols.count, _CLOSING))


class _SpanParser(TreeParser):
    """Writes down where everything begins and ends, and keeps the fields that are not whole."""

    def __init__(self, source: Source, tokens: list[Token]) -> None:
        super().__init__(source, tokens)
        self.root = Braces(Span(0, len(source.text)))
        self._around = [self.root]
        self._made: dict[int, tuple[Value, _Known]] = {}  # the values themselves are kept: an id is theirs as long
        self.faults: list[int] = []
        self._stop = tokens[0]

    def run(self, root: Block) -> bool:
        """Parse everything; tells whether it has come to the end."""
        try:
            self.file(root)
        except GiveUpError:  # what was read so far is what there is to say
            return False
        return True

    def _fields(self, block: Block) -> None:
        super()._fields(block)
        self._stop = self._tokens[self._next]

    def _field(self, token: Token) -> Field:
        first = self._next
        try:
            found = super()._field(token)
        except TextSyntaxError as error:
            self._keep_part(token, first, error)
            raise
        name_end = self._name_end(first)
        values = [self._made.pop(id(value))[1] for value in found.values]
        entry = Entry(
            found.name,
            Span(token.offset, name_end),
            Span(token.offset, self._last_end()),
            self._around[-1],
            self._has_colon(first, name_end),
            True,
            values,
        )
        self._add(entry)
        return found

    def _add(self, entry: Entry) -> None:
        for block in entry.blocks:
            block.owner = entry
        self._around[-1].entries.append(entry)

    def _keep_part(self, token: Token, first: int, error: TextSyntaxError) -> None:
        """Keep what there is of a field."""
        if token.kind != IDENTIFIER and token.text != "[":
            return
        end = self._last_end() if self._next > first else token.offset + len(token.text)
        values: list[_Known] = []
        stop = error.token
        if stop.kind == BAD and stop.text.startswith(_QUOTES):
            end = stop.offset + len(stop.text)
            content = Span(stop.offset + 1, end)
            values.append(Word(BAD, stop.text[1:], Span(stop.offset, end), content))
        name_end = self._name_end(first)
        text = self._source.text[token.offset : name_end]
        name = text if token.kind == IDENTIFIER else "".join(text.split())
        span = Span(token.offset, max(end, name_end))
        has_colon = self._has_colon(first, name_end)
        self._add(Entry(name, Span(token.offset, name_end), span, self._around[-1], has_colon, False, values))

    def _name_end(self, first: int) -> int:
        """Where the name ends that begins with the token number `first`: in brackets, at what closes them."""
        last = self._tokens[first]
        if last.text == "[":
            for token in self._tokens[first + 1 : max(self._next, first + 1)]:
                if token.text not in ("]", ".", "/", "-") and token.kind != IDENTIFIER:
                    break
                last = token
                if token.text == "]":
                    break
        return last.offset + len(last.text)

    def _has_colon(self, first: int, name_end: int) -> bool:
        """Tell whether a colon is the first token behind the name, which begins with the token number `first`."""
        for index in range(first, self._next + 1):
            if self._tokens[index].offset >= name_end:
                return self._tokens[index].text == ":"
        return False

    def _value(self) -> Value:
        token = self._tokens[self._next]
        if token.kind == IDENTIFIER and token.text.islower() and self._begins_line(token):
            # The value is still to be typed, and this is the next field. (No enum has names in small letters.)
            raise TextSyntaxError("expected a value, found the next field", token)
        value = super()._value()
        if isinstance(value, Literal):
            self._made[id(value)] = (value, self._word(value))
        return value

    def _begins_line(self, token: Token) -> bool:
        before = self._tokens[self._next - 1]
        return "\n" in self._source.text[before.offset + len(before.text) : token.offset]

    def _starts_field(self, token: Token) -> bool:
        return self._next + 1 < len(self._tokens) and super()._starts_field(token)

    def _word(self, value: Literal) -> Word:
        span = Span(value.offset, self._last_end())
        if value.kind != STRING:
            return Word(value.kind, value.text, span, span)
        text = value.data.decode("utf-8", "replace")
        content = Span(span.start + 1, span.end - 1)
        as_written = self._source.text[content.start : content.end] == text
        return Word(STRING, text, span, content if as_written else None)

    def _block(self, opening: Token) -> Block:
        braces = Braces(Span(opening.offset, opening.offset))
        self._around.append(braces)
        try:
            block = super()._block(opening)
        finally:
            self._around.pop()
        braces.is_closed = self._stop.kind != END and not isinstance(self._stop, _Missing)
        at_end = self._tokens[self._next].kind == END and not braces.is_closed
        end = len(self._source.text) if at_end else self._last_end()
        braces.span = Span(opening.offset, max(end, opening.offset + 1))
        self._made[id(block)] = (block, braces)
        return block

    def _last_end(self) -> int:
        last = self._tokens[self._next - 1]
        return last.offset if isinstance(last, _Missing) else last.offset + len(last.text)

    def _report(self, error: TextSyntaxError) -> None:
        # What is wrong is told by the checker; here it only must not go on for ever.
        self.faults.append(error.token.offset)
        if len(self.faults) >= MOST_MISTAKES:
            raise GiveUpError


class _Missing(Token):
    """A closing brace that the text lacks."""


def _balanced(source: Source, tokens: list[Token]) -> list[Token]:
    """The tokens, with the closing braces that are missing where the indentation says that a block ends."""
    balanced: list[Token] = []
    indents: list[tuple[int, str]] = []
    indent = -1
    for before, token in pairwise([Token(END, "", -1), *tokens]):
        begins_line = before.offset < 0 or "\n" in source.text[before.offset : token.offset]
        if begins_line and token.kind != END:
            indent = _indent(source, token)
            is_closing = token.text in _CLOSING
            while indents and (indent < indents[-1][0] or (indent == indents[-1][0] and not is_closing)):
                balanced.append(_Missing(SYMBOL, "}" if indents.pop()[1] == "{" else ">", token.offset))
        if token.kind == SYMBOL and token.text in _OPENING:
            indents.append((indent, token.text))
        elif token.kind == SYMBOL and token.text in _CLOSING and indents:
            indents.pop()
        balanced.append(token)
    return balanced


def _indent(source: Source, token: Token) -> int:
    return token.offset - source.text.rfind("\n", 0, token.offset) - 1
