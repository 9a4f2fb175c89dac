"""Limits of fields: the range of a number, the values of a ``Literal``, the length of a text or a list.

    class CropOptions:
        scale: Annotated[float, Range(0, 1)] = 0.5
        border: Literal["black", "repeat"] = "black"
        size: tuple[int, int] = (640, 480)

The notes of an ``Annotated`` are recognised by their attributes ``ge``, ``gt``, ``le``, ``lt``, ``min_length`` and
``max_length``: those of the package annotated-types, and of what builds on it, mean what they mean there. Other notes
say nothing about a field.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from ctypes import c_float
from dataclasses import dataclass, fields
from typing import Any, Protocol, TypeGuard

from backedge.errors import RegistrationError
from backedge.suggest import suggest


class Limit(Protocol):
    """A rule for the values of a field."""

    def allows(self, value: Any) -> bool:
        """Tell whether a value keeps to the rule."""

    def expected(self, kind: str) -> str:
        """Describe the values that keep to it, `kind` being "a double" or the like: the object of "expects"."""

    def hint(self, value: Any) -> str:
        """Say what may have been meant by a value that does not keep to it; "" if that is open."""


@dataclass(frozen=True, slots=True)
class Range:
    """The range of a number: ``Annotated[float, Range(0, 1)]``. NaN is in no range.

    Args:
        ge: smallest value that is allowed; None for no such limit, as below.
        le: largest value that is allowed.
        gt: value that all have to be greater than.
        lt: value that all have to be less than.

    Raises:
        RegistrationError: a limit is no number, or no number keeps to all of them.
    """

    ge: float | None = None
    le: float | None = None
    gt: float | None = None
    lt: float | None = None

    def __post_init__(self) -> None:
        limits = {field.name: getattr(self, field.name) for field in fields(self)}
        for name, limit in limits.items():
            if limit is not None and not _is_number(limit):
                raise RegistrationError(f"Range({name}={limit!r}): a limit is a number")
        least = max((limit for limit in (self.ge, self.gt) if limit is not None), default=-math.inf)
        most = min((limit for limit in (self.le, self.lt) if limit is not None), default=math.inf)
        if least > most or (least == most and least in (self.gt, self.lt)):
            shown = ", ".join(f"{name}={limit}" for name, limit in limits.items() if limit is not None)
            raise RegistrationError(f"Range({shown}) is empty")

    def __str__(self) -> str:
        if self.ge is not None and self.le is not None and self.gt is self.lt is None:
            return f"{_text(self.ge)} to {_text(self.le)}"
        words = {"at least": self.ge, "above": self.gt, "at most": self.le, "below": self.lt}
        return " and ".join(f"{word} {_text(limit)}" for word, limit in words.items() if limit is not None)

    def allows(self, value: float) -> bool:
        """Tell whether a number is in the range."""
        return (
            (self.ge is None or value >= self.ge)
            and (self.le is None or value <= self.le)
            and (self.gt is None or value > self.gt)
            and (self.lt is None or value < self.lt)
        )

    def expected(self, kind: str) -> str:
        """Describe the numbers in the range."""
        return f"{kind} ({self})"

    def hint(self, value: float) -> str:
        """Suggest nothing."""
        return ""


@dataclass(frozen=True, slots=True)
class FloatRange(Range):
    """The range of a number of 32 bits, whose limits are rounded as it is: 0.1 is allowed where ``le`` is 0.1."""

    def __post_init__(self) -> None:
        for field in fields(self):
            limit = getattr(self, field.name)
            object.__setattr__(self, field.name, None if limit is None else as_float32(limit))

    def allows(self, value: float) -> bool:
        """Tell whether a number, rounded to 32 bits, is in the range."""
        return Range.allows(self, as_float32(value))


@dataclass(frozen=True, slots=True)
class Choice:
    """The values of a ``Literal``: texts, or integers."""

    values: tuple[Any, ...]

    def __str__(self) -> str:
        return " | ".join(map(_text, self.values))

    def allows(self, value: Any) -> bool:
        """Tell whether a value is one of them."""
        return value in self.values

    def expected(self, kind: str) -> str:
        """List the values."""
        *others, last = map(_text, self.values)
        return f"{', '.join(others)} or {last}" if others else last

    def hint(self, value: Any) -> str:
        """Suggest the text that is close to `value`."""
        return suggest(value, self.values) if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Length:
    """The number of items of a list, or of characters of a text."""

    least: int = 0
    most: int | None = None

    def __str__(self) -> str:
        if self.least == self.most:
            return str(self.least)
        words = {"at least": self.least or None, "at most": self.most}
        return " and ".join(f"{word} {limit}" for word, limit in words.items() if limit is not None)

    def allows(self, value: Any) -> bool:
        """Tell whether a list or text is as long as it may be."""
        return self.least <= len(value) and (self.most is None or len(value) <= self.most)

    def expected(self, kind: str) -> str:
        """Describe a text that is as long as it may be."""
        return f"{kind} of {self} characters"

    def hint(self, value: Any) -> str:
        """Suggest nothing."""
        return ""


@dataclass(frozen=True, slots=True)
class MaxLength:
    """The most characters of a text, or items of a list: ``Annotated[str, MaxLength(100)]``."""

    max_length: int


def range_of(notes: Sequence[Any]) -> Range | None:
    """Return the range that the notes of an ``Annotated`` give together; None if they give none.

    Raises:
        RegistrationError: no number is in it.
    """
    found: dict[str, float] = {}
    for name in ("ge", "gt", "le", "lt"):
        limits = [limit for note in notes if _is_number(limit := getattr(note, name, None))]
        if limits:
            found[name] = max(limits) if name in ("ge", "gt") else min(limits)
    return Range(**found) if found else None


def length_of(notes: Sequence[Any]) -> Length | None:
    """Return the length that the notes of an ``Annotated`` give together; None if they give none."""
    least = [note.min_length for note in notes if isinstance(getattr(note, "min_length", None), int)]
    most = [note.max_length for note in notes if isinstance(getattr(note, "max_length", None), int)]
    length = Length(max(least, default=0), min(most) if most else None)
    return None if length == Length() else length


def as_float32(value: float) -> float:
    """Round a number as a field of 32 bits does; infinite where it is too large for that."""
    try:
        return c_float(value).value
    except OverflowError:  # an int that no float holds
        return math.copysign(math.inf, value)


def float32_text(value: float) -> str:
    """Write a number with as many digits as one of 32 bits holds."""
    return f"{value:.7g}"


def _is_number(limit: Any) -> TypeGuard[float]:
    return isinstance(limit, int | float) and not isinstance(limit, bool)


def _text(value: Any) -> str:
    """Write a value as a graph would."""
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    return float32_text(value) if isinstance(value, float) else str(value)
