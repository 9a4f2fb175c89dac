"""What a template's tree has besides fields, values and blocks: expressions, and directives that hold fields."""

from __future__ import annotations

from dataclasses import dataclass

from backedge.config.tree import Field, Literal


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


LITERAL = "literal"
NAME = "name"


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
