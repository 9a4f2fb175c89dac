"""`Timestamp`: when something happened, in microseconds."""

from __future__ import annotations

import math
import operator
from typing import Any, ClassVar, Final

from backedge import timestamp
from backedge.compat.bridge.errors import InvalidArgumentError, wrong_type

_NAMES: Final = {
    timestamp.UNSET: "UNSET",
    timestamp.UNSTARTED: "UNSTARTED",
    timestamp.PRESTREAM: "PRESTREAM",
    timestamp.MIN: "MIN",
    timestamp.MAX: "MAX",
    timestamp.POSTSTREAM: "POSTSTREAM",
    timestamp.ONE_OVER_POSTSTREAM: "ONEOVERPOSTSTREAM",
    timestamp.DONE: "DONE",
}


class Timestamp:
    """A point in time, or one of the special values below. An int may stand for it wherever one is asked for.

    Args:
        value: microseconds, or another timestamp.

    Attributes:
        UNSET: no timestamp.
        UNSTARTED: before everything, while calculators open.
        PRESTREAM: of the only packet of a stream that acts like a header.
        MIN: first ordinary timestamp.
        MAX: last ordinary timestamp.
        POSTSTREAM: of the only packet of a stream that sums it up.
        DONE: after everything, while calculators close.

    Raises:
        TypeError: `value` is not an int of 64 bits.
        ValueError: it is the number of a special value, which have names.
    """

    __slots__ = ("_value",)
    __hash__: ClassVar[None]  # type: ignore[assignment]  # as in MediaPipe, whose timestamps compare equal to ints

    UNSET: ClassVar[Timestamp]
    UNSTARTED: ClassVar[Timestamp]
    PRESTREAM: ClassVar[Timestamp]
    MIN: ClassVar[Timestamp]
    MAX: ClassVar[Timestamp]
    POSTSTREAM: ClassVar[Timestamp]
    DONE: ClassVar[Timestamp]

    def __init__(self, value: Timestamp | int, /) -> None:
        self._value = to_microseconds("Timestamp", value)

    @classmethod
    def of(cls, microseconds: int) -> Timestamp:
        """The timestamp of that value, special or not."""
        made = cls.__new__(cls)
        made._value = microseconds  # noqa: SLF001 - of this class
        return made

    @property
    def value(self) -> int:
        """Microseconds; of a special value its number."""
        return self._value

    @staticmethod
    def from_seconds(seconds: float, /) -> Timestamp:
        """The timestamp nearest to `seconds`; of two that are equally near the one further from 0.

        Raises:
            TypeError: `seconds` is not a number.
            ValueError: it is not finite, or too large.
        """
        try:
            exact = float(seconds) * timestamp.MICROSECONDS_PER_SECOND
        except (TypeError, ValueError) as error:
            raise wrong_type("Timestamp.from_seconds", "a float", seconds) from error
        if not abs(exact) < timestamp.MAX:  # neither is NaN
            raise InvalidArgumentError(f"Timestamp.from_seconds(): no timestamp is of {seconds} seconds")
        return Timestamp(int(math.copysign(math.floor(abs(exact) + 0.5), exact)))

    def seconds(self) -> float:
        """The value in seconds."""
        return timestamp.to_seconds(self._value)

    def microseconds(self) -> int:
        """The value in microseconds."""
        return self._value

    def is_special_value(self) -> bool:
        """Tell whether it is one of the values that have names."""
        return self._value in _NAMES

    def is_range_value(self) -> bool:
        """Tell whether it is from MIN to MAX, of which a stream can have many."""
        return timestamp.is_range_value(self._value)

    def is_allowed_in_stream(self) -> bool:
        """Tell whether a packet in a stream can have it."""
        return timestamp.is_allowed_in_stream(self._value)

    def __eq__(self, other: object) -> bool:
        return self._value == _operand("eq", other)

    def __lt__(self, other: Timestamp | int) -> bool:
        return self._value < _operand("lt", other)

    def __gt__(self, other: Timestamp | int) -> bool:
        return self._value > _operand("gt", other)

    def __le__(self, other: Timestamp | int) -> bool:
        return self._value <= _operand("le", other)

    def __ge__(self, other: Timestamp | int) -> bool:
        return self._value >= _operand("ge", other)

    def __repr__(self) -> str:
        return f"<mediapipe.Timestamp with value: {describe(self._value)}>"


def describe(microseconds: int) -> str:
    """A timestamp as ``repr()`` of timestamps and packets has it."""
    return _NAMES.get(microseconds) or str(microseconds)


def to_microseconds(function: str, value: Any) -> int:
    """The value of a timestamp, or of an int that stands for one.

    Raises:
        TypeError: `value` is neither, or an int of more than 64 bits.
        ValueError: it is the number of a special value, which have names.
    """
    if isinstance(value, Timestamp):
        return value.value
    try:
        number = operator.index(value)
    except TypeError as error:
        raise wrong_type(function, "a Timestamp or an int", value) from error
    if timestamp.MIN < number < timestamp.MAX:
        return number
    if number not in _NAMES:
        raise wrong_type(function, "a Timestamp or an int of 64 bits", value)
    raise InvalidArgumentError(f"{function}() takes no int for a special value; use Timestamp.{_NAMES[number]}")


def _operand(name: str, other: object) -> int:
    if isinstance(other, Timestamp):
        return other.value
    try:
        return operator.index(other)  # type: ignore[arg-type]  # that is what is found out here
    except TypeError as error:
        raise wrong_type(f"Timestamp.__{name}__", "a Timestamp or an int", other) from error


Timestamp.UNSET = Timestamp.of(timestamp.UNSET)
Timestamp.UNSTARTED = Timestamp.of(timestamp.UNSTARTED)
Timestamp.PRESTREAM = Timestamp.of(timestamp.PRESTREAM)
Timestamp.MIN = Timestamp.of(timestamp.MIN)
Timestamp.MAX = Timestamp.of(timestamp.MAX)
Timestamp.POSTSTREAM = Timestamp.of(timestamp.POSTSTREAM)
Timestamp.DONE = Timestamp.of(timestamp.DONE)
