"""Graphs that contain subgraphs: what they expand to, and ports that a subgraph's node or a run leaves out."""

from __future__ import annotations

import pytest

from backedge import Calculator, CalculatorGraph, ConfigError, Input, Output, load_graph, register
from backedge.config import GraphConfig
from backedge.planning import subgraphs
from backedge.templates import load_template
from tests.flow import P, end, watch
from tests.framework.planning.options_bench import OPTIONAL_INPUTS


@register("behaviours.NeedsNothing")
class NeedsNothing(Calculator):
    """Has ports, and can do without them."""

    number = Input[int]("NN", optional=True)
    result = Output[int]("NN", optional=True)

    def process(self) -> None:
        """Nothing to do."""


def expanded(text: str) -> GraphConfig:
    """The graph that runs, subgraphs replaced."""
    with CalculatorGraph(text) as graph:
        return graph.plan.config


def plain(text: str) -> GraphConfig:
    """A graph, to which the default executor is added."""
    return load_graph(f"{text} executor {{}}")


PASS = 'node { calculator: "PassThroughCalculator" input_stream: "s1" output_stream: "s2" }'
ENDS = 'input_stream: "INPUT:s1" output_stream: "OUTPUT:s2"'
PASS_GRAPH = f'type: "behaviours.PassGraph" {ENDS} {PASS}'
subgraphs.register(PASS_GRAPH)


def test_a_graph_by_itself_and_within_another() -> None:
    """By itself a graph keeps its type and names; within another its nodes have a prefix and the outer names."""
    assert expanded(PASS_GRAPH) == plain(PASS_GRAPH)
    outer = 'node { calculator: "behaviours.PassGraph" input_stream: "INPUT:s2" output_stream: "OUTPUT:s3" }'
    inside = PASS.replace("s2", "s3").replace("s1", "s2")
    name = 'name: "behaviours_passgraph__PassThroughCalculator"'
    expected = f"{ENDS} {PASS} {inside.replace('{', '{ ' + name, 1)}"
    assert expanded(f"{ENDS} {PASS} {outer}") == plain(expected)


def test_executors_of_a_subgraph_are_left_out() -> None:
    """The executors that a subgraph declares are left out; every graph has one default executor."""
    subgraphs.register('type: "behaviours.Only" node { calculator: "behaviours.NeedsNothing" } executor {}')
    node = 'node { name: "behaviours_only__behaviours.NeedsNothing" calculator: "behaviours.NeedsNothing" }'
    assert expanded('node { calculator: "behaviours.Only" }') == plain(node)


@pytest.mark.parametrize(
    ("port", "message"),
    [
        ('input_stream: "gone"', "takes no untagged input stream"),
        ('output_stream: "gone"', "takes no untagged output stream"),
        ('input_side_packet: "gone"', "takes no untagged input side packet"),
    ],
)
def test_ports_without_the_tag_they_need(port: str, message: str) -> None:
    """A calculator whose ports are all optional still takes none that it does not know, and the node is named."""
    with pytest.raises(ConfigError, match=rf'\(node "adder"\) {message}\n'):
        CalculatorGraph(f'node {{ name: "adder" calculator: "behaviours.NeedsNothing" {port} }}')


TEMPLATE = """
    type: "behaviours.PassTemplate"
    input_stream: % "INPUT:" + in_name %
    output_stream: "OUTPUT:s2"
    node { name: %in_name% calculator: "PassThroughCalculator" input_stream: %in_name% output_stream: "s2" }
"""
subgraphs.register(TEMPLATE)


def test_a_template_by_itself_and_within_another() -> None:
    """A template's parameters come from its node, and where it is the whole graph from the caller."""
    alone = load_template(TEMPLATE).expand({"in_name": "s9"})
    node = 'node { name: "s9" calculator: "PassThroughCalculator" input_stream: "s9" output_stream: "s2" }'
    ends = ENDS.replace("s1", "s9")
    with CalculatorGraph(alone) as graph:
        assert graph.plan.config == load_graph(f'type: "behaviours.PassTemplate" {ends} {node} executor {{}}')
    options = '[mediapipe.TemplateSubgraphOptions.ext]: { dict: { arg: { key: "in_name" value: { str: "s8" } } } }'
    ports = 'input_stream: "INPUT:s2" output_stream: "OUTPUT:s3"'
    outer = f'node {{ calculator: "behaviours.PassTemplate" options {{ {options} }} {ports} }}'
    inside = PASS.replace("s2", "s3").replace("s1", "s2")
    name = 'name: "behaviours_passtemplate__s8"'
    expected = f"{ENDS} {PASS} {inside.replace('{', '{ ' + name, 1)}"
    assert expanded(f"{ENDS} {PASS} {outer}") == plain(expected)


subgraphs.register(
    """
    type: "behaviours.Pair"
    input_stream: "INPUT:a" input_stream: "INPUT:1:b" output_stream: "OUTPUT:c" output_stream: "OUTPUT:1:d"
    node { calculator: "PassThroughCalculator" input_stream: "a" input_stream: "b" output_stream: "c" }
    """
)
HALF = """
    input_stream: "INPUT:in" output_stream: "OUTPUT:out"
    node { calculator: "PassThroughCalculator" input_stream: "in" output_stream: "bar" }
    node {
      calculator: "behaviours.Pair" input_stream: "INPUT:bar" output_stream: "OUTPUT:out"
    }
"""


def test_a_subgraph_may_be_connected_by_half() -> None:
    """One of two inputs and one of two outputs are left out; what is left runs."""
    inside = 'calculator: "PassThroughCalculator" input_stream: "bar" output_stream: "out"'
    expected = HALF[: HALF.index("node {\n")] + f'node {{ name: "behaviours_pair__PassThroughCalculator" {inside} }}'
    assert expanded(HALF) == plain(expected)
    with CalculatorGraph(HALF) as graph:
        graph.start_run()
        end(graph)


def test_a_subgraph_connected_by_half_must_still_fit() -> None:
    """Leaving out an output whose input is there is an error of the calculator inside, where ports must match."""
    with pytest.raises(ConfigError, match="PassThroughCalculator"):
        CalculatorGraph(HALF.replace('"INPUT:bar"', '"INPUT:bar" input_stream: "INPUT:1:bar"'))


OPTIONAL = f"""
    type: "behaviours.Optional" input_side_packet: "INPUT:side" output_stream: "OUTPUT:out"
    input_stream: "SELECT:select" input_stream: "ENABLE:enable"
    node {{
      calculator: "{OPTIONAL_INPUTS}" output_stream: "OUTPUT:out" input_side_packet: "SIDE:side"
      input_stream: "SELECT:select" input_stream: "ENABLE:enable"
    }}
"""
subgraphs.register(OPTIONAL)


def port_list(tags: list[str]) -> str:
    """Input streams whose names are their tags in small letters."""
    return "".join(f'input_stream: "{tag}:{tag.lower()}" ' for tag in tags)


@pytest.mark.parametrize("tags", [[], ["SELECT"], ["ENABLE"], ["SELECT", "ENABLE"]])
@pytest.mark.parametrize("side", [True, False])
def test_a_node_may_leave_inputs_of_a_subgraph_out(threads: int, tags: list[str], side: bool) -> None:
    """An input that the node leaves out is left out inside too, and the calculator sees that it is not connected."""
    outside = port_list(tags) + 'input_side_packet: "given" output_stream: "OUTPUT:out" '
    text = f'{outside} node {{ calculator: "behaviours.Optional" output_stream: "OUTPUT:out" {port_list(tags)}'
    text += 'input_side_packet: "INPUT:given" }' if side else "}"
    inside = f'calculator: "{OPTIONAL_INPUTS}" name: "behaviours_optional__{OPTIONAL_INPUTS}" {port_list(tags)}'
    inside += 'output_stream: "OUTPUT:out" ' + ('input_side_packet: "SIDE:given"' if side else "")
    assert expanded(text) == plain(f"{outside} node {{ {inside} }}")
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run({"given": "given"})
        for tag in tags:
            graph.add_packet_to_input_stream(tag.lower(), P(3000, 22 if tag == "SELECT" else True))
        if tags:
            graph.close_all_input_streams()
        graph.wait_until_done()
    assert seen == [P(3000 if tags else 0, "given" if side else "default")]


def test_a_run_may_leave_inputs_of_the_graph_out(threads: int) -> None:
    """One graph runs with its optional side packet and without, and with an input that ends before it begins."""
    text = OPTIONAL.replace('"INPUT:', '"').replace('"SELECT:', '"', 1).replace('"ENABLE:', '"', 1)
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run({"side": "side in"})
        graph.add_packet_to_input_stream("select", P(3000, 22))
        graph.add_packet_to_input_stream("enable", P(3000, True))
        end(graph)
        assert seen == [P(3000, "side in")]
        graph.start_run()
        graph.close_input_stream("enable")
        graph.add_packet_to_input_stream("select", P(3000, 22))
        end(graph)
    assert seen == [P(3000, "side in"), P(3000, "default")]


def test_a_run_may_leave_a_side_packet_to_its_default(threads: int) -> None:
    """One graph runs with a side packet and without; in the second run the default of the first does not linger."""
    constant = "options { [mediapipe.ConstantSidePacketCalculatorOptions.ext] { packet { int_value: 2 } } }"
    text = f"""
        input_side_packet: "given"
        node {{ calculator: "ConstantSidePacketCalculator" {constant} output_side_packet: "PACKET:two" }}
        node {{
          calculator: "DefaultSidePacketCalculator" output_side_packet: "VALUE:value"
          input_side_packet: "OPTIONAL_VALUE:given" input_side_packet: "DEFAULT_VALUE:two"
        }}
    """
    with CalculatorGraph(text, num_threads=threads) as graph:
        for given, value in (({"given": 33}, 33), ({}, 2)):
            graph.start_run(given)
            end(graph)
            assert graph.get_output_side_packet("value") == value
