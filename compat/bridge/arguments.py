"""Arguments checked as MediaPipe's binding checks them: what it takes, we take, and what it refuses, we refuse."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np

from backedge.compat.bridge.errors import ArgumentOverflowError, wrong_type
from backedge.compat.bridge.scalars import Int, Int64, IntegerType, UInt64

T = TypeVar("T")


def to_integer(function: str, data: Any, kind: IntegerType) -> int:
    """`data` as an integer of `kind`: an int, or what can stand for one, such as a numpy integer; no float.

    Raises:
        ArgumentTypeError: it is not an integer, or none of 64 bits.
        ArgumentOverflowError: it does not fit into `kind`.
    """
    try:
        number = operator.index(data)
    except TypeError as error:
        raise wrong_type(function, "an int", data) from error
    widest = UInt64 if kind is UInt64 else Int64
    if not widest.limits[0] <= number <= widest.limits[1]:
        raise wrong_type(function, f"an int from {widest.limits[0]} to {widest.limits[1]}", data)
    if not kind.limits[0] <= number <= kind.limits[1]:
        low, high = kind.limits
        raise ArgumentOverflowError(f"{function}() takes an int from {low} to {high}, but got {number}")
    return kind(number)


def to_float(function: str, data: Any) -> float:
    """`data` as a float: any number will do.

    Raises:
        ArgumentTypeError: it is not a number, or too large for 64 bits.
    """
    if not isinstance(data, str | bytes | bytearray):
        try:
            return float(data)
        except (TypeError, ValueError, OverflowError) as error:
            raise wrong_type(function, "a float", data) from error
    raise wrong_type(function, "a float", data)


def to_bool(function: str, data: Any) -> bool:
    """`data` as a bool: True, False or numpy's.

    Raises:
        ArgumentTypeError: it is something else, such as 1.
    """
    if not isinstance(data, bool | np.bool_):
        raise wrong_type(function, "a bool", data)
    return bool(data)


def to_text(function: str, data: Any) -> str | bytes:
    """`data` as text or bytes.

    Raises:
        ArgumentTypeError: it is neither, or text that UTF-8 cannot spell.
    """
    if isinstance(data, str):
        try:
            data.encode()
        except UnicodeEncodeError as error:
            raise wrong_type(function, "a str that UTF-8 can spell", data) from error
        return str(data)
    if not isinstance(data, bytes | bytearray):
        raise wrong_type(function, "a str or bytes", data)
    return bytes(data)


def to_list(function: str, expected: str, data: Any, convert: Callable[[Any], T]) -> list[T]:
    """The items of any sequence but a string, each converted.

    Raises:
        ArgumentTypeError: it is not a sequence, or one of its items is not what is `expected`.
    """
    if not isinstance(data, Sequence | np.ndarray) or isinstance(data, str | bytes | bytearray):
        raise wrong_type(function, f"a list of {expected}", data)
    try:
        return [convert(item) for item in data]
    except TypeError as error:
        raise wrong_type(function, f"a list of {expected}", data) from error
    except ArgumentOverflowError as error:
        raise wrong_type(function, f"a list of {expected} of 32 bits", data) from error


def plain_int(item: Any) -> int:
    """An item of a list of ints, of 32 bits."""
    return int(to_integer("int", item, Int))


def plain_float(item: Any) -> float:
    """An item of a list of floats: a float itself, since the binding converts nothing here."""
    if not isinstance(item, float):
        raise TypeError("no float")
    return float(item)
