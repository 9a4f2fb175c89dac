"""Arguments of the classes that run graphs, where the graphs themselves do not look at them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from backedge.errors import GraphError, PacketTypeError

T = TypeVar("T")


def one_of(choices: Sequence[T], name: str, number: int) -> T:
    """The choice of that number, which is an argument of a facade.

    Raises:
        PacketTypeError: it is no int.
        GraphError: there is none of that number.
    """
    if not isinstance(number, int):
        raise PacketTypeError(f'"{name}" must be int, but is {type(number).__name__} {number!r}')
    if not 0 <= number < len(choices):
        raise GraphError(f'"{name}" must be one of {", ".join(map(str, range(len(choices))))}; found {number}')
    return choices[number]


def switch(name: str, value: bool) -> bool:
    """`value`, which is an argument of a facade.

    Raises:
        PacketTypeError: it is no bool.
    """
    if not isinstance(value, bool):
        raise PacketTypeError(f'"{name}" must be bool, but is {type(value).__name__} {value!r}')
    return value
