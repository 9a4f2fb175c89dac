"""Types that have a name of their own."""

from __future__ import annotations

import sys
from typing import Annotated, Any, Literal, Optional, TypeVar, Union, get_origin

import numpy as np
import pytest
from numpy.typing import NDArray

from backedge import Calculator, Input, Inputs, Output
from backedge.authoring.declarations import declaration_of
from backedge.authoring.packet_types import resolve_aliases

T = TypeVar("T")


@pytest.mark.parametrize(
    "value_type",
    [
        int,
        Any,
        None,
        T,
        list[int],
        tuple[int, ...],
        dict[str, list[int]],
        int | None,
        Optional[int],  # noqa: UP045 - that form
        Annotated[int, "note"],
        Literal[1, "a"],
        np.ndarray,
    ],
)
def test_other_types_stay_what_they_are(value_type: Any) -> None:
    """A type that is not an alias, and has none in it, stays as it is."""
    assert resolve_aliases(value_type) == value_type


@pytest.mark.parametrize(
    "declared", [NDArray[np.float32], list[NDArray[np.float32]], NDArray[np.float32] | None], ids=str
)
def test_numpys_alias_is_an_array(declared: Any) -> None:
    """With any version of Python and numpy, ``NDArray`` in a port's type stands for a class."""
    resolved = resolve_aliases(declared)
    found = resolved if get_origin(resolved) is np.ndarray else resolved.__args__[0]
    assert get_origin(found) is np.ndarray
    assert np.dtype[np.float32] in found.__args__


@pytest.mark.skipif(sys.version_info < (3, 12), reason="the type statement is Python 3.12's")
def test_aliases_of_the_type_statement() -> None:
    """Such aliases may have parameters, stand for each other, and be anywhere in a type."""
    if sys.version_info >= (3, 12):
        from typing import TypeAliasType

        Number = TypeAliasType("Number", int)  # noqa: N806 - types
        Numbers = TypeAliasType("Numbers", list[Number])  # noqa: N806
        Pair = TypeAliasType("Pair", tuple[T, list[T]], type_params=(T,))  # noqa: N806
        expected = {
            Number: int,
            Numbers: list[int],
            Pair[str]: tuple[str, list[str]],
            Pair[Number]: tuple[int, list[int]],
            list[Pair[Number]]: list[tuple[int, list[int]]],
            Union[Number, str]: Union[int, str],  # noqa: UP007 - aliases have no |
            Annotated[Number, "note"]: Annotated[int, "note"],
        }
        assert {alias: resolve_aliases(alias) for alias in expected} == expected


def test_ports_have_what_the_alias_stands_for() -> None:
    """Single ports and groups of them have the type that the alias stands for."""

    class Aliased(Calculator):
        one = Input[NDArray[np.float32]]()
        all = Inputs[NDArray[np.float32]]("ALL")
        out = Output[list[NDArray[np.float32]]]()

    for port in (Aliased.one, Aliased.all):
        assert get_origin(declaration_of(port).value_type) is np.ndarray
    assert get_origin(declaration_of(Aliased.out).value_type.__args__[0]) is np.ndarray
