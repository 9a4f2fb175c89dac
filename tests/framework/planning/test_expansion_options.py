"""Options and executors when subgraphs are replaced by their insides."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from backedge import CalculatorGraph, ConfigError, load_graph
from backedge.config import GraphConfig, NodeConfig, node_options
from backedge.planning import SubgraphRegistry, subgraphs
from backedge.planning.expansion import expand_subgraphs
from backedge.protos import ensure_registered
from tests.framework.planning.expansion_bench import expand


@dataclass(frozen=True)
class BehavioursChainOptions:
    """Options of a chain of nodes."""

    node_type: str = ""
    chain_length: int = 0


ensure_registered(BehavioursChainOptions)


def chain(node: NodeConfig) -> GraphConfig:
    """A subgraph that depends on its options: nodes of one type, each behind the other."""
    options = node_options(node, BehavioursChainOptions)
    length = options.chain_length
    nodes = [
        NodeConfig(calculator=options.node_type, input_stream=(f"s_{i}",), output_stream=(f"s_{i + 1}",))
        for i in range(length)
    ]
    return GraphConfig(node=tuple(nodes), input_stream=("INPUT:s_0",), output_stream=(f"OUTPUT:s_{length}",))


@pytest.mark.parametrize(
    "options", ["options { [BehavioursChainOptions.ext]", "node_options { [type.googleapis.com/BehavioursChainOptions]"]
)
def test_a_subgraph_made_of_its_options(options: str) -> None:
    """A subgraph may be made by a function, which sees the options of the node, in either syntax."""
    known = SubgraphRegistry()
    known.register_provider("Chain", chain)
    ports = 'input_stream: "INPUT:in" output_stream: "OUTPUT:out"'
    config = load_graph(
        f'node {{ calculator: "Chain" {ports} {options} {{ node_type: "Double" chain_length: 3 }} }} }}'
    )
    expected = """
        node { name: "chain__Double_1" calculator: "Double" input_stream: "in" output_stream: "chain__s_1" }
        node { name: "chain__Double_2" calculator: "Double" input_stream: "chain__s_1" output_stream: "chain__s_2" }
        node { name: "chain__Double_3" calculator: "Double" input_stream: "chain__s_2" output_stream: "out" }
    """
    assert expand_subgraphs(config, known) == load_graph(expected)


def test_expanding_twice_changes_nothing() -> None:
    """An option_value is carried out once, with the options of its own graph, and is gone then."""

    def options(field: str, text: str = "") -> str:
        return f"{field} {{ [type.googleapis.com/BehavioursChainOptions] {{ {text} }} }}"

    value = 'option_value: "chain_length:options/chain_length"'
    moon = f'type: "Moon" {options("graph_options")} node {{ calculator: "M" {options("node_options")} {value} }}'
    given = 'options { [BehavioursChainOptions.ext] { node_type: "Double" chain_length: 3 } }'
    sky = f'{options("graph_options")} node {{ calculator: "Moon" {given} }}'
    once = expand(sky, Moon=moon)
    node = f'node {{ name: "moon__M" calculator: "M" {options("node_options", "chain_length: 3")} }}'
    assert once == load_graph(f"{options('graph_options')} {node}")
    known = SubgraphRegistry()
    known.register(moon)
    assert expand_subgraphs(once, known) == once


def executor(name: str, threads: int = 1) -> str:
    """An executor."""
    options = f"options {{ [mediapipe.ThreadPoolExecutorOptions.ext] {{ num_threads: {threads} }} }}"
    return f'executor {{ name: "{name}" type: "ThreadPoolExecutor" {options} }}'


def passing(source: str, target: str, more: str) -> str:
    """A node that passes on a stream."""
    streams = f'input_stream: "{source}" output_stream: "{target}"'
    return f'node {{ calculator: "PassThroughCalculator" {streams} {more} }}'


def test_the_executor_of_an_inner_node_is_kept() -> None:
    """Through two levels a node keeps the executor that it names, which is the outer graph's."""
    inner = 'input_stream: "INPUT:foo" output_stream: "OUTPUT:bar" ' + passing("foo", "bar", 'executor: "pool"')
    outer = """
        input_stream: "IN:in" output_stream: "OUT:out"
        node { calculator: "Inner" input_stream: "INPUT:in" output_stream: "OUTPUT:out" }
    """
    around = f'input_stream: "i" {executor("pool", 4)}'
    text = f'{around} node {{ calculator: "Enclosing" input_stream: "IN:i" output_stream: "OUT:o" }}'
    name = 'name: "enclosing__inner__PassThroughCalculator" executor: "pool"'
    assert expand(text, Inner=inner, Enclosing=outer) == load_graph(f"{around} {passing('i', 'o', name)}")


def use(subgraph: str, source: str = "i", target: str = "o") -> str:
    """A node that names a subgraph."""
    return f'node {{ calculator: "{subgraph}" input_stream: "IN:{source}" output_stream: "OUT:{target}" }}'


OWN_POOL = f"""
    type: "OwnPool" input_stream: "IN:foo" output_stream: "OUT:bar"
    {executor("xyz")} {passing("foo", "bar", 'executor: "xyz"')}
"""
OWN_POOLS = f"""
    type: "OwnPools" input_stream: "IN:foo" output_stream: "OUT:bar"
    {use("OwnPool", "foo", "b0")}
    {executor("xyz")} {passing("b0", "b1", 'executor: "xyz"')}
    {executor("abc")} {passing("b1", "bar", 'executor: "abc"')}
"""
subgraphs.register(OWN_POOL)
subgraphs.register(OWN_POOLS)
OWN_POOL_NODES = passing("i", "o", 'name: "ownpool__PassThroughCalculator" executor: "xyz"')
OWN_POOLS_NODES = "\n".join(
    (
        passing("ownpools__b0", "ownpools__b1", 'name: "ownpools__PassThroughCalculator_1" executor: "xyz"'),
        passing("ownpools__b1", "o", 'name: "ownpools__PassThroughCalculator_2" executor: "abc"'),
        passing("i", "ownpools__b0", 'name: "ownpools__ownpool__PassThroughCalculator" executor: "xyz"'),
    )
)


@pytest.mark.parametrize(("name", "nodes"), [("OwnPool", OWN_POOL_NODES), ("OwnPools", OWN_POOLS_NODES)])
def test_executors_within_are_ignored(name: str, nodes: str) -> None:
    """The executors that a subgraph declares are lost with it, so that its nodes name some that are not there."""
    text = f'input_stream: "i" {use(name)}'
    assert expand(text, OwnPool=OWN_POOL, OwnPools=OWN_POOLS) == load_graph(f'input_stream: "i" {nodes}')
    with pytest.raises(ConfigError, match=r'executor "xyz" of node .* is not declared'):
        CalculatorGraph(text)


def test_executors_outside_take_the_place_of_those_within() -> None:
    """Executors of the outer graph serve the nodes that name them inside."""
    around = f'input_stream: "i" {executor("xyz")} {executor("abc")}'
    text = around + use("OwnPools")
    assert expand(text, OwnPool=OWN_POOL, OwnPools=OWN_POOLS) == load_graph(around + OWN_POOLS_NODES)
    CalculatorGraph(text).close()
