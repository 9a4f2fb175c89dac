"""Arguments of solutions, taken as MediaPipe takes them: some go into side packets, some into options of nodes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from backedge.compat.bridge.arguments import to_bool, to_integer
from backedge.compat.bridge.errors import ArgumentTypeError, InvalidArgumentError
from backedge.compat.bridge.scalars import Int


def number_argument(solution: str, name: str, value: Any) -> int:
    """An argument that is a whole number.

    Raises:
        TypeError: it is none; a float is none.
        OverflowError: it has more than 32 bits.
    """
    return int(to_integer(f"{solution}(): {name}", value, Int))


def required_argument(solution: str, name: str, value: Any) -> None:
    """Refuse None.

    Raises:
        TypeError: it is.
    """
    if value is None:
        raise ArgumentTypeError(f"{solution}(): {name} is not to be None")


def choice_argument(solution: str, name: str, value: Any, choices: Collection[int]) -> int:
    """An argument that is one of a few whole numbers.

    Raises:
        TypeError: it is not a whole number.
        ValueError: it is another one. MediaPipe ends the process.
    """
    number = number_argument(solution, name, value)
    if number not in choices:
        raise InvalidArgumentError(f"{solution}(): {name} is one of {', '.join(map(str, choices))}, not {number}")
    return number


def switch_argument(solution: str, name: str, value: Any) -> bool:
    """An argument that is True or False.

    Raises:
        TypeError: it is something else, such as 1.
    """
    return to_bool(f"{solution}(): {name}", value)


def confidence_argument(solution: str, name: str, value: Any) -> float:
    """The least score of something: any number, of which those in 0..1 make a difference; 0 for None.

    Raises:
        TypeError: it is not a number.
    """
    if value is None:
        return 0.0
    if isinstance(value, str | bytes):
        raise ArgumentTypeError(f"{solution}(): {name} is a number in 0..1, not {value!r}")
    try:
        number = float(value)
    except TypeError as error:
        raise ArgumentTypeError(f"{solution}(): {name} is a number in 0..1, not {value!r}") from error
    return min(max(number, 0.0), 1.0) if number == number else 0.0  # noqa: PLR0124 - not a number: all pass
