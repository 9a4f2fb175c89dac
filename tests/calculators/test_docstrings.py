"""Every registered calculator describes its ports and options and shows a node that works."""

from __future__ import annotations

import dataclasses
import re

import pytest

from backedge.authoring import registry
from backedge.authoring.base import declarations_of, options_type_of
from backedge.authoring.declarations import PortKind
from backedge.authoring.registration import Registration
from backedge.config import load_graph
from backedge.planning.draft import draft_nodes
from tests.calculators.examples import OURS, descriptions, example

SECTIONS = {
    PortKind.INPUT: r"^Inputs\b.*:$",
    PortKind.OUTPUT: r"^Outputs\b.*:$",
    PortKind.SIDE_INPUT: r"^Side packets\b.*:$",
    PortKind.SIDE_OUTPUT: r"^(Output side|Side) packets\b.*:$",
}

every_calculator = pytest.mark.parametrize("registration", OURS, ids=[each.name for each in OURS])


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
