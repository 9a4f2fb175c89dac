"""Evaluation of the expressions of templates."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from backedge.errors import Diagnostic, Location
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

    def evaluate(self, expression: Expression) -> TemplateValue:
        """Return the value of an expression; a mistake goes to `diagnostics`."""
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

    def items(self, expression: Expression) -> Sequence[TemplateValue]:
        """Return the items that a loop goes over."""
        value = self.evaluate(expression)
        # MediaPipe takes anything but a list for an empty list.
        return () if isinstance(value, (str, int, float, Mapping)) else value

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
