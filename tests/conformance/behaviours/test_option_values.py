"""Options that a graph hands to its nodes, and ports that a subgraph or a run leaves out."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from backedge import Calculator, CalculatorGraph, ConfigError, Input, Output, SideInput, register
from backedge.config import node_options
from backedge.planning import subgraphs
from tests.framework.nodes import P, watch


@dataclass(frozen=True)
class BehavioursLamp:
    """A part of the options below."""

    lights: tuple[int, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class BehavioursOptions:
    """Options of `OptionalInputs`, and of graphs that contain it."""

    count: int = 0
    lamp: BehavioursLamp = field(default_factory=BehavioursLamp)
    lamps: tuple[BehavioursLamp, ...] = ()


@register("behaviours.OptionalInputs")
class OptionalInputs(Calculator):
    """Sends what its side packet says, or "default", for whatever comes."""

    select = Input[int]("SELECT", optional=True)
    enable = Input[bool]("ENABLE", optional=True)
    side = SideInput[str]("SIDE", optional=True)
    output = Output[str]("OUTPUT")
    options: BehavioursOptions

    def process(self) -> None:
        self.output.send(self.side.get("default"))
        if not self.select.connected:
            self.stop()


def options(text: str, place: str = "node_options") -> str:
    """Options as an Any."""
    return f"{place} {{ [type.googleapis.com/BehavioursOptions] {{ {text} }} }}"


def inner(option_value: str, node: str = "", graph: str = "") -> str:
    """A graph whose node takes options of the graph."""
    return f"""
        {options(graph, "graph_options")} output_stream: "OUTPUT:out"
        node {{ calculator: "behaviours.OptionalInputs" output_stream: "OUTPUT:out" {options(node)} {option_value} }}
    """


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
        ("count:options/count", "count: 1", "", BehavioursOptions(1)),
        (
            "lamp/lights:lamp/lights",
            "lamp { lights: 9 }",
            "lamp { lights: [1, 2] }",
            BehavioursOptions(lamp=BehavioursLamp((1, 2))),
        ),
        ("lamp/lights:lamp/lights/1", "", "lamp { lights: [1, 2] }", BehavioursOptions(lamp=BehavioursLamp((2,)))),
        ("count:lamps/1/lights/0", "", "lamps {} lamps { lights: 5 }", BehavioursOptions(5)),
        (
            "lamp:lamp",
            'lamp { name: "kept" }',
            "lamp { lights: 1 }",
            BehavioursOptions(lamp=BehavioursLamp((1,), "kept")),
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
    ],
    ids=["field", "prefixes", "unset", "list", "item", "nested item", "message", "into a list", "into an item", "all"],
)
def test_fields_are_copied(paths: str, node: str, graph: str, expected: BehavioursOptions) -> None:
    """A path of names and positions leads to what is read, another to where it goes; unset fields copy nothing."""
    assert found(inner(f'option_value: "{paths}"', node, graph)) == expected


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
        ("count:count/x", "1 is no message, and has no field x"),
        ("lamps/3/name:lamp/name", "field lamps has no item 3"),
        ("lamp/name:count", "lamp/name cannot hold 1"),
    ],
)
def test_paths_that_lead_nowhere(paths: str, message: str) -> None:
    """A wrong path is an error at its own place, with what was meant."""
    with pytest.raises(ConfigError) as caught:
        CalculatorGraph(inner(f'option_value: "{paths}"', "", "count: 1 lamp { name: 'x' }"))
    assert message in str(caught.value)
    assert str(caught.value).startswith("<graph>:3:")


OPTIONAL = """
    type: "behaviours.Optional" input_side_packet: "INPUT:side" output_stream: "OUTPUT:out"
    input_stream: "SELECT:select" input_stream: "ENABLE:enable"
    node {
      calculator: "behaviours.OptionalInputs" output_stream: "OUTPUT:out" input_side_packet: "SIDE:side"
      input_stream: "SELECT:select" input_stream: "ENABLE:enable"
    }
"""
subgraphs.register(OPTIONAL)


@pytest.mark.parametrize("ports", ["", "SELECT", "ENABLE", "SELECT ENABLE"])
@pytest.mark.parametrize("side", [True, False])
def test_a_node_may_leave_inputs_of_a_subgraph_out(threads: int, ports: str, side: bool) -> None:
    """What is left out is left out inside as well, and the calculator sees that it is not connected."""
    streams = [port.lower() for port in ports.split()]
    text = "".join(f'input_stream: "{stream}" ' for stream in streams)
    text += 'node { calculator: "behaviours.Optional" output_stream: "OUTPUT:out" '
    text += "".join(f'input_stream: "{port}:{port.lower()}" ' for port in ports.split())
    text += 'input_side_packet: "INPUT:s" }' if side else "}"
    with CalculatorGraph(text, num_threads=threads) as graph:
        (node,) = graph.plan.config.node
        assert sorted(node.input_stream) == sorted(f"{port}:{port.lower()}" for port in ports.split())
        assert node.input_side_packet == (("SIDE:s",) if side else ())
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run({"s": "given"})
        for stream in streams:
            graph.add_packet_to_input_stream(stream, P(3000, 22 if stream == "select" else True))
        if streams:
            graph.close_all_input_streams()
        graph.wait_until_done()
    assert seen == [P(3000 if streams else 0, "given" if side else "default")]


def test_a_subgraph_left_half_connected_must_still_fit() -> None:
    """Leaving out an output whose input is there is an error of the calculator inside, where ports must match."""
    subgraphs.register(
        """
        type: "behaviours.Pair"
        input_stream: "INPUT:a" input_stream: "INPUT:1:b" output_stream: "OUTPUT:c" output_stream: "OUTPUT:1:d"
        node { calculator: "PassThroughCalculator" input_stream: "a" input_stream: "b" output_stream: "c" }
        """
    )
    node = 'node { calculator: "behaviours.Pair" input_stream: "INPUT:x" output_stream: "OUTPUT:y" '
    assert len(CalculatorGraph('input_stream: "x"' + node + "}").plan.nodes) == 1
    with pytest.raises(ConfigError, match="PassThroughCalculator"):
        CalculatorGraph('input_stream: "x"' + node + 'input_stream: "INPUT:1:x" }')
