"""Every registered calculator describes its ports and options and shows a node that works."""

from __future__ import annotations

import dataclasses
import inspect
import re
import textwrap

import pytest

import backedge.calculators.builtin
from backedge.authoring import Calculator, registry
from backedge.authoring.base import declarations_of, options_type_of
from backedge.authoring.declarations import PortKind
from backedge.authoring.registration import Registration
from backedge.config import load_graph
from backedge.planning.draft import draft_nodes

SECTIONS = {
    PortKind.INPUT: r"^Inputs\b.*:$",
    PortKind.OUTPUT: r"^Outputs\b.*:$",
    PortKind.SIDE_INPUT: r"^Side packets\b.*:$",
    PortKind.SIDE_OUTPUT: r"^(Output side|Side) packets\b.*:$",
}

OURS = [each for each in registry if each.module.startswith(f"{backedge.calculators.__name__}.")]

every_calculator = pytest.mark.parametrize("registration", OURS, ids=[each.name for each in OURS])


def descriptions(calculator: type[Calculator]) -> list[str]:
    """The docstrings of the class and of the calculators that it is a variant of."""
    classes = calculator.__mro__[: calculator.__mro__.index(Calculator)]
    return [inspect.cleandoc(cls.__doc__) for cls in classes if cls.__doc__]


def example(calculator: type[Calculator]) -> str:
    """The first literal block under "Example::"."""
    text = "\n\n".join(descriptions(calculator))
    block = re.search(r"^Example::\n((?:\n|    .*\n?)+)", text, re.MULTILINE)
    assert block, f"{calculator.__qualname__} needs a section Example::"
    return textwrap.dedent(block[1])


def test_calculators_are_found() -> None:
    """The package registers calculators under MediaPipe's names."""
    assert {"GateCalculator", "PassThroughCalculator", "PreviousLoopbackCalculator"} <= {each.name for each in OURS}


@every_calculator
def test_example_can_be_built(registration: Registration) -> None:
    """The example is one node of this calculator, and under each of its names it makes a valid contract."""
    config = load_graph(example(registration.calculator))
    (node,) = config.node
    shown = registry.find(node.calculator)
    assert shown
    assert example(shown.calculator) == example(registration.calculator)
    renamed = dataclasses.replace(config, node=(dataclasses.replace(node, calculator=registration.name),))
    drafts, diagnostics = draft_nodes(renamed, tuple)
    assert diagnostics == []
    assert [draft.registration for draft in drafts] == [registration]


@every_calculator
def test_ports_and_options_are_described(registration: Registration) -> None:
    """There is a section for every kind of port, every tag is named in it, and the options' class is named."""
    calculator = registration.calculator
    text = "\n\n".join(descriptions(calculator))
    for declaration in declarations_of(calculator).values():
        assert re.search(SECTIONS[declaration.kind], text, re.MULTILINE), f"no section for {declaration.kind}s"
        tag = declaration.tag.partition(":")[0].strip("*")
        assert re.search(rf"\b{tag}\b", text), f"{declaration.kind} {tag} is not described"
    if options_type := options_type_of(calculator):
        assert re.search(rf"^Options:\n    {options_type.__name__}\b", text, re.MULTILINE)
