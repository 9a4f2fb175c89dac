"""Complaints about names that no calculator and no subgraph has, with the ways there are to make it right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from backedge.authoring.registration import registry
from backedge.config import NodeConfig
from backedge.config.odd_characters import describe_character, odd_characters
from backedge.errors import Diagnostic
from backedge.planning.graph_catalogue import catalogue
from backedge.planning.left_out import why_missing
from backedge.suggest import suggest_by_stem

_HOW_TO_REGISTER: Final = (
    "import the module that defines it (graph_runner: --calculators MODULE), or register the subgraph "
    "(graph_runner: --subgraphs DIR; in a program: backedge.subgraphs)"
)
_ENDING: Final = "Calculator"


def unknown_calculator(node: NodeConfig, name: str, package: str, known_subgraphs: Sequence[str]) -> Diagnostic:
    """Say that the calculator of a node is not registered, or that it names none, and what to do.

    Args:
        node: its config.
        name: its name.
        package: the graph's.
        known_subgraphs: what a node may name apart from calculators.
    """
    if not node.calculator:
        which = f'node "{node.name}"' if node.name else "this node"
        hint = 'add `calculator: "NameOfACalculator"` to it'
        return Diagnostic(f"{which} names no calculator", node.location(), hint)
    return Diagnostic(
        f'calculator "{node.calculator}" (node "{name}") is not registered',
        node.location("calculator"),
        "\n".join(_cures(node.calculator, package, known_subgraphs)),
    )


def _cures(calculator: str, package: str, known_subgraphs: Sequence[str]) -> Iterator[str]:
    if odd := ", ".join(map(describe_character, odd_characters(calculator))):
        yield f"the name has {odd}"
    if missing := why_missing(calculator, package):  # then it is not misspelt
        yield missing
    elif meant := suggest_by_stem(calculator, [*(known.name for known in registry), *known_subgraphs], _ENDING):
        yield meant
    yield _HOW_TO_REGISTER
    yield from map(str, (*registry.broken_plugins, *catalogue.broken_plugins))
