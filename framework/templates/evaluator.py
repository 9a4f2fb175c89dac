"""Evaluation of the expressions of templates."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from backedge.config.parser import MAX_DEPTH
from backedge.errors import ConfigError, Diagnostic, Location
from backedge.suggest import suggest_or_list
from backedge.templates.expressions import LITERAL, NAME, Expression
from backedge.templates.template_values import TemplateValue, as_text, compare, divide, parse_bool, parse_number

_ARITHMETIC: Final[dict[str, Callable[[float, float], float]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": divide,
    "min": min,
    "max": max,
}
_COMPARISON: Final[dict[str, Callable[[int, int], bool]]] = {
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
}
MAX_WORK: Final = 250_000
"""The work beyond which an expansion gives up: operations, turns of loops and hundreds of characters.

Strings that are put together and lists of lists double with every line, and loops within loops that leave nothing
behind make no field that could be counted.
"""

_CHARACTERS: Final = 100
"""So many characters are as much work as one operation."""

_NOTHING: Final = 0.0
"""A stand-in for a value that could not be found, so that evaluation goes on and reports what else is wrong."""


class Evaluator:
    """Evaluates expressions over the parameters of one expansion.

    Args:
        locate: gives the place of an expression by its offset.
        parameters: values by name, to begin with.

    Attributes:
        parameters: values by name.
        diagnostics: what went wrong.
    """

    def __init__(self, locate: Callable[[int], Location], parameters: Mapping[str, TemplateValue]) -> None:
        self.parameters = dict(parameters)
        self.diagnostics: list[Diagnostic] = []
        self._locate = locate
        self._work = 0

    def work(self, offset: int, size: int = 0) -> None:
        """Count one operation, on so many characters, at a place of the template.

        Raises:
            ConfigError: that is more work than an expansion may take.
        """
        self._work += 1 + size // _CHARACTERS
        if self._work > MAX_WORK:
            text = f"the template takes more than {MAX_WORK} operations to expand"
            hint = "make lists and strings shorter, or loops within loops fewer"
            raise ConfigError([*self.diagnostics, Diagnostic(text, self._locate(offset), hint)])

    def work_through(self, value: TemplateValue, offset: int, depth: int = 0) -> None:
        """Count one operation for everything that a value holds, before a message is made of it.

        Raises:
            ConfigError: that is more work than an expansion may take, or nested deeper than a message may be.
        """
        self.work(offset, len(value) if isinstance(value, str) else 0)
        if isinstance(value, (str, int, float)):
            return
        if depth == MAX_DEPTH:
            text = f"dicts and lists are nested deeper than {MAX_DEPTH}"
            raise ConfigError([*self.diagnostics, Diagnostic(text, self._locate(offset))])
        for item in value.values() if isinstance(value, Mapping) else value:
            self.work_through(item, offset, depth + 1)

    def evaluate(self, expression: Expression) -> TemplateValue:
        """Return the value of an expression; a mistake goes to `diagnostics`.

        Raises:
            ConfigError: the expansion has become too much work.
        """
        value = self._value(expression)
        self.work(expression.offset, len(value) if isinstance(value, str) else 0)
        return value

    def _value(self, expression: Expression) -> TemplateValue:
        op, args = expression.op, expression.args
        if op == LITERAL:
            return expression.text
        if op == NAME:
            return self._look_up(self.parameters, expression, "parameter")
        if op == ".":
            holder = self.evaluate(args[0])
            return self._look_up(holder if isinstance(holder, Mapping) else {}, args[1], "entry")
        values = [self.evaluate(arg) for arg in args]
        if op in _COMPARISON:
            return float(_COMPARISON[op](compare(*values), 0))
        if op == "concat" or (op == "+" and None in map(parse_number, values)):
            return as_text(values[0]) + as_text(values[1])
        if op in _ARITHMETIC:
            return _ARITHMETIC[op](self._number(values[0], args[0]), self._number(values[1], args[1]))
        return self._apply(op, values, args)

    def truth(self, expression: Expression) -> bool:
        """Tell whether a condition holds."""
        return self._bool(self.evaluate(expression), expression)

    def items(self, expression: Expression) -> Iterator[TemplateValue]:
        """Go over the items of a loop."""
        value = self.evaluate(expression)
        # MediaPipe takes anything but a list for an empty list.
        for item in () if isinstance(value, (str, int, float, Mapping)) else value:
            self.work(expression.offset)
            yield item

    def report(self, message: str, expression: Expression, hint: str = "") -> None:
        """Report a mistake at an expression."""
        self.diagnostics.append(Diagnostic(message, self._locate(expression.offset), hint))

    def _apply(self, op: str, values: Sequence[TemplateValue], args: Sequence[Expression]) -> TemplateValue:
        match op:
            case "&&":
                return float(self._bool(values[0], args[0]) and self._bool(values[1], args[1]))
            case "||":
                return float(self._bool(values[0], args[0]) or self._bool(values[1], args[1]))
            case "!":
                return float(not self._bool(values[0], args[0]))
            case "lowercase" | "uppercase":
                return _ascii(as_text(values[0]), str.lower if op == "lowercase" else str.upper)
            case "size":
                return 0.0 if isinstance(values[0], (str, int, float)) else float(len(values[0]))
            case "dict":
                return {as_text(key): value for key, value in zip(values[::2], values[1::2], strict=True)}
        assert op == "list"
        return list(values)

    def _look_up(self, holder: Mapping[str, TemplateValue], name: Expression, what: str) -> TemplateValue:
        if name.text in holder:
            return holder[name.text]
        known = suggest_or_list(name.text, holder) if holder else "there are none"
        self.report(f'there is no {what} "{name.text}"', name, known)
        return _NOTHING

    def _number(self, value: TemplateValue, expression: Expression) -> float:
        number = parse_number(value)
        if number is None and isinstance(value, str):
            self.report(f'"{value}" is no number', expression)
        return number or 0.0

    def _bool(self, value: TemplateValue, expression: Expression) -> bool:
        truth = parse_bool(value)
        if truth is None:
            self.report(f'"{value}" is neither true nor false', expression)
        return bool(truth)


def _ascii(text: str, change: Callable[[str], str]) -> str:
    """Change the ASCII letters of `text`, and no others."""
    return "".join(change(character) if character.isascii() else character for character in text)
