"""Types: when a value fits a type, and when two types can be connected."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Annotated, Any, Generic, Protocol, TypeVar, runtime_checkable

import numpy as np
import pytest
from numpy.typing import NDArray

from backedge.authoring.packet_types import (
    Unconverted,
    describe_type,
    fits,
    is_union,
    matches,
    members,
    resolve_aliases,
    substitute,
)

T = TypeVar("T")
Meters = Annotated[float, "meters"]
Feet = Annotated[float, "feet"]
NotedInt = Annotated[int, Unconverted()]


class Base:
    """A class with a subclass."""


class Derived(Base):
    """The subclass of `Base`."""


class Box(Generic[T]):
    """A generic class."""


class IntBox(Box[int]):
    """A subclass that says what it holds."""


class Names(list[str]):
    """Another one."""


class Numbered(list[str], Generic[T]):
    """A list whose parameter is not the type of its items."""


@runtime_checkable
class HasSize(Protocol):
    """A protocol with an attribute, so that only instances can be asked."""

    size: int


@pytest.mark.parametrize(
    ("value", "value_type", "expected"),
    [
        (1, int, True),
        (np.int64(1), int, True),
        (True, int, True),
        (1.0, int, False),
        (1, float, True),
        (1.5, float, True),
        (np.float32(1), float, True),
        (True, float, True),
        (1j, complex, True),
        (1.5, complex, True),
        (1j, float, False),
        (True, bool, True),
        (1, bool, False),
        (np.bool_(True), bool, True),
        (np.bool_(True), int, False),
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
        ((1, 2, 3), tuple[int, ...], True),
        ((), tuple[int, ...], True),
        ((1, "a"), tuple[int, ...], False),
        ([1], tuple[int, ...], False),
        ((), tuple[()], True),
        ((1, "a"), tuple, True),
        ([1, "a"], list, True),
        (([1], [2]), tuple[list[int], ...], True),
        (([1], ["a"]), tuple[list[int], ...], False),
        ([1, "a"], Sequence[int], True),
        (1, int | str, True),
        ("a", int | str, True),
        (1.5, int | str, False),
        (1.5, Meters, True),
        ("a", Meters, False),
        ({}, dict[str, int], True),
        (np.zeros(2), np.ndarray, True),
        (np.zeros(2), NDArray[Any], True),
        (np.zeros(2, np.uint8), NDArray[np.uint8], True),
        (np.zeros(2), NDArray[np.uint8], False),
        (np.zeros(2, np.float32), NDArray[np.floating], True),
        (np.zeros(2, np.uint8), NDArray[np.floating[Any]], False),
        (np.zeros(2, np.uint8), NDArray[np.uint8 | np.uint16], True),
        (np.zeros(2, np.int8), NDArray[np.uint8 | np.uint16], False),
        (np.zeros((2, 2)), np.ndarray[tuple[int, int], np.dtype[np.float64]], True),
        (np.zeros(2), np.ndarray[tuple[int, int], np.dtype[np.float64]], False),
        ([np.zeros(2)], list[NDArray[np.uint8]], False),
        ([1.0], NDArray[np.float64], False),
        (1, NotedInt, True),
    ],
)
def test_values(value: Any, value_type: Any, expected: bool) -> None:
    """A value fits its class or one above it; numbers fit as for mypy; of arrays the dtype and dimensions count."""
    assert matches(value, resolve_aliases(value_type)) is expected


@pytest.mark.parametrize(
    ("produced", "consumed", "expected"),
    [
        (int, int, True),
        (int, str, False),
        (Any, int, True),
        (int, Any, True),
        (Derived, Base, True),
        (Base, Derived, False),
        (bool, int, True),
        (bool, bool, True),
        (int, float, True),
        (float, int, False),
        (bool, float, True),
        (float, complex, True),
        (np.float32, float, True),
        (np.int64, float, True),
        (np.bool_, bool, True),
        (bool, str, False),
        (list[int], list[int], True),
        (list[int], list[str], False),
        (list[Any], list[str], True),
        (list[Derived], list[Base], True),
        (list[int], tuple[int], False),
        (list, list[int], True),
        (int, int | str, True),
        (int | str, int, True),
        (float, int | str, False),
        (Meters, Meters, True),
        (Meters, Feet, False),
        (Meters, float, False),
        (tuple[int, str], tuple[int, str], True),
        (tuple[int, str], tuple[int], False),
        (tuple[int, ...], tuple[int, ...], True),
        (tuple[int, ...], tuple[str, ...], False),
        (tuple[int, int], tuple[int, ...], True),
        (tuple[int, str], tuple[int, ...], False),
        (tuple[int, ...], tuple[int, int], False),
        (list[int], list, True),
        (list[int], Sequence, True),
        (list[int], object, True),
        (list[int], tuple, False),
        (list[list[int]], list[list], True),  # type: ignore[type-arg] # without parameters on purpose
        (Box[int], Box, True),
        (Box[int], Box[int], True),
        (Box[int], Box[str], False),
        (list[int], Sequence[int], True),
        (list[int], Iterable[object], True),
        (list[int], Sequence[str], False),
        (list[int], Mapping[int, int], False),
        (Sequence[int], Iterable[int], True),
        (Sequence[int], list[int], False),
        (tuple[int, ...], Sequence[int], True),
        (tuple[int, str], Sequence[int], False),
        (tuple[int, Any], Collection[int], True),
        (dict[str, int], Mapping[str, int], True),
        (dict[str, int], Mapping[str, str], False),
        (dict[str, int], Iterable[str], True),
        (dict[str, int], Iterable[int], False),
        (list, Sequence[int], True),
        (list, tuple[int], False),
        (Numbered[int], Sequence[int], False),
        (NDArray[np.float32], NDArray[np.float32], True),
        (NDArray[np.float32], NDArray[np.uint8], False),
        (NDArray[np.float32], object, True),
        (NDArray[np.float32], np.ndarray, True),
        (np.ndarray, NDArray[np.float32], True),
        (NDArray[np.float32], NDArray[np.floating], True),
        (NDArray[np.float32], NDArray[np.integer[Any]], False),
        (NDArray[Any], NDArray[np.uint8], True),
        (NDArray[np.uint8], NDArray[np.uint8 | np.uint16], True),
        (NDArray[np.int8], NDArray[np.uint8 | np.uint16], False),
        (NDArray[np.uint8], np.ndarray[tuple[int, int], np.dtype[np.uint8]], True),
        (np.ndarray[tuple[int], np.dtype[np.uint8]], np.ndarray[tuple[int, int], np.dtype[np.uint8]], False),
        (list[NDArray[np.uint8]], list[np.ndarray], True),
        (NDArray[np.uint8], list[int], False),
        (bool, object, True),
        (list[bool], Sequence[int], True),
        (list[int], list[float], True),
        (list[float], list[int], False),
        (list[int], list[int | str], True),
        (IntBox, Box[int], True),
        (IntBox, Box[str], False),
        (Names, Sequence[str], True),
        (Names, list[int], False),
        (str, Sequence[str], True),
        (str, Sequence[int], False),
        (int, NotedInt, True),
        (NotedInt, int, True),
        (list[NotedInt], list[int], True),
        (Callable[[int], str], Callable, True),
        (Callable[[int], str], Callable[[str], str], False),
        (list[Meters], list[float], False),
        (list[Meters], list, True),
        (Base, HasSize, True),
    ],
)
def test_connections(produced: Any, consumed: Any, expected: bool) -> None:
    """A stream can be connected where some value of it would fit; aliases of one class are different types."""
    assert fits(resolve_aliases(produced), resolve_aliases(consumed)) is expected


@pytest.mark.parametrize(
    ("value_type", "text"),
    [
        (int, "int"),
        (list[Base], "list[Base]"),
        (int | str, "int or str"),
        (tuple[int, list[str]], "tuple[int, list[str]]"),
        (tuple[int, ...], "tuple[int, ...]"),
        (Callable[[int, Base], str], "Callable[[int, Base], str]"),
        (Meters, "meters"),
        (np.ndarray, "ndarray"),
        (NDArray[np.uint8], "NDArray[uint8]"),
        (NDArray[Any], "ndarray"),
        (list[NDArray[np.float32]], "list[NDArray[float32]]"),
        (np.ndarray[tuple[int, int], np.dtype[np.uint8]], "ndarray[tuple[int, int], dtype[uint8]]"),
        (NotedInt, "int"),
        (Any, "Any"),
    ],
)
def test_descriptions(value_type: Any, text: str) -> None:
    """Messages name types the way they are written, without modules."""
    assert describe_type(resolve_aliases(value_type)) == text


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
