"""Options that are set from outside, by the names of nodes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import pytest

from backedge import Calculator, CalculatorGraph, ConfigError, Input, Output, register
from backedge.planning import build_graph, subgraphs
from backedge.protos import Message, field
from tests.graph_text import graph_of


class SettingsMode(IntEnum):
    """Values of an enum."""

    SLOW = 0
    FAST = 1


class SettingsInner(Message, name="test.SettingsInner"):
    """A message inside."""

    depth: int = field(1)


class SettingsOptions(Message, name="test.SettingsOptions", extension=900_101):
    """One field of each kind."""

    level: float = field(1, default=0.5)
    count: int = field(2, default=1)
    name: str = field(3)
    on: bool = field(4)
    mode: SettingsMode = field(5)
    sizes: tuple[int, ...] = field(6)
    inner: SettingsInner = field(7)
    kept: int = field(8)
    inners: tuple[SettingsInner, ...] = field(9)


@dataclass
class NeededOptions:
    """An option without default."""

    needed: int


@register("settings.Node")
class Node(Calculator):
    """Has those options."""

    source = Input[int]()
    target = Output[int]()
    options: SettingsOptions

    def process(self) -> None:
        """Nothing to do."""


@register("settings.Needy")
class Needy(Node):
    """Needs an option."""

    options: NeededOptions  # type: ignore[assignment] # another class's


@register("settings.Plain")
class Plain(Calculator):
    """Has no options."""

    source = Input[int]()
    target = Output[int]()

    def process(self) -> None:
        """Nothing to do."""


PORTS = 'input_stream: "a" output_stream: "b"'
SUB = f"""type: "settings.Sub" {PORTS}
graph_options {{ [type.googleapis.com/test.SettingsOptions] {{ level: 0.25 }} }}
node {{
  calculator: "settings.Node" name: "inside" {PORTS} option_value: "level:level"
  options {{ [test.SettingsOptions.ext] {{ kept: 5 }} }}
}}"""
subgraphs.register(SUB)
NODE = f'node {{ calculator: "settings.Node" name: "n" {PORTS} %s }}'
EXTENSION = "options { [test.SettingsOptions.ext] { kept: 5 sizes: 1 sizes: 2 inner { depth: 2 } } }"
ANY = "node_options { [type.googleapis.com/test.SettingsOptions] { kept: 5 sizes: 1 sizes: 2 inner { depth: 2 } } }"


def options_of(text: str, settings: dict[str, Any], node: str = "n") -> Any:
    """The options that a node has in the plan."""
    return next(plan.contract.options for plan in build_graph(text, options=settings).nodes if plan.name == node)


@pytest.mark.parametrize("written", ["", EXTENSION, ANY], ids=["no options", "an extension", "an Any"])
@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("level", "0.75", 0.75),
        ("level", 0.75, 0.75),
        ("level", "1", 1.0),
        ("count", "-3", -3),
        ("name", "two words", "two words"),
        ("name", "7", "7"),
        ("on", "true", True),
        ("on", True, True),
        ("mode", "FAST", SettingsMode.FAST),
        ("mode", SettingsMode.FAST, SettingsMode.FAST),
        ("sizes", "[3, 4]", (3, 4)),
        ("sizes", (3, 4), (3, 4)),
        ("sizes", "7", (7,)),
        ("inner.depth", "9", SettingsInner(depth=9)),
    ],
)
def test_a_field_of_a_node(written: str, key: str, value: Any, expected: Any) -> None:
    """As text or as Python has it; what else the node's options say stays."""
    options = options_of(graph_of("a", NODE % written), {f"n.{key}": value})
    assert getattr(options, key.partition(".")[0]) == expected
    assert options.kept == (5 if written else 0)


def test_nodes_go_by_the_names_that_the_plan_has() -> None:
    """Namesakes are numbered in the order in which they run, which need not be that of the text."""
    first = 'node { calculator: "settings.Node" input_stream: "a" output_stream: "b" }'
    second = 'node { calculator: "settings.Node" input_stream: "b" output_stream: "c" }'
    plan = build_graph(graph_of("a", second, first), options={"settings.Node_1.count": 7})
    assert [(node.name, node.contract.options.count) for node in plan.nodes] == [
        ("settings.Node_1", 7),
        ("settings.Node_2", 1),
    ]


@pytest.mark.parametrize(
    ("settings", "level"),
    [
        ({}, 0.25),
        ({"outer.level": 0.75}, 0.75),
        ({"outer__inside.level": 0.875}, 0.875),
        ({"outer.level": 0.75, "outer__inside.level": 0.875}, 0.875),
    ],
)
def test_a_subgraph_and_the_nodes_inside_it(settings: dict[str, Any], level: float) -> None:
    """Options of a node that names a subgraph are handed on; those of a node inside it have the last word."""
    text = graph_of("a", f'node {{ calculator: "settings.Sub" name: "outer" {PORTS} }}')
    options = options_of(text, settings, "outer__inside")
    assert (options.level, options.kept) == (level, 5)


def test_the_graphs_own_options() -> None:
    """A key without a node."""
    assert options_of(SUB, {"level": 0.75}, "inside").level == 0.75


def test_an_option_that_the_text_lacks() -> None:
    """What is set counts when the text is checked."""
    text = graph_of("a", f'node {{ calculator: "settings.Needy" name: "n" {PORTS} }}')
    with pytest.raises(ConfigError, match="needed"):
        build_graph(text)
    assert options_of(text, {"n.needed": "3"}) == NeededOptions(3)


def test_a_running_graph_has_them() -> None:
    """`CalculatorGraph` takes them, and its config has them."""
    graph = CalculatorGraph(graph_of("a", NODE % ""), options={"n.count": 4})
    assert "count: 4" in graph.text_config


@pytest.mark.parametrize(
    ("key", "value", "complaint"),
    [
        ("m.level", "1", 'the graph has no node "m"\n    there are: outer, n, plain, outer__inside'),
        ("oute.level", "1", 'the graph has no node "oute"\n    did you mean "outer"?'),
        ("n.levle", "1", 'test.SettingsOptions has no field levle\n    did you mean "level"? its fields are level, '),
        ("n.level", "high", "field level expects a float, found high"),
        ("n.count", "2.5", "field count expects an int32, found 2.5"),
        ("n.count", "1 kept: 2", "field count expects an int32, found 1 kept: 2"),
        ("n.on", "maybe", "field on expects true or false, found maybe"),
        ("n.mode", "FASTER", 'field mode expects a value of SettingsMode, found FASTER\n    did you mean "FAST"?'),
        ("n.inner", "3", "field inner expects a message in braces, found 3"),
        ("n.inner.dept", "3", 'test.SettingsInner has no field dept\n    did you mean "depth"?'),
        ("n.count.depth", "3", "field count expects an int32, found a message"),
        ("n.inners.depth", "3", "field inners is a list of messages, and no field of one can be set from outside"),
        ("n.sizes", "[1, two]", "field sizes expects an int32, found two"),
        ("plain.x", "1", 'node "plain" has no options'),
        ("level", "1", "the graph has no options\n    of a node it is NODE.FIELD"),
        ("outer.levle", "1", 'test.SettingsOptions has no field levle\n    did you mean "level"?'),
    ],
)
def test_what_cannot_be_set(key: str, value: str, complaint: str) -> None:
    """The error names the key, near names, and what the field holds."""
    plain = 'node { calculator: "settings.Plain" name: "plain" input_stream: "a" output_stream: "c" }'
    outer = 'node { calculator: "settings.Sub" name: "outer" input_stream: "a" output_stream: "d" }'
    with pytest.raises(ConfigError) as caught:
        build_graph(graph_of("a", NODE % "", plain, outer), options={key: value})
    assert str(caught.value).startswith(f'error: cannot set "{key}": {complaint}')


def test_everything_that_cannot_be_set_is_told_at_once() -> None:
    """With what else is wrong with the graph."""
    with pytest.raises(ConfigError) as caught:
        build_graph(graph_of("a", NODE % "", 'node { calculator: "none.At" }'), options={"n.x": 1, "m.x": 1})
    assert [diagnostic.message.partition(":")[0] for diagnostic in caught.value.diagnostics] == [
        'cannot set "n.x"',
        'cannot set "m.x"',
        'calculator "none.At" (node "none.At") is not registered',
    ]
