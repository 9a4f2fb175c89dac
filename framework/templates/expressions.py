"""The expressions of templates, and their parser.

Precedence is that of C; operators of the same precedence go from left to right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from backedge.config.literals import parse_float, parse_integer
from backedge.config.parser import MAX_DEPTH, TextSyntaxError, TreeParser, describe_token
from backedge.config.tokenizer import IDENTIFIER, NUMBER, STRING, Token

LITERAL: Final = "literal"
NAME: Final = "name"

PRECEDENCE: Final = {
    ".": 1,
    **dict.fromkeys(("*", "/"), 3),
    **dict.fromkeys(("+", "-"), 4),
    **dict.fromkeys((">", "<", ">=", "<="), 6),
    **dict.fromkeys(("==", "!="), 7),
    "&&": 11,
    "||": 12,
}
"""Operators with two sides: the lower the number, the closer they bind."""

ARGUMENTS: Final[dict[str, int | None]] = {
    **dict.fromkeys(("min", "max", "concat"), 2),
    **dict.fromkeys(("!", "lowercase", "uppercase", "size"), 1),
    **dict.fromkeys(("dict", "list"), None),
}
"""Functions, and how many arguments each takes; None for any number."""

RESERVED: Final = frozenset({"param", "for", "if"})

_LOOSEST: Final = max(PRECEDENCE.values())


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression.

    Attributes:
        op: `LITERAL`, `NAME`, an operator's sign or a function's name.
        text: of a literal or name; else empty.
        args: what the operator or function is applied to.
        offset: where it starts; of an operator with two sides, where its sign is.
    """

    op: str
    text: str
    args: tuple[Expression, ...]
    offset: int


class ExpressionParser(TreeParser):
    """A parser of text format that can read expressions, too."""

    def _expression(self) -> Expression:
        if self._depth >= MAX_DEPTH:
            raise TextSyntaxError(f"expressions are nested deeper than {MAX_DEPTH}", self._token)
        self._depth += 1
        try:
            return self._operations(self._operand(), _LOOSEST)
        finally:
            self._depth -= 1

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _expect(self, symbol: str, what: str) -> None:
        token = self._token
        if not self._accept(symbol):
            raise TextSyntaxError(f"expected '{symbol}' {what}, found {describe_token(token)}", token)

    def _operations(self, left: Expression, loosest: int) -> Expression:
        """Parse what follows `left`, as far as it binds no looser than `loosest`."""
        depth = 0
        while (operator := self._operator()) and PRECEDENCE[operator] <= loosest:
            token = self._token
            depth += 1
            if depth > MAX_DEPTH:
                raise TextSyntaxError(f"more than {MAX_DEPTH} operations in a row", token)
            self._next += 1 if operator == token.text else 2
            right = self._operations(self._operand(), PRECEDENCE[operator] - 1)
            if operator == "." and right.op not in (NAME, LITERAL):
                raise TextSyntaxError("expected the name of an entry after '.'", token)
            left = Expression(operator, "", (left, right), token.offset)
        return left

    def _operator(self) -> str:
        """Return the operator that comes next, of one sign or two; empty if something else does."""
        token, following = self._token, self._tokens[min(self._next + 1, len(self._tokens) - 1)]
        if following.offset == token.offset + 1 and token.text + following.text in PRECEDENCE:
            return token.text + following.text
        return token.text if token.text in PRECEDENCE else ""

    def _operand(self) -> Expression:
        token = self._token
        if token.text == "(":
            self._next += 1
            inner = self._expression()
            self._expect(")", "after an expression")
            return inner
        if token.text in ARGUMENTS:
            return self._function(token)
        if token.kind not in (IDENTIFIER, NUMBER, STRING) or token.text in RESERVED:
            raise TextSyntaxError(f"expected an expression, found {describe_token(token)}", token)
        self._next += 1
        if token.kind == IDENTIFIER:
            return Expression(NAME, token.text, (), token.offset)
        if token.kind == NUMBER and parse_float(token.text) is None and parse_integer(token.text) is None:
            raise TextSyntaxError(f"{token.text} is no number", token)
        # MediaPipe takes strings as they are written, without their escapes.
        text = token.text[1:-1] if token.kind == STRING else token.text
        return Expression(LITERAL, text, (), token.offset)

    def _function(self, token: Token) -> Expression:
        self._next += 1
        self._expect("(", f"after {token.text}")
        args: list[Expression] = []
        while not self._accept(")"):
            if args and not (self._accept(",") or self._accept(":")):
                found = describe_token(self._token)
                raise TextSyntaxError(f"expected ',' or ')' in {token.text}(), found {found}", self._token)
            args.append(self._expression())
        count = ARGUMENTS[token.text]
        if count is not None and len(args) != count:
            raise TextSyntaxError(f"{token.text}() takes {count} arguments, found {len(args)}", token)
        if token.text == "dict" and len(args) % 2:
            raise TextSyntaxError("dict() takes a value for every key", token, "write dict(key : value, …)")
        return Expression(token.text, "", tuple(args), token.offset)
