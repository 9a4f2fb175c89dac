"""Types: when a value fits a type, and when two types can be connected."""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

import numpy as np
import pytest

from backedge.planning.types import describe_type, fits, is_union, matches, members, substitute

T = TypeVar("T")
Meters = Annotated[float, "meters"]
Feet = Annotated[float, "feet"]


class Base:
    """A class with a subclass."""


class Derived(Base):
    """Its subclass."""


class Box(Generic[T]):
    """A generic class."""


@pytest.mark.parametrize(
    ("value", "value_type", "expected"),
    [
        (1, int, True),
        (np.int64(1), int, True),
        (True, int, False),
        (1.0, int, False),
        (1, float, True),
        (1.5, float, True),
        (np.float32(1), float, True),
        (True, float, False),
        (True, bool, True),
        (1, bool, False),
        (True, object, True),
        ("a", str, True),
        (None, Any, True),
        (None, type(None), True),
        (Derived(), Base, True),
        (Base(), Derived, False),
        ([1, 2], list[int], True),
        ([], list[int], True),
        ([1, "2"], list[int], False),
        ((1, 2), list[int], False),
        ([[1], [2.5]], list[list[float]], True),
        ((1, "a"), tuple[int, str], True),
        ((1,), tuple[int, str], False),
        ((1, 2), tuple[int, str], False),
        (1, int | str, True),
        ("a", int | str, True),
        (1.5, int | str, False),
        (1.5, Meters, True),
        ("a", Meters, False),
        ({}, dict[str, int], True),
    ],
)
def test_values(value: Any, value_type: Any, expected: bool) -> None:
    """A value fits its class or one above it; lists and tuples are looked into; bool is no number."""
    assert matches(value, value_type) is expected


@pytest.mark.parametrize(
    ("produced", "consumed", "expected"),
    [
        (int, int, True),
        (int, str, False),
        (Any, int, True),
        (int, Any, True),
        (Derived, Base, True),
        (Base, Derived, False),
        (bool, int, False),
        (bool, bool, True),
        (int, float, False),
        (list[int], list[int], True),
        (list[int], list[str], False),
        (list[Any], list[str], True),
        (list[Derived], list[Base], True),
        (list[int], tuple[int], False),
        (list, list[int], False),
        (int, int | str, True),
        (int | str, int, True),
        (float, int | str, False),
        (Meters, Meters, True),
        (Meters, Feet, False),
        (Meters, float, False),
        (tuple[int, str], tuple[int, str], True),
        (tuple[int, str], tuple[int], False),
    ],
)
def test_connections(produced: Any, consumed: Any, expected: bool) -> None:
    """A stream can be connected where some value of it would fit; aliases of one class are different types."""
    assert fits(produced, consumed) is expected


@pytest.mark.parametrize(
    ("value_type", "text"),
    [
        (int, "int"),
        (list[Base], "list[Base]"),
        (int | str, "int or str"),
        (tuple[int, list[str]], "tuple[int, list[str]]"),
        (Meters, "meters"),
        (np.ndarray, "ndarray"),
        (Any, "Any"),
    ],
)
def test_descriptions(value_type: Any, text: str) -> None:
    """Messages name types the way they are written, without modules."""
    assert describe_type(value_type) == text


def test_unions() -> None:
    """A union has members; any other type is its own."""
    assert is_union(int | str)
    assert not is_union(int)
    assert members(int | str) == (int, str)
    assert members(int) == (int,)


def test_type_variables() -> None:
    """Type variables are replaced, inside other types too; those without a value become Any."""
    assert substitute(T, {T: int}) is int
    of_variable, box_of_variable = list[T], Box[T]  # type: ignore[valid-type] # looked at, not used as types
    assert substitute(of_variable, {T: int}) == list[int]
    assert substitute(box_of_variable, {}) == Box[Any]
    assert substitute(T, {}) is Any
    assert substitute(str, {T: int}) is str
