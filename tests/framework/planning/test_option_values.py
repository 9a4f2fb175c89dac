"""Options that a graph hands to its nodes."""

from __future__ import annotations

import pytest

from backedge import CalculatorGraph, ConfigError
from backedge.config import node_options
from backedge.planning import subgraphs
from tests.framework.planning.options_bench import BehavioursLamp, BehavioursOptions, inner, options


def found(text: str) -> BehavioursOptions:
    """The options that the graph's only node has after expansion."""
    (node,) = CalculatorGraph(text).plan.config.node
    assert node.option_value == ()
    return node_options(node, BehavioursOptions)


@pytest.mark.parametrize(
    ("paths", "node", "graph", "expected"),
    [
        ("count:count", "", "count: 3", BehavioursOptions(3)),
        ("OPTIONS/count:options/count", "count: 1", "count: 3", BehavioursOptions(3)),
        ("count:options/count", "count: 1", "", BehavioursOptions()),
        ("lamps:lamps", "lamps {} lamps {}", "", BehavioursOptions()),
        (
            "lamp/lights:lamp/lights",
            "lamp { lights: 9 }",
            "lamp { lights: [1, 2] }",
            BehavioursOptions(lamp=BehavioursLamp((1, 2))),
        ),
        (
            "lamp/lights:lamp/lights/1",
            "lamp {}",
            "lamp { lights: [1, 2] }",
            BehavioursOptions(lamp=BehavioursLamp((2,))),
        ),
        ("count:lamp/lights", "count: 1", "lamp { lights: [4, 5] }", BehavioursOptions(5)),
        ("lamp/lights:count", "lamp {}", "count: 8", BehavioursOptions(lamp=BehavioursLamp((8,)))),
        ("count:lamps/1/lights/0", "", "lamps {} lamps { lights: 5 }", BehavioursOptions(5)),
        ("count:lamps/lights", "", "lamps { lights: [4, 5] } lamps { lights: 6 }", BehavioursOptions(5)),
        (
            "lamp:lamp",
            'lamp { name: "kept" }',
            "lamp { lights: 1 }",
            BehavioursOptions(lamp=BehavioursLamp((1,), "kept")),
        ),
        ("lamp:lamp", "lamp { lights: 1 }", "", BehavioursOptions()),
        (
            "lamp:lamps",
            "lamp { lights: 1 }",
            "lamps { lights: 2 } lamps { name: 'n' }",
            BehavioursOptions(lamp=BehavioursLamp((1, 2), "n")),
        ),
        (
            "lamp/lights/1:lamp/lights",
            "lamp { lights: [7, 8, 9] }",
            "lamp { lights: [1, 2] }",
            BehavioursOptions(lamp=BehavioursLamp((7, 1, 2, 9))),
        ),
        (
            "lamps/0/name:lamp/name",
            "lamps { lights: 4 }",
            'lamp { name: "n" }',
            BehavioursOptions(lamps=(BehavioursLamp((4,), "n"),)),
        ),
        (
            "OPTIONS:options",
            "count: 1 lamp { lights: 1 }",
            "lamp { lights: 2 }",
            BehavioursOptions(1, BehavioursLamp((1, 2))),
        ),
        ("OPTIONS:options", "", "", BehavioursOptions()),
    ],
    ids=[
        "field",
        "prefixes",
        "unset",
        "unset messages",
        "list",
        "item",
        "the last item",
        "into a list of its own",
        "nested item",
        "the first message",
        "message",
        "unset message",
        "several messages",
        "into a list",
        "into an item",
        "all",
        "all, and nothing set",
    ],
)
def test_fields_are_copied(paths: str, node: str, graph: str, expected: BehavioursOptions) -> None:
    """A path of names and positions leads to what is read, another to where it goes; what is unset there goes here."""
    assert found(inner(f'option_value: "{paths}"', node, graph)) == expected


@pytest.mark.parametrize(
    ("path", "before", "new", "after"),
    [
        ("lights", "", "3", (3,)),
        ("lights", "3", "4", (4,)),
        ("lights", "4", "3, 4", (3, 4)),
        ("lights/1", "3, 4", "5, 6", (3, 5, 6)),
        ("lights/1", "3, 5, 6", "1, 2", (3, 1, 2, 6)),
        ("lights/0", "3, 1, 2, 6", "7", (7, 1, 2, 6)),
        ("lights/0", "7, 1, 2, 6", "", (1, 2, 6)),
        ("lights", "1, 2, 6", "", ()),
    ],
)
def test_items_are_replaced(path: str, before: str, new: str, after: tuple[int, ...]) -> None:
    """A copy takes the place of the whole list or of the item that the path names, be it more or fewer items."""
    lamps = [f"lamp {{ lights: [{numbers}] }}" for numbers in (before, new)]
    assert found(inner(f'option_value: "lamp/{path}:lamp/lights"', *lamps)).lamp.lights == after


def test_messages_in_a_list_are_merged_one_by_one() -> None:
    """A message is merged with the one whose place it takes: its numbers add up, its name is replaced."""
    values = 'lamps { name: "222" lights: 22 }'
    assert found(inner('option_value: "lamps:lamps"', "", values)).lamps == (BehavioursLamp((22,), "222"),)
    more = 'lamps { name: "333" lights: 33 } lamps { name: "4" }'
    merged = (BehavioursLamp((22, 33), "333"), BehavioursLamp((), "4"))
    assert found(inner('option_value: "lamps:lamps"', values, more)).lamps == merged
    assert found(inner('option_value: "lamps/0:lamps/1"', values, more)).lamps == (BehavioursLamp((22,), "4"),)


def test_options_of_either_syntax_are_copied_into_node_options() -> None:
    """Both places serve as source and as target; what comes out is in `node_options`, and `options` is empty."""
    extension = "options {{ [BehavioursOptions.ext] {{ {} }} }}"
    node = 'calculator: "behaviours.OptionalInputs" output_stream: "OUTPUT:out" option_value: "count:count"'
    subgraphs.register(
        f'type: "behaviours.Sun" output_stream: "OUTPUT:out" node {{ {node} {extension.format("lamp { lights: 1 }")} }}'
    )
    sun = f'node {{ calculator: "behaviours.Sun" output_stream: "OUTPUT:out" {extension.format("count: 3")} }}'
    (expanded,) = CalculatorGraph(sun).plan.config.node
    assert expanded.options is None
    assert node_options(expanded, BehavioursOptions) == BehavioursOptions(3, BehavioursLamp((1,)))


def test_the_node_that_names_a_subgraph_decides() -> None:
    """A subgraph's own options are its defaults; those of the node that names it come over them, and only once."""
    subgraphs.register(
        inner('option_value: "count:count" option_value: "lamp:lamp"', "", "count: 1 lamp { name: 'd' }"),
        register_as="behaviours.Moon",
    )
    node = 'node { calculator: "behaviours.Moon" output_stream: "OUTPUT:out" '
    assert found(node + "}") == BehavioursOptions(1, BehavioursLamp(name="d"))
    graph_options = options("count: 8", "graph_options")
    expected = BehavioursOptions(3, BehavioursLamp((4,), "d"))
    assert found(graph_options + node + options("count: 3 lamp { lights: 4 }") + "}") == expected


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        ("count:size", "BehavioursOptions has no field size"),
        ("cound:count", 'BehavioursOptions has no field cound\n    did you mean "count"'),
        ("count", 'option_value "count" is not "node/path:graph/path"'),
        ("count/x:count", "is no message, and has no field x"),
        ("count:count/x", "count is no message, and has no field x"),
        ("lamps/3/name:lamp/name", "field lamps of BehavioursOptions has no item 3"),
        ("lamp/name:lamp/name", "field lamp of BehavioursOptions is not set"),
        ("count:lamp/lights/1", "field lights of BehavioursLamp has no item 1"),
        ("lamps/0:lamp", "field lamps of BehavioursOptions has no item 0"),
        ("lamps:count", "an integer does not fit lamps, which is BehavioursLamp"),
        ("count:lamp/name", "a string does not fit count, which is an integer"),
        ("OPTIONS:lamp", "BehavioursLamp does not fit the node's options, which is BehavioursOptions"),
        ("0/count:count", "0/count begins with a number"),
        ("count:Ext::BehavioursOptions/count", "there are no options Ext::BehavioursOptions: option_value goes by"),
    ],
)
def test_paths_that_lead_nowhere(paths: str, message: str) -> None:
    """A wrong path is an error at its own place, with what was meant."""
    with pytest.raises(ConfigError) as caught:
        CalculatorGraph(inner(f'option_value: "{paths}"', "", "count: 1 lamp { name: 'x' }"))
    assert message in str(caught.value)
    assert str(caught.value).startswith("<graph>:3:")


def test_options_have_to_be_there() -> None:
    """A node that option_value is to set needs options, whether the graph has any or not; a graph needs none."""
    node = 'node { calculator: "behaviours.OptionalInputs" output_stream: "OUTPUT:out" option_value: "count:count" '
    for graph in ("", options("count: 1", "graph_options")):
        with pytest.raises(ConfigError, match="has no options that option_value could set"):
            CalculatorGraph(graph + node + "}")
    assert found(node + options("count: 4") + "}") == BehavioursOptions(4)


def test_the_options_of_both_sides_must_be_of_one_type() -> None:
    """The first options of a node that names a subgraph are merged with the subgraph's, and so of the same type."""
    subgraphs.register(inner('option_value: "count:count"', "", "count: 1"), register_as="behaviours.Moon2")
    foreign = "node_options { [type.googleapis.com/BehavioursLamp] {} }"
    node = f'node {{ calculator: "behaviours.Moon2" output_stream: "OUTPUT:out" {foreign} {options("count: 2")} }}'
    with pytest.raises(ConfigError) as caught:
        CalculatorGraph(node)
    assert str(caught.value) == (
        "<graph>:1:67: error: the graph's options are BehavioursOptions, but the node that names it has BehavioursLamp "
        "first\n    write BehavioursOptions before all other options of that node"
    )
