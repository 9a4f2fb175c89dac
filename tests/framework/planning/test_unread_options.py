"""Warnings of options on a node that names a subgraph, which nothing inside reads."""

from __future__ import annotations

from backedge.planning import build_graph, subgraphs
from tests.framework.planning.options_bench import inner, options

PORTS = 'output_stream: "OUTPUT:out"'
LAMP = "node_options { [type.googleapis.com/BehavioursLamp] { } }"


def warnings(type_name: str, option_value: str, given: str, graph: str = "") -> list[str]:
    """The warnings about a node with the options `given` that names a subgraph of one node with this option_value.

    Each without what all begin with.
    """
    subgraphs.register(inner(option_value, "lamp {}", graph), register_as=type_name)
    text = f'node {{ calculator: "{type_name}" name: "n" {PORTS}\n{given} }}'
    found = [str(warning) for warning in build_graph(text).warnings]
    who = f': warning: subgraph {type_name} (node "n") does not read '
    assert all(who in warning for warning in found)
    return [warning.replace(who, " ") for warning in found]


def test_options_that_are_read() -> None:
    """Fields by their names, or all of them as a whole."""
    assert warnings("unread.Field", 'option_value: "count:count"', options("count: 3")) == []
    assert warnings("unread.Inner", 'option_value: "lamp/name:options/lamp/name"', options("lamp { name: 'x' }")) == []
    assert warnings("unread.All", 'option_value: "OPTIONS:options"', options("count: 3 lamp {}")) == []
    assert warnings("unread.None", "", "") == []


def test_options_of_a_subgraph_that_has_none() -> None:
    """No node inside has an option_value."""
    found = warnings("unread.Deaf", "", options("count: 3"))
    assert found == ["<graph>:2:14 options of type BehavioursOptions\n    it has no options"]


def test_a_field_that_no_node_takes() -> None:
    """Others of the same options are read."""
    found = warnings("unread.Rest", 'option_value: "count:count"', options("count: 1 lamp {} lamps {}"))
    assert found == [
        "<graph>:2:14 option lamp of BehavioursOptions\n    it reads: count",
        "<graph>:2:14 option lamps of BehavioursOptions\n    it reads: count",
    ]


def test_a_second_type_of_options() -> None:
    """Of several, the first is what the subgraph reads, as in MediaPipe."""
    given = f"{options('count: 1')}\n{LAMP}"
    found = warnings("unread.Second", 'option_value: "count:count"', given, "count: 2")
    assert found == ["<graph>:3:14 options of type BehavioursLamp\n    it takes BehavioursOptions"]


def test_a_subgraph_that_reads_for_itself() -> None:
    """The options of a SwitchContainer are not for its nodes."""
    text = (
        'input_stream: "a" node { calculator: "SwitchContainer" input_stream: "a" output_stream: "b" '
        "options { [mediapipe.SwitchContainerOptions.ext] { select: 0 "
        'contained_node { calculator: "PassThroughCalculator" } } } }'
    )
    assert build_graph(text).warnings == ()
