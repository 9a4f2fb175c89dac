"""Types of ports: those that no value could be checked against are refused when the calculator is registered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import GenericAlias
from typing import (
    Annotated,
    Any,
    ForwardRef,
    Generic,
    Literal,
    NewType,
    Protocol,
    TypedDict,
    TypeVar,
    runtime_checkable,
)

import pytest

from backedge import Calculator, Input, register
from backedge.errors import RegistrationError

T = TypeVar("T")
Word = Literal["a", "b"]
UserId = NewType("UserId", int)


class Entry(TypedDict):
    """A dict with keys that are known."""

    key: int


class Closes(Protocol):
    """Something that can be closed."""

    def close(self) -> None:
        """Close it."""


@runtime_checkable
class Opens(Protocol):
    """Something that can be opened, which can be seen at run time."""

    def open(self) -> None:
        """Open it."""


class Takes(Calculator, Generic[T]):
    """Takes whatever its type is."""

    source = Input[T]()

    def process(self) -> None:
        """Nothing to do."""


def taking(value_type: Any) -> type[Calculator]:
    """A class with a port of this type."""

    class Own(Calculator):
        port = Input[value_type]()

        def process(self) -> None:
            """Nothing to do."""

    Own.__qualname__ = "Own"
    return Own


@pytest.mark.parametrize(
    ("value_type", "message"),
    [
        (Word, "typing.Literal['a', 'b'] is a Literal, values cannot be checked against it; write str"),
        (Entry, "Entry is a TypedDict, values cannot be checked against it; write dict, or make it a dataclass"),
        (
            UserId,
            'UserId is a NewType, values cannot be checked against it; write int, or Annotated[int, "UserId"]',
        ),
        (Closes, "Closes is a Protocol, values cannot be checked against it; decorate it with @typing.runtime_ch"),
        ("Frame", 'the type "Frame" is a string; write the class itself, imported outside of TYPE_CHECKING'),
        (GenericAlias(list, "Frame"), 'the type "Frame" is a string; write the class itself'),
        (ForwardRef("Frame"), 'the type "Frame" is a string; write the class itself'),
        (list[Word], "typing.Literal['a', 'b'] is a Literal"),
        (tuple[int, Entry], "Entry is a TypedDict"),
        (int | tuple[Entry, ...], "Entry is a TypedDict"),
        (Annotated[UserId, "note"], "UserId is a NewType"),
    ],
)
def test_types_that_cannot_be_checked(value_type: Any, message: str) -> None:
    """The port is named, and what to write instead; also where the type is inside of another."""
    with pytest.raises(RegistrationError) as caught:
        register("types.Own")(taking(value_type))
    assert str(caught.value).startswith(f"Own.port: {message}")


@pytest.mark.parametrize(
    "value_type",
    [
        None,
        object,
        Opens,
        list[Any],
        tuple[int, ...],
        tuple[()],
        int | None,
        dict[str, int],
        Iterable[int],
        Callable[[int], str],
        type[int],
        Annotated[int, "note"],
    ],
)
def test_types_that_can_be_checked(value_type: Any) -> None:
    """Classes are types of ports, with parameters or without."""
    register(f"types.{value_type}")(taking(value_type))


def test_the_types_of_a_family_are_looked_at() -> None:
    """The type that a type variable stands for under a name counts; one that stands for nothing is any type."""
    register("types.Any")(Takes)
    register("types.Int")(Takes[int])
    with pytest.raises(RegistrationError, match=r"^Takes.source: UserId is a NewType"):
        register("types.UserId")(Takes[UserId])
