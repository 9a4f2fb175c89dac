"""Names of messages: plain dataclasses, doubles, classes that are defined anew."""

from __future__ import annotations

import dataclasses
from enum import IntEnum
from typing import Any, ClassVar

import pytest

from backedge.errors import RegistrationError
from backedge.protos import Message, decode, encode, ensure_registered, field, message_class
from backedge.protos.message_registry import REGISTRY
from backedge.protos.pool import POOL


class Level(IntEnum):
    LOW = 1
    HIGH = 2
    TOP = 2


@dataclasses.dataclass(frozen=True, slots=True)
class RegistryPoint:
    x: float = 0.0
    y: float = 0.0


@dataclasses.dataclass
class RegistryOptions:
    threshold: float = 0.5
    count: int = 2**40
    level: Level = Level.HIGH
    points: tuple[RegistryPoint, ...] = ()
    name: str | None = None


@dataclasses.dataclass
class Packaged:
    proto_package: ClassVar[str] = "acme.tools"
    value: int = 0


def make_options(module: str, fields: dict[str, Any], name: str = "TwiceDefined") -> type[Any]:
    """A dataclass as the module `module` would define it."""
    options = dataclasses.make_dataclass(name, [(key, type(value), value) for key, value in fields.items()])
    options.__module__ = module  # from Python 3.12 on make_dataclass() itself sets it
    return options


def test_plain_dataclass() -> None:
    """A plain dataclass is a message: name of the class, numbers in order, 64-bit numbers."""
    ensure_registered(RegistryOptions)
    options = RegistryOptions(0.1, -(2**40), Level.LOW, (RegistryPoint(1.5, 2.5),), "")
    assert [(f.name, f.number) for f in encode(options).DESCRIPTOR.fields] == [
        ("threshold", 1),
        ("count", 2),
        ("level", 3),
        ("points", 4),
        ("name", 5),
    ]
    assert decode(RegistryOptions, encode(options)) == options
    assert decode(RegistryOptions, encode(RegistryOptions())) == RegistryOptions()


def test_plain_dataclass_has_an_extension() -> None:
    """It extends the options of calculators by a number that its name alone decides."""
    ensure_registered(RegistryOptions)
    extension = POOL.extension("RegistryOptions")
    assert extension.full_name == "RegistryOptions.ext"
    assert extension.containing_type.full_name == "mediapipe.CalculatorOptions"
    assert extension.number == 403001602


def test_package() -> None:
    """A class attribute chooses the package."""
    ensure_registered(Packaged)
    assert message_class("acme.tools.Packaged").DESCRIPTOR.file.package == "acme.tools"


def test_registered_twice() -> None:
    """To register a class once more changes nothing."""
    ensure_registered(RegistryOptions)
    before = REGISTRY.generation, message_class("RegistryOptions")
    ensure_registered(RegistryOptions)
    assert (REGISTRY.generation, message_class("RegistryOptions")) == before


def test_one_name_two_classes() -> None:
    """Two classes with one message name are refused, and both are named."""
    ensure_registered(make_options("first_module", {"value": 1}, "Clash"))
    with pytest.raises(RegistrationError) as caught:
        ensure_registered(make_options("second_module", {"value": 1}, "Clash"))
    assert str(caught.value) == (
        "two classes declare the message Clash: first_module.Clash and second_module.Clash; rename one of them, or "
        "give it a package (a dataclass by proto_package = ..., a Message by name=...)"
    )


def test_one_extension_number_two_classes() -> None:
    """Two extensions with one number are refused, and both classes are named."""

    class FirstExtension(Message, extension=300_000_100):
        value: int = field(1)

    with pytest.raises(RegistrationError) as caught:

        class SecondExtension(Message, extension=300_000_100):
            value: int = field(1)

    assert str(caught.value) == (
        f"two classes declare extension 300000100 of mediapipe.CalculatorOptions: {__name__}."
        "test_one_extension_number_two_classes.<locals>.FirstExtension and "
        f"{__name__}.test_one_extension_number_two_classes.<locals>.SecondExtension; "
        "give one of them another number or name"
    )
    assert FirstExtension(value=1).value == 1


def test_class_defined_anew() -> None:
    """A module that runs again replaces its own classes, and what was made with the old ones can still be read."""
    first = make_options("notebook", {"value": 1})
    ensure_registered(first)
    holder: Any = message_class("mediapipe.CalculatorOptions")()
    holder.Extensions[POOL.extension("TwiceDefined")].value = 7
    second = make_options("notebook", {"value": 1, "share": 0.5})
    ensure_registered(second)
    holder = POOL.current(holder)
    assert decode(second, holder.Extensions[POOL.extension("TwiceDefined")]) == second(7, 0.5)


def test_nested_message_defined_late() -> None:
    """A message inside one that is in use already becomes known all the same."""

    class Around(Message, name="test.registry.Around"):
        value: int = field(1)

    encode(Around(value=1))

    class Inside(Message, name="test.registry.Around.Inside"):
        value: int = field(1)

    assert list(message_class("test.registry.Around").DESCRIPTOR.nested_types_by_name) == ["Inside"]
    assert str(encode(Inside(value=1))) == "value: 1\n"


def test_outer_message_defined_late() -> None:
    """A message around one that is in use already becomes known all the same."""

    class Within(Message, name="test.registry.Late.Within"):
        value: int = field(1)

    encode(Within(value=1))

    class Late(Message, name="test.registry.Late"):
        value: int = field(1)

    assert str(encode(Late(value=1))) == "value: 1\n"
    assert list(message_class("test.registry.Late").DESCRIPTOR.nested_types_by_name) == ["Within"]


@pytest.mark.parametrize("name", ["", "a..B", "9lives", "größe.X", "a.B "])
def test_impossible_name(name: str) -> None:
    """A name that protobuf does not allow is refused."""
    options = make_options("my_module", {"value": 1}, "Fine")
    options.proto_package = name or "."
    with pytest.raises(RegistrationError, match=r"^my_module.Fine: '.*' is no name for a protobuf message$"):
        ensure_registered(options)
