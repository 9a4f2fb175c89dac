"""Decoding and encoding: presence, defaults, containers, places, mistakes."""

from __future__ import annotations

import dataclasses
from enum import IntEnum
from typing import Any

import pytest

from backedge.errors import ConfigError, Location
from backedge.protos import (
    AnyMessage,
    FixedOrigin,
    Message,
    decode,
    encode,
    ensure_registered,
    field,
    message_class,
)


class Mode(IntEnum):
    OFF = 0
    ON = 1


class Item(Message, name="test.codec.Item"):
    name: str = field(1)
    modes: tuple[Mode, ...] = field(2)


class Record(Message, name="test.codec.Record"):
    count: int = field(1, default=3)
    maybe: int | None = field(2)
    mode: Mode = field(3)
    item: Item = field(4)
    items: tuple[Item, ...] = field(5)
    numbers: tuple[int, ...] = field(6)
    text: str | None = field(7, oneof="kind")
    other: Item | None = field(8, oneof="kind")
    anything: AnyMessage | None = field(9)
    class_: str = field(10)


@dataclasses.dataclass
class Needs:
    threshold: float
    names: list[str] = dataclasses.field(default_factory=lambda: ["a"])
    share: float = 0.5

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise ValueError(f"share must be from 0 to 1, found {self.share}")


@pytest.mark.parametrize(
    "record",
    [
        Record(),
        Record(count=0, maybe=0, mode=Mode.ON, class_="x"),
        Record(item=Item(name="a", modes=(Mode.ON, Mode.OFF)), items=(Item(), Item(name="b"))),
        Record(numbers=(1, -2, 3), text=""),
        Record(other=Item()),
    ],
)
def test_round_trip(record: Record) -> None:
    """An encoded message decodes to an equal one, from the bytes too."""
    message = encode(record)
    assert decode(Record, message) == record
    assert decode(Record, message_class("test.codec.Record").FromString(message.SerializeToString())) == record


def test_round_trip_of_a_raw_message() -> None:
    """A field that keeps protobuf's message gives back an equal one."""
    # Made here and not with the module: the pool starts over when a message is declared anew.
    record = Record(anything=message_class("google.protobuf.Any")(type_url="a/b", value=b"\0"))
    assert decode(Record, encode(record)) == record


def test_defaults_are_not_encoded() -> None:
    """Fields at their defaults are left out; 0 for a field that may be None is not its default."""
    assert str(encode(Record(count=3, maybe=0))) == "maybe: 0\n"


def test_presence() -> None:
    """A field that may be None is None exactly when the message does not have it."""
    message: Any = message_class("test.codec.Record")()
    assert decode(Record, message).other is None
    message.other.SetInParent()
    assert decode(Record, message).other == Item()


def test_descriptor_carries_the_defaults() -> None:
    """Protobuf itself knows the defaults, for those who work on its messages."""
    message: Any = message_class("test.codec.Record")()
    assert (message.count, message.mode, message.WhichOneof("kind")) == (3, 0, None)


def test_origin_reaches_submessages() -> None:
    """Every decoded message knows where it is from."""
    record = decode(Record, encode(Record(items=(Item(), Item()))), FixedOrigin(Location("a.binarypb")))
    assert [str(record.location()), str(record.items[1].location("name"))] == ["a.binarypb", "a.binarypb"]


def test_plain_dataclass_keeps_its_own_defaults() -> None:
    """A list that the config leaves out is the dataclass's default, a fresh one every time."""
    ensure_registered(Needs)
    first, second = (decode(Needs, encode(Needs(0.1))) for _ in range(2))
    assert first == second == Needs(0.1, ["a"])
    assert first.names is not second.names


def test_required_field() -> None:
    """A dataclass field without default must be in the config."""
    ensure_registered(Needs)
    with pytest.raises(ConfigError) as caught:
        decode(Needs, message_class("Needs")(), FixedOrigin(Location("a.pbtxt", 2, 5)))
    assert str(caught.value) == "a.pbtxt:2:5: error: Needs needs threshold, which has no default"


def test_value_that_the_class_refuses() -> None:
    """A ValueError of the dataclass itself becomes an error with the place of the options."""
    ensure_registered(Needs)
    message: Any = message_class("Needs")(threshold=1, share=2)
    with pytest.raises(ConfigError) as caught:
        decode(Needs, message, FixedOrigin(Location("a.pbtxt", 2, 5)))
    assert str(caught.value) == "a.pbtxt:2:5: error: Needs: share must be from 0 to 1, found 2.0"


@pytest.mark.parametrize(
    ("wrong", "field_name"),
    [
        ({"count": "x"}, "count"),
        ({"count": 2**31}, "count"),
        ({"numbers": 5}, "numbers"),
        ({"item": 5}, "item"),
        ({"items": ("a",)}, "items"),
        ({"mode": 9}, "mode"),
        ({"anything": 5}, "anything"),
    ],
)
def test_wrong_value(wrong: dict[str, Any], field_name: str) -> None:
    """A value that its field cannot hold is a ConfigError that names the field and shows the value."""
    record = dataclasses.replace(Record(_origin=FixedOrigin(Location("a.pbtxt", 1, 1))), **wrong)  # type: ignore[call-arg]
    with pytest.raises(ConfigError) as caught:
        encode(record)
    start = f"a.pbtxt:1:1: error: field {field_name} of test.codec.Record cannot hold {wrong[field_name]!r}: "
    assert str(caught.value).startswith(start)
