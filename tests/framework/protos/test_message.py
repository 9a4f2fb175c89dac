"""Messages declared as dataclasses: what an instance is and does."""

from __future__ import annotations

import copy
import dataclasses
import math
from enum import IntEnum

import pytest

from backedge.errors import Location, RegistrationError
from backedge.protos import Double, FixedOrigin, Int64, Message, encode, field, message_class


class Colour(IntEnum):
    RED = 3
    GREEN = 1


class Inner(Message, name="test.message.Inner"):
    size: int = field(1, default=7)


class Sample(Message, name="test.message.Sample", extension=300_000_001):
    flag: bool = field(1)
    count: Int64 = field(2, default=5)
    ratio: float = field(3, default=0.1)
    exact: Double = field(4, default=0.1)
    text: str = field(5)
    data: bytes = field(6)
    colour: Colour = field(7)
    inner: Inner = field(8)
    maybe: int | None = field(9)
    inners: tuple[Inner, ...] = field(10)
    class_: str = field(11)
    location_: str = field(12)


class Loop(Message, name="test.message.Loop"):
    around: Loop = field(1)


class Tree(Message, name="test.message.Tree"):
    left: Tree | None = field(1)


class Outer(Message, name="test.message.Outer"):
    class Part(Message):
        """A message inside a message."""

        value: int = field(1)

        class Detail(Message):
            """A message inside that one."""

            value: int = field(1)

    part: Part = field(1)
    detail: Part.Detail = field(2)


class Checked(Message, name="test.message.Checked"):
    share: float = field(1)

    def __post_init__(self) -> None:
        if self.share > 1:
            raise ValueError("share is larger than 1")


def test_defaults() -> None:
    """A field that is not set has its default, or else protobuf's zero: for enums the first value."""
    sample = Sample()
    assert (sample.flag, sample.count, sample.exact, sample.text, sample.data) == (False, 5, 0.1, "", b"")
    assert (sample.colour, sample.inner, sample.maybe, sample.inners) == (Colour.RED, Inner(size=7), None, ())


def test_float_default_has_32_bits() -> None:
    """A float's default is rounded to 32 bits, so that it equals the same number read from a config."""
    assert Sample().ratio == math.ldexp(13421773, -27)


def test_equal_by_value() -> None:
    """Messages with equal fields are equal and have one hash; the class matters."""
    assert Sample(count=1) == Sample(count=1)
    assert hash(Sample(count=1)) == hash(Sample(count=1))
    assert Sample(count=1) != Sample(count=2)
    assert Inner(size=0) != Tree()


def test_repr_shows_what_is_not_default() -> None:
    """The repr shows the fields that differ from their defaults."""
    assert repr(Sample(count=1, inner=Inner(size=2))) == "Sample(count=1, inner=Inner(size=2))"


def test_immutable() -> None:
    """Fields can neither be assigned nor deleted."""
    sample = Sample()
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to 'count': Sample is immutable"):
        sample.count = 1  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete 'count': Sample is immutable"):
        del sample.count


def test_unknown_field() -> None:
    """An unknown field is a TypeError, as for any dataclass."""
    with pytest.raises(TypeError, match="Sample has no field colr, siz"):
        Sample(siz=1, colr=2)  # type: ignore[call-arg]


def test_is_a_dataclass() -> None:
    """`dataclasses` sees the fields and makes changed copies."""
    assert [f.name for f in dataclasses.fields(Inner) if f.compare] == ["size"]
    assert dataclasses.replace(Sample(count=1), text="x") == Sample(count=1, text="x")


def test_origin_is_kept_but_not_compared() -> None:
    """The place a message was read from survives `replace` and `deepcopy`, and is not part of its value."""
    read = Sample(_origin=FixedOrigin(Location("a.pbtxt", 2, 3)))  # type: ignore[call-arg]
    assert str(dataclasses.replace(read, count=1).location()) == "a.pbtxt:2:3"
    assert str(copy.deepcopy(read).location("count")) == "a.pbtxt:2:3"
    assert read == Sample()
    assert repr(read) == "Sample()"
    assert Sample().location() is None


def test_nested_names() -> None:
    """A class in the body of a message gets that message's name in front of its own."""
    assert list(message_class("test.message.Outer.Part").DESCRIPTOR.nested_types_by_name) == ["Detail"]
    assert str(encode(Outer(detail=Outer.Part.Detail(value=2)))) == "detail {\n  value: 2\n}\n"


def test_names_taken_in_python() -> None:
    """An underscore behind a name that Python or Message needs is not part of protobuf's name."""
    assert str(encode(Sample(class_="a", location_="b"))) == 'class: "a"\nlocation: "b"\n'


def test_message_in_itself_needs_none() -> None:
    """A message may hold itself only if None can end it."""
    assert Tree(left=Tree()).left == Tree()
    with pytest.raises(RegistrationError, match=r"test_message\.Loop contains itself: annotate the field with `X \| N"):
        Loop()


def test_post_init() -> None:
    """A message may check its values itself."""
    with pytest.raises(ValueError, match="share is larger than 1"):
        Checked(share=2)
