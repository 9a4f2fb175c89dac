"""Declarations of ports that cannot be meant: they are refused when the class is made."""

from __future__ import annotations

import re
from typing import Any

import pytest

from backedge import Calculator, Input, Inputs, Output, Outputs, SideInput, register
from backedge.authoring.base import declarations_of
from backedge.compiled_core import compiled_modules
from backedge.errors import RegistrationError


class Base(Calculator):
    """Has a port for others to inherit."""

    source = Input[int]("A")


def declare(base: type[Calculator] = Calculator, /, **attributes: Any) -> type[Calculator]:
    """A class named Own with these attributes."""
    return type("Own", (base,), attributes)


def refused(base: type[Calculator] = Calculator, /, **attributes: Any) -> str:
    """The error for a class with these attributes."""
    with pytest.raises(RegistrationError) as caught:
        declare(base, **attributes)
    return str(caught.value)


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (
            Input[int]("A"),
            Input[str]("A:0"),
            'y: x is input stream "A" already; give one of the two another tag or index, such as "A:1"',
        ),
        (
            Output[int](),
            Output[int](),
            'y: x is the first untagged output stream already; give one of the two another tag or index, such as ":1"',
        ),
        (SideInput[int](":2"), SideInput[int](":2"), 'y: x is input side packet ":2" already; give one of the two'),
        (
            Inputs[int]("A"),
            Input[int]("A:3"),
            'y: x is every input stream "A" already; give one of the two another tag',
        ),
        (Input[int]("A"), Inputs[int]("A"), 'y: x is input stream "A" already; give one of the two another tag'),
        (Outputs[int](), Outputs[int](), "y: x is every untagged output stream already; keep one of the two"),
        (Inputs[int]("*"), Inputs[int]("*"), "y: x is every other input stream already; keep one of the two"),
    ],
)
def test_two_ports_cannot_be_the_same(first: Any, second: Any, message: str) -> None:
    """Two declarations of one kind must not stand for the same port; both attributes are named."""
    assert refused(x=first, y=second).startswith(f"Own.{message}")


def test_an_inherited_port_counts() -> None:
    """A port must not be one that the base has under another name; under the same name it replaces the base's."""
    assert refused(Base, mine=Input[int]("A")).startswith('Own.mine: source is input stream "A" already')
    assert declarations_of(declare(Base, source=Input[str]("A")))["source"].value_type is str


def test_ports_of_different_kinds_may_share_a_tag() -> None:
    """Streams and side packets, in and out, have tags of their own; a group can be what other declarations leave."""
    declare(a=Input[int]("A"), b=Output[int]("A"), c=SideInput[int]("A"), d=Input[int]("A:1"), e=Inputs[int]("*"))


@pytest.mark.parametrize(
    ("port", "message"),
    [
        (Input[int]("image"), '"image" is not a tag and index; write "IMAGE"'),
        (Input[int]("image:1"), '"image:1" is not a tag and index; write "IMAGE:1"'),
        (Input[int]("A B"), '"A B" is not a tag and index; write "TAG", "TAG:index" or ":index"'),
        (Output[int]("*"), '"*" stands for a group; write Outputs'),
        (Inputs[int]("image"), '"image" is not a tag; write "IMAGE"'),
        (Inputs[int]("IMAGE:0"), '"IMAGE:0" is not a tag; write "IMAGE"'),
        (Inputs[int](":0"), '":0" is not a tag; a group has a tag in capitals, "" or "*"'),
    ],
)
def test_tags_must_be_tags(port: Any, message: str) -> None:
    """A tag that no config could name is refused, with the one that was probably meant."""
    assert refused(port=port) == f"Own.port: {message}"


def test_a_tag_is_a_string() -> None:
    """What is no string is refused; the compiled core does so at once, in words of its own."""
    with pytest.raises((RegistrationError, TypeError)) as refusal:
        declare(port=Input[int](1))  # type: ignore[arg-type] # that is the point
    compiled = "backedge.authoring.ports" in compiled_modules()
    assert str(refusal.value) == (
        "str object expected; got int" if compiled else "Own.port: the tag is a string, not 1"
    )


@pytest.mark.parametrize(
    "name", ["timestamp", "options", "node_name", "process", "stop", "lightweight", "update_contract"]
)
def test_names_of_the_engine_are_taken(name: str) -> None:
    """A port cannot be named like an attribute that every calculator has, with a value or only annotated."""
    message = f"Own.{name}: the engine uses this name; give the port another one, its tag can stay"
    assert refused(**{name: Input[int]("T")}) == message


@pytest.mark.parametrize(
    ("value", "written"),
    [(Input, "Input"), (Input[int], "Input[...]"), (Inputs, "Inputs"), (Outputs[list[int]], "Outputs[...]")],
)
def test_a_port_class_must_be_called(value: Any, written: str) -> None:
    """A port class without parentheses is refused: it declares nothing, and was hardly meant to."""
    assert refused(x=value) == f"Own.x: {written} is only the class of a port; write {written}() to declare one"


@pytest.mark.parametrize(
    ("annotation", "written"),
    [
        ("Input[int]", "Input[int]"),
        ("backedge.SideOutputs", "backedge.SideOutputs"),
        (Input[int], "Input[int]"),
        (Outputs, "Outputs"),
    ],
)
def test_an_annotation_declares_no_port(annotation: Any, written: str) -> None:
    """Registration refuses a port that is only annotated, evaluated or not; a base may leave its ports to others."""
    base = declare(__annotations__={"x": annotation})
    message = re.escape(f"Own.x: an annotation declares no port; write x = {written}()")
    with pytest.raises(RegistrationError, match=f"^{message}$"):
        register("test.OnlyAnnotated")(declare(base))
    name = "test." + re.sub(r"\W", "", f"{type(annotation).__name__}{written}")
    register(f"{name}Declared")(declare(base, x=SideInput[int]()))
    register(f"{name}Other")(declare(__annotations__={"_x": annotation, "y": "list[Input[int]]", "Z": int}))
