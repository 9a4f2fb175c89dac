"""Calculators that send in `open` declare it: planning would take a loop through them for one that cannot begin."""

from __future__ import annotations

from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any

import pytest

from backedge import Calculator
from backedge.authoring.registration import registry

SENDS = frozenset({"send", "send_packet", "forward", "set_next_timestamp_bound", "close", "set_offset"})
"""Methods of an output that let its readers go on."""

SEND_NOTHING = {
    "ObjectDetectionCalculator": "what it closes is its model",
    "SequenceShiftCalculator": "set_offset(0) settles nothing before the input is settled",
}
"""Calculators whose `open` calls one of these methods, but lets no reader go on; and why not."""

registry.load_plugins()
BUILTIN = {
    registration.canonical: registration.calculator
    for registration in registry
    if registration.module.startswith("backedge.calculators.")
}


def names_in(code: CodeType) -> Iterator[str]:
    """Every attribute and global that code names, in the functions inside it too."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names_in(constant)


def may_send(function: Any, calculator: type[Calculator], seen: set[Any]) -> bool:
    """Tell whether a function names a method that sends, or a function of its class or module that does."""
    if not isinstance(function, FunctionType) or function in seen:
        return False
    seen.add(function)
    names = set(names_in(function.__code__))
    if not names.isdisjoint(SENDS):
        return True
    called = [vars(cls).get(name) for cls in calculator.__mro__ for name in names]
    called += [function.__globals__.get(name) for name in names]
    return any(may_send(other, calculator, seen) for other in called)


@pytest.mark.parametrize("name", sorted(BUILTIN))
def test_declaration_agrees_with_the_code(name: str) -> None:
    """`sends_in_open` says what the code of `open` does."""
    calculator = BUILTIN[name]
    sends = name not in SEND_NOTHING and may_send(calculator.open, calculator, set())
    assert calculator.sends_in_open is sends


def test_exceptions_are_needed() -> None:
    """No calculator is on the list of exceptions without a reason."""
    assert {name for name in SEND_NOTHING if may_send(BUILTIN[name].open, BUILTIN[name], set())} == set(SEND_NOTHING)
