"""Annotations of messages: those that a class may have, and the errors for the rest."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from enum import Flag, IntEnum
from types import new_class
from typing import TYPE_CHECKING, Annotated, Any

import pytest

from backedge.errors import RegistrationError
from backedge.protos import Message, Raw, RawMessage, ensure_registered, field
from backedge.protos.message_registry import REGISTRY

if TYPE_CHECKING:
    from decimal import Decimal

ALLOWED = (
    "bool, int, float, str, bytes, Path, an Enum, a Literal, a dataclass or Message, "
    "tuple[X, ...], tuple[X, X] or list[X] of these, and X | None"
)


class Bits(Flag):
    A = 1


class Empty(IntEnum):
    pass


class NoNumber(Message, name="test.annotations.NoNumber"):
    value: int = 3


class Twice(Message, name="test.annotations.Twice"):
    first: int = field(1)
    second: int = field(1)


class Reserved(Message, name="test.annotations.Reserved"):
    value: int = field(19_500)


class Zero(Message, name="test.annotations.Zero"):
    value: int = field(0)


class WrongOneof(Message, name="test.annotations.WrongOneof"):
    value: int = field(1, oneof="kind")


class RawAlone(Message, name="test.annotations.RawAlone"):
    value: Annotated[RawMessage, Raw("google.protobuf.Any")] = field(1)


class OwnLocation(Message, name="test.annotations.OwnLocation"):
    location: int = field(1)  # type: ignore[assignment]


class Unresolved(Message, name="test.annotations.Unresolved"):
    value: Decimal = field(1)


@pytest.mark.parametrize(
    ("cls", "text"),
    [
        (NoNumber, "NoNumber.value has no field number: write `= field(<number>)`"),
        (Twice, "Twice: fields first and second both have number 1"),
        (Reserved, "Reserved.value has field number 19500; allowed are 1 to 536870911 without 19000 to 19999"),
        (Zero, "Zero.value has field number 0; allowed are 1 to 536870911 without 19000 to 19999"),
        (WrongOneof, "WrongOneof.value is in oneof 'kind', so its type must be `X | None`"),
        (RawAlone, "RawAlone.value keeps a protobuf message, so its type must be `X | None`"),
        (OwnLocation, "OwnLocation.location has a name that Message needs: write `location_`"),
        (
            Unresolved,
            (
                "Unresolved: an annotation names 'Decimal', which its module does not define; import the types of "
                "fields at the top of the module, and not under TYPE_CHECKING"
            ),
        ),
    ],
)
def test_faulty_message(cls: type[Message], text: str) -> None:
    """A message that cannot be one says which field is wrong and how to write it."""
    with pytest.raises(RegistrationError) as caught:
        cls()
    assert str(caught.value) == f"{__name__}.{text}"


@pytest.mark.parametrize("name", [name for name in vars(Message) if not name.startswith("_")])
def test_fields_are_not_named_like_what_a_message_has(name: str) -> None:
    """A field would take the place of each of Message's own methods."""
    members = {"__annotations__": {name: int}, "__module__": __name__, name: field(1)}
    shadowing = new_class(
        "Shadowing", (Message,), {"name": f"test.annotations.{name}"}, lambda space: space.update(members)
    )
    with pytest.raises(RegistrationError, match=f"{name} has a name that Message needs: write `{name}_`"):
        shadowing()


@pytest.mark.parametrize(
    ("annotation", "shown"),
    [
        (complex, "complex"),
        (Bits, f"{__name__}.Bits"),
        (Empty, f"{__name__}.Empty"),
        (dict[str, int], "dict[str, int]"),
        (tuple[int, str], "tuple[int, str]"),
        (tuple[()], "tuple[()]"),
        (int | str, "int | str"),
        (list[int | None], "list[int | None]"),
        (list[list[int]], "list[list[int]]"),
        (Any, "typing.Any"),
        (Callable, "collections.abc.Callable"),
    ],
)
def test_type_that_no_field_can_have(annotation: Any, shown: str) -> None:
    """A dataclass with a field of another type is refused, naming the class, the field and the types that may be."""
    options = dataclasses.make_dataclass("Unfit", [("value", annotation)])
    options.__module__ = "my_module"  # from Python 3.12 on make_dataclass() itself sets it
    with pytest.raises(RegistrationError) as caught:
        ensure_registered(options)
    assert str(caught.value) == f"my_module.Unfit.value has type {shown}, but a field must be one of {ALLOWED}"


def test_not_a_dataclass() -> None:
    """A class that is not a dataclass cannot declare options."""
    with pytest.raises(RegistrationError) as caught:
        ensure_registered(str)
    assert str(caught.value) == "options must be declared by a dataclass or a Message, found <class 'str'>"
    assert REGISTRY.header(str) is None
