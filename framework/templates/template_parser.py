"""The parser of templates: the tree is like any text's, with directives among its fields and placeholders as values."""

from __future__ import annotations

from dataclasses import dataclass

from backedge.config.parser import MAX_DEPTH, TextSyntaxError, describe_token, parse_tree
from backedge.config.tokenizer import IDENTIFIER, SYMBOL, Source, Token, tokenize
from backedge.config.tree import Field, Literal, Tree, Value
from backedge.templates.expressions import Expression, ExpressionParser

MARK = "%"


@dataclass(slots=True)
class Placeholder(Literal):
    """An expression in place of a value."""

    expression: Expression


@dataclass(slots=True)
class Directive(Field):
    """A directive in place of a field.

    Attributes:
        word: ``param``, ``for`` or ``if``.
        variable: the name that ``param`` or ``for`` sets; empty for ``if``.
        expression: the default, the list or the condition; None for a parameter without default.
        body: the field, or other directive, that ``for`` and ``if`` stand before; None for ``param``.
    """

    word: str
    variable: str
    expression: Expression | None
    body: Field | None


def has_directives(text: str) -> bool:
    """Tell whether `text` has a percent sign outside of strings and comments."""
    if MARK not in text:
        return False
    tokens, _ = tokenize(Source(text, ""))
    return any(token.text == MARK and token.kind == SYMBOL for token in tokens)


class TemplateParser(ExpressionParser):
    """The parser of text format, with directives."""

    before_value = frozenset({*ExpressionParser.before_value, MARK})

    def _field(self, token: Token) -> Field:
        if token.text != MARK:
            return super()._field(token)
        if self._depth >= MAX_DEPTH:
            raise TextSyntaxError(f"directives are nested deeper than {MAX_DEPTH}", token)
        self._depth += 1
        try:
            return self._directive(token)
        finally:
            self._depth -= 1

    def _value(self) -> Value:
        token = self._token
        if token.text != MARK:
            return super()._value()
        self._next += 1
        expression = self._expression()
        self._expect(MARK, "after the expression")
        return Placeholder(token.kind, token.text, b"", token.offset, expression)

    def _directive(self, mark: Token) -> Directive:
        self._next += 1
        word = self._token
        self._next += 1
        variable, expression, body = "", None, None
        if word.text == "param":
            variable = self._name("of the parameter")
            if self._accept(":"):
                expression = self._expression()
            self._expect(MARK, "after the parameter")
        elif word.text in ("for", "if"):
            self._expect("(", f"after {word.text}")
            if word.text == "for":
                variable = self._name("of the loop's variable")
                if not self._accept(","):
                    self._expect(":", "after the loop's variable")
            expression = self._expression()
            self._expect(")", f"after what {word.text} depends on")
            self._expect(MARK, f"after {word.text}(…)")
            body = self._body(mark, word.text)
        else:
            self._next -= 1
            if word.text == "end":
                raise TextSyntaxError(
                    "no %for% or %if% is open that %end% could end",
                    mark,
                    "remove it, or write %for% or %if% before the field",
                )
            raise TextSyntaxError(f"expected param, for, if or end after '%', found {describe_token(word)}", word)
        return Directive(f"%{word.text}%", mark.offset, [], False, word.text, variable, expression, body)

    def _body(self, mark: Token, word: str) -> Field:
        body = self._field(self._token)
        end = self._token
        if not (self._accept(MARK) and self._accept("end") and self._accept(MARK)):
            where = self._source.location(mark.offset)
            hint = f"%{word}% at {where.line}:{where.column} holds one field; repeat it before each of several"
            raise TextSyntaxError(f"expected %end%, found {describe_token(end)}", end, hint)
        return body

    def _name(self, what: str) -> str:
        token = self._token
        if token.kind != IDENTIFIER:
            raise TextSyntaxError(f"expected the name {what}, found {describe_token(token)}", token)
        self._next += 1
        return token.text


def parse_template(text: str, file: str = "<template>") -> Tree:
    """Parse `text`; mistakes are in the tree's `diagnostics`."""
    return parse_tree(text, file, TemplateParser)
