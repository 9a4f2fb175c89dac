"""`SolutionOutputs`: named tuples whose values are made when a program looks at them."""

from __future__ import annotations

import copy
import pickle
from functools import cached_property
from typing import ClassVar

import pytest

from backedge.compat.bridge.solution_outputs import SolutionOutputs, with_values


class Counted(SolutionOutputs):
    """Outputs that note which of their values are made."""

    _fields: ClassVar = ("first", "second")

    def __init__(self, made: list[str]) -> None:
        self._made = made

    @cached_property
    def first(self) -> str:
        self._made.append("first")
        return "one"

    @cached_property
    def second(self) -> None:
        self._made.append("second")


def test_values_are_made_when_looked_at_and_once() -> None:
    """A field that nothing reads costs nothing."""
    made: list[str] = []
    outputs = Counted(made)
    assert made == []
    assert (outputs.first, outputs.first) == ("one", "one")
    assert made == ["first"]


def test_outputs_are_named_tuples() -> None:
    """They unpack, have a length and numbers, and print by names."""
    outputs = Counted([])
    first, second = outputs
    assert (first, second) == ("one", None)
    assert outputs == ("one", None)
    assert outputs != ("one", "two")
    assert (len(outputs), outputs[0], outputs[-1], list(outputs)) == (2, "one", None, ["one", None])
    assert outputs._fields == ("first", "second")
    assert outputs._asdict() == {"first": "one", "second": None}
    assert isinstance(outputs, tuple)
    assert "one" in outputs
    assert repr(outputs) == "SolutionOutputs(first='one', second=None)"


def test_a_field_can_be_overwritten() -> None:
    """As in MediaPipe, where programs put what they make of a result in its place."""
    outputs = Counted([])
    outputs.__dict__["first"] = "two"
    outputs.second = "three"  # type: ignore[assignment]
    assert outputs == ("two", "three")


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda outputs: pickle.loads(pickle.dumps(outputs))])
def test_outputs_can_be_copied(copied: object) -> None:
    """A copy has all values, wherever it is made."""
    assert callable(copied)
    again = copied(Counted([]))
    assert again == ("one", None)
    assert again.first == "one"
    assert again._fields == ("first", "second")


def test_outputs_of_values() -> None:
    """Values that are there already are fields as well."""
    outputs = with_values({"image": 5, "rect": None})
    assert (outputs.image, outputs.rect) == outputs == (5, None)  # type: ignore[attr-defined]
