"""Limits of fields, and the refusal of limits and defaults that make no sense."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass, field, make_dataclass
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest

from backedge import Message, Range, RegistrationError
from backedge.errors import ConfigError
from backedge.protos import RawMessage, UInt64, decode, encode, ensure_registered, message_class
from backedge.protos import field as numbered
from backedge.protos.message_registry import REGISTRY
from backedge.protos.value_limits import Choice, Length


@pytest.mark.parametrize(
    ("limits", "text", "inside", "outside"),
    [
        (Range(0, 1), "0 to 1", [0, 0.5, 1], [-0.1, 1.1, math.nan, math.inf]),
        (Range(0.25), "at least 0.25", [0.25, math.inf], [0.2, math.nan]),
        (Range(le=-1), "at most -1", [-1, -math.inf], [0, math.nan]),
        (Range(gt=0), "above 0", [1e-9], [0, math.nan]),
        (Range(0, lt=360), "at least 0 and below 360", [0, 359.9], [360, -1]),
        (Range(gt=-1, lt=1), "above -1 and below 1", [0], [-1, 1]),
        (Range(3, 3), "3 to 3", [3], [2, 4]),
    ],
)
def test_range(limits: Range, text: str, inside: list[float], outside: list[float]) -> None:
    """A range holds the numbers that keep to all its limits, and is described in words; NaN is in none."""
    assert str(limits) == text
    assert all(map(limits.allows, inside))
    assert not any(map(limits.allows, outside))


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"ge": 1, "le": 0}, r"Range\(ge=1, le=0\) is empty"),
        ({"ge": 1, "lt": 1}, r"Range\(ge=1, lt=1\) is empty"),
        ({"gt": 1, "le": 1}, r"Range\(le=1, gt=1\) is empty"),
        ({"ge": "0"}, r"Range\(ge='0'\): a limit is a number"),
        ({"le": True}, r"Range\(le=True\): a limit is a number"),
    ],
)
def test_a_range_that_makes_no_sense(limits: dict[str, Any], message: str) -> None:
    """A range without numbers in it is a mistake in the options' declaration."""
    with pytest.raises(RegistrationError, match=f"^{message}$"):
        Range(**limits)


class Ge:
    """A note of another library."""

    def __init__(self, ge: float) -> None:
        self.ge = ge


class Interval:
    """A note of another library, whose absent limits are None."""

    def __init__(self, ge: float | None = None, lt: float | None = None) -> None:
        self.ge, self.gt, self.le, self.lt = ge, None, None, lt


class Len:
    """A note of another library."""

    def __init__(self, min_length: int, max_length: int | None) -> None:
        self.min_length, self.max_length = min_length, max_length


@dataclass
class LimitsNoted:
    """Fields with notes."""

    several: Annotated[float, Ge(0), Interval(lt=2), Ge(1)] = 1.0
    one: Annotated[UInt64, Interval(2, 5)] = 2
    words: Annotated[str, Len(1, 3)] = "a"
    items: Annotated[list[Annotated[int, Range(0)]], Len(0, 2)] = field(default_factory=list)
    silent: Annotated[int, "pixels", ...] = 3


def test_notes_of_other_libraries() -> None:
    """Limits are recognised by their attributes, and hold together; what has none of them says nothing."""
    fields = REGISTRY.schema(LimitsNoted).by_name
    assert {name: (found.limit, found.length) for name, found in fields.items()} == {
        "several": (Range(1, lt=2), None),
        "one": (Range(2, lt=5), None),
        "words": (Length(1, 3), None),
        "items": (Range(0), Length(0, 2)),
        "silent": (None, None),
    }
    with pytest.raises(ConfigError, match="field words of LimitsNoted cannot hold '': expects a string of at least 1"):
        encode(LimitsNoted(words=""))
    with pytest.raises(ConfigError, match=r"items of LimitsNoted cannot hold \[1, 2, 3\]: expects at most 2 values"):
        encode(LimitsNoted(items=[1, 2, 3]))


@pytest.mark.skipif(sys.version_info < (3, 12), reason="there is no type statement before Python 3.12")
def test_aliases_of_the_type_statement() -> None:
    """An alias is what it stands for, inside a list and with None too."""
    names: dict[str, Any] = {"Annotated": Annotated, "Literal": Literal, "Range": Range}
    exec(
        'type Ratio = Annotated[float, Range(0, 1)]\ntype Maybe = Ratio | None\ntype Words = tuple[Literal["a"], ...]',
        names,
    )
    fields = [("ratio", names["Ratio"], 0.5), ("maybe", names["Maybe"], None), ("words", names["Words"], ())]
    schema = REGISTRY.schema(make_dataclass("LimitsAliased", fields))
    assert [(found.limit, found.optional, found.container) for found in schema.fields] == [
        (Range(0, 1), False, None),
        (Range(0, 1), True, None),
        (Choice(("a",)), False, tuple),
    ]


class Small(Message, name="test.limits.Small"):
    """A message, whose floats have 32 bits."""

    ratio: Annotated[float, Range(0.1, 0.7)] = numbered(1, default=0.7)
    steps: tuple[Annotated[int, Range(0, 3)], ...] = numbered(2)


@pytest.mark.parametrize("ratio", [0.1, 0.7])
def test_the_limits_of_a_message_are_rounded_as_its_values(ratio: float) -> None:
    """A float of 32 bits may have the value of its limit, which 32 bits cannot hold."""
    assert decode(Small, encode(Small(ratio=ratio))).ratio == pytest.approx(ratio)


def test_a_message_that_breaks_its_limits() -> None:
    """What was not read from a text is checked when it becomes an object."""
    wrong: Any = message_class("test.limits.Small")()
    wrong.steps.extend([1, 5])
    assert isinstance(wrong, RawMessage)
    with pytest.raises(ConfigError, match=r"error: field steps expects an int32 \(0 to 3\), found 5$"):
        decode(Small, wrong)


class Mode(Enum):
    """A mode."""

    ONE = "one"


MANY = "a field must be one of"


@pytest.mark.parametrize(
    ("annotation", "default", "message"),
    [
        (Annotated[float, Range(0, 1)], 2.0, "cannot have its default: expects a double (0 to 1), found 2.0"),
        (Annotated[int, Range(0, 1)] | None, "x", "cannot have its default: expects int, found 'x'"),
        (Literal["a", "b"], "c", 'cannot have its default: expects "a" or "b", found \'c\''),
        (int, 0.5, "cannot have its default: expects int, found 0.5"),
        (float, "1", "cannot have its default: expects float, found '1'"),
        (tuple[str, ...], ("a", 1), "cannot have its default: expects str, found ('a', 1)"),
        (LimitsNoted, 3, "cannot have its default: expects LimitsNoted, found 3"),
        (
            Enum("Strange", {"\u00e9": 1}),
            None,
            "protobuf has no enum value '\u00e9': use a to z, 0 to 9 and _ in names",
        ),
        (Mode, "one", "cannot have its default: expects Mode, found 'one'"),
        (Path, "a.txt", "cannot have its default: expects Path, found 'a.txt'"),
        (tuple[int, int], (1,), "cannot have its default: expects 2 values, found 1"),
        (Literal["a", 1], "a", "texts only, or integers only; for other values write an Enum"),
        (Literal[True], True, "texts only, or integers only; for other values write an Enum"),
        (Annotated[str, Range(0, 1)], "a", "only a number has a range"),
        (Annotated[bool, Range(0, 1)], True, "only a number has a range"),
        (Annotated[Literal[1, 2], Range(0, 1)], 1, "only a number has a range"),
        (
            Annotated[list[int], Range(0, 1)],
            None,
            "write the range of the values inside: list[Annotated[X, Range(...)]]",
        ),
        (Annotated[int, Len(0, 1)], 1, "only a text or a list has a length"),
    ],
)
def test_a_declaration_that_makes_no_sense(annotation: Any, default: Any, message: str) -> None:
    """A default that no graph could set, or a limit on what cannot have it, is refused where it is declared."""
    options = make_dataclass("LimitsUnfit", [("value", annotation, default)])
    options.__module__ = "my_module"
    with pytest.raises(RegistrationError) as caught:
        ensure_registered(options)
    assert str(caught.value).startswith("my_module.LimitsUnfit.value ")
    assert str(caught.value).endswith(message)


def test_an_inner_dataclass_is_looked_at_with_the_outer_one() -> None:
    """A mistake in options inside options is told when the calculator is registered."""
    inner = make_dataclass("LimitsInner", [("value", complex)])
    outer = make_dataclass("LimitsOuter", [("inner", list[inner])])  # type: ignore[valid-type]
    with pytest.raises(RegistrationError, match=rf"LimitsInner\.value has type complex, but {MANY}"):
        ensure_registered(outer)


def test_an_annotation_that_raises() -> None:
    """An annotation that is no type, but an error, is told with its class."""
    options = make_dataclass("LimitsRaising", [("value", "Path.nothing", 1)])
    options.__module__ = __name__
    with pytest.raises(RegistrationError, match=r"LimitsRaising: AttributeError in an annotation: type object 'Path' "):
        ensure_registered(options)


def test_choices_are_written_as_in_a_graph() -> None:
    """Texts are in quotes, with escapes; numbers are plain."""
    assert str(Choice(("a", 'b"', "c\\"))) == r'"a" | "b\"" | "c\\"'
    assert Choice((1, 2, 4)).expected("") == "1, 2 or 4"
    assert Choice((8,)).expected("") == "8"
