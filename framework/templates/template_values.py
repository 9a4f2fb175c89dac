"""The values that templates calculate with, how one kind becomes another, and the messages in which nodes pass them.

Rules: MediaPipe's `TemplateExpander`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from backedge.config.literals import parse_text_bool, parse_text_float
from backedge.templates.template_messages import TemplateArgument, TemplateDict, TemplateParameter

TemplateValue: TypeAlias = "str | float | Mapping[str, TemplateValue] | Sequence[TemplateValue]"


def parse_number(value: TemplateValue) -> float | None:
    """Convert `value` to a number, also where a string holds one; None for anything else."""
    if isinstance(value, (int, float)):
        return float(value)
    return parse_text_float(value) if isinstance(value, str) else None


def as_text(value: TemplateValue) -> str:
    """Convert `value` to a string: numbers with six digits, dicts and lists as nothing."""
    if isinstance(value, (int, float)):
        return f"{value:.6g}"
    return value if isinstance(value, str) else ""


def as_field_text(value: str | float) -> str:
    """Convert `value` to the text of a field: whole numbers in full."""
    if isinstance(value, str):
        return value
    is_whole = math.isfinite(value) and value == int(value) and abs(value) < 2**63
    return str(int(value)) if is_whole else as_text(value)


def parse_bool(value: TemplateValue) -> bool | None:
    """Convert `value` to a condition; None for a string that is neither true nor false. Dicts and lists are false."""
    if isinstance(value, (int, float)):
        return value != 0
    return parse_text_bool(value) if isinstance(value, str) else False


def compare(left: TemplateValue, right: TemplateValue) -> int:
    """Compare as numbers if both are, or else as strings, byte by byte: less than, equal to or greater than 0."""
    numbers = parse_number(left), parse_number(right)
    if numbers[0] is not None and numbers[1] is not None:
        return (numbers[0] > numbers[1]) - (numbers[0] < numbers[1])
    texts = [as_text(value).encode("utf-8", "surrogatepass") for value in (left, right)]
    return (texts[0] > texts[1]) - (texts[0] < texts[1])


def divide(left: float, right: float) -> float:
    """Divide as C does: an infinity or nan where Python raises."""
    if right:
        return left / right
    if not left or math.isnan(left) or math.isnan(right):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def from_dict(arguments: TemplateDict) -> dict[str, TemplateValue]:
    """Return the arguments by name."""
    return {entry.key: _from_argument(entry.value) if entry.value else [] for entry in arguments.arg}


def to_dict(values: Mapping[str, TemplateValue]) -> TemplateDict:
    """Make the message that holds `values`."""
    return TemplateDict(arg=tuple(TemplateParameter(key=key, value=_to_argument(values[key])) for key in values))


def _from_argument(argument: TemplateArgument) -> TemplateValue:
    if argument.str is not None:
        return argument.str
    if argument.num is not None:
        return argument.num
    return from_dict(argument.dict) if argument.dict else [_from_argument(item) for item in argument.element]


def _to_argument(value: TemplateValue) -> TemplateArgument:
    if isinstance(value, str):
        return TemplateArgument(str=value)
    if isinstance(value, (int, float)):
        return TemplateArgument(num=float(value))
    if isinstance(value, Mapping):
        return TemplateArgument(dict=to_dict(value))
    return TemplateArgument(element=tuple(map(_to_argument, value)))
