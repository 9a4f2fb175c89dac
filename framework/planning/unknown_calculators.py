"""Complaints about names that no calculator and no subgraph has, with the ways there are to make it right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from backedge.authoring.registration import candidate_names, registry
from backedge.config import NodeConfig
from backedge.config.odd_characters import describe_character, odd_characters
from backedge.errors import Diagnostic
from backedge.planning.graph_catalogue import catalogue
from backedge.planning.left_out import reason_to_leave_out
from backedge.planning.mediapipe_names import MEDIAPIPE_NAMES
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
    if name := mediapipes_name(calculator, package):  # then it is not misspelt
        reason = reason_to_leave_out(name)
        yield "MediaPipe has it, backedge " + (f"leaves it out: {reason}" if reason else "does not yet")
    elif meant := suggest_by_stem(calculator, [*(known.name for known in registry), *known_subgraphs], _ENDING):
        yield meant
    yield _HOW_TO_REGISTER
    yield from map(str, (*registry.broken_plugins, *catalogue.broken_plugins))


def mediapipes_name(calculator: str, package: str = "") -> str:
    """Return what MediaPipe registers that a graph of `package` means by `calculator`; "" if it registers no such."""
    return next((name for name in candidate_names(calculator, package) if name in MEDIAPIPE_NAMES), "")
