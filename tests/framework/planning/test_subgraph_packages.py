"""The `package` of a subgraph: the calculators and graphs that the names inside it mean."""

from __future__ import annotations

import pytest

from backedge import Calculator, CalculatorGraph, Input, Output, register
from backedge.config import load_graph
from backedge.planning import SubgraphRegistry, subgraphs
from backedge.planning.expansion import expand_subgraphs
from tests.graph_text import do, graph_of


@register("scope.own.Name", "scope.outer.Name", "scope.Shared", "Name")
class Named(Calculator):
    """Has names in several packages."""

    source = Input[int]()
    target = Output[int]()

    def process(self) -> None:
        """Nothing to do."""


def subgraph(type_name: str, package: str, calculator: str) -> str:
    """A graph in a package, with one node."""
    ports = 'input_stream: "a" output_stream: "b"'
    return f'type: "{type_name}" package: "{package}" {ports} node {{ calculator: "{calculator}" {ports} }}'


@pytest.mark.parametrize(
    ("package", "outer", "name", "found"),
    [
        ("scope.own", "", "Name", "scope.own.Name"),
        ("scope.own", "scope.outer", "Name", "scope.own.Name"),
        ("scope.own", "scope.own", "Name", "scope.own.Name"),
        ("scope.own", "scope.outer", "Shared", "scope.Shared"),
        ("scope.own", "scope.outer", ".Name", "Name"),
        ("elsewhere", "scope.outer", "Name", "Name"),
        ("", "scope.outer", "Name", "scope.outer.Name"),  # as in MediaPipe
    ],
)
def test_a_subgraphs_package_applies_to_its_own_nodes(package: str, outer: str, name: str, found: str) -> None:
    """What a name means is decided where it is written."""
    type_name = f"scope.Sub_{package}_{outer}_{name}".replace(".", "_")
    subgraphs.register(subgraph(type_name, package, name))
    graph = CalculatorGraph(graph_of("a", f'package: "{outer}"', do("a", "b", calculator=type_name)))
    assert [node.registration.name for node in graph.plan.nodes] == [found]


def test_a_subgraphs_package_applies_to_the_subgraphs_that_it_names() -> None:
    """On every level."""
    known = SubgraphRegistry()
    known.register(subgraph("Deep", "scope", "own.Name"), register_as="scope.Deep")
    known.register(subgraph("Outer", "scope", "Deep"))
    expanded = expand_subgraphs(load_graph(do("a", "b", calculator="Outer")), known)
    assert [(node.name, node.calculator) for node in expanded.node] == [("outer__deep__own.Name", ".scope.own.Name")]
