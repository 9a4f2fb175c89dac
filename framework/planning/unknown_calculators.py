"""Complaints about names that no calculator and no subgraph has, with the ways there are to make it right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Final

from backedge.authoring.registration import candidate_names, registry
from backedge.config import NodeConfig
from backedge.config.odd_characters import describe_character, odd_characters
from backedge.errors import Diagnostic
from backedge.planning.graph_catalogue import catalogue
from backedge.planning.left_out import why_missing
from backedge.suggest import StemSuggestions

_HOW_TO_REGISTER: Final = (
    "import the module that defines it (graph_runner: --calculators MODULE), or register the subgraph "
    "(graph_runner: --subgraphs DIR; in a program: backedge.subgraphs)"
)
_ENDING: Final = "Calculator"


class UnknownCalculators:
    """Makes the complaints about the nodes of one graph whose calculators are not registered.

    Args:
        package: the graph's.
        known_subgraphs: lists what a node may name apart from calculators.
    """

    def __init__(self, package: str, known_subgraphs: Callable[[], Sequence[str]]) -> None:
        self._package = package
        self._known_subgraphs = known_subgraphs

    def complain(self, node: NodeConfig, name: str) -> Diagnostic:
        """Say that the calculator of `node`, which is called `name`, is not known, or that it names none."""
        if not node.calculator:
            which = f'node "{node.name}"' if node.name else "this node"
            hint = 'add `calculator: "NameOfACalculator"` to it'
            return Diagnostic(f"{which} names no calculator", node.location(), hint)
        return Diagnostic(
            f'calculator "{node.calculator}" (node "{name}") is not registered',
            node.location("calculator"),
            "\n".join(self._cures(node.calculator)),
        )

    def is_subgraph(self, node: NodeConfig) -> bool:
        """Tell whether `node` names a subgraph."""
        return any(name in self._subgraphs for name in candidate_names(node.calculator, self._package))

    def _cures(self, calculator: str) -> Iterator[str]:
        if odd := ", ".join(map(describe_character, odd_characters(calculator))):
            yield f"the name has {odd}"
        if missing := why_missing(calculator, self._package):  # then it is not misspelt
            yield missing
        elif meant := self._suggestions.near(calculator):
            yield meant
        yield _HOW_TO_REGISTER
        yield from map(str, (*registry.broken_plugins, *catalogue.broken_plugins))

    @cached_property
    def _subgraphs(self) -> Sequence[str]:
        return self._known_subgraphs()

    @cached_property
    def _suggestions(self) -> StemSuggestions:
        return StemSuggestions([*(known.name for known in registry), *self._subgraphs], _ENDING)
