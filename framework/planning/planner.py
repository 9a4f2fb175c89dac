"""`build_graph`: from a config to a plan, or to a list of everything that is wrong with it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from backedge.config import GraphConfig, load_graph
from backedge.errors import ConfigError, Diagnostic
from backedge.planning.connections import Connections, connect
from backedge.planning.draft import DraftNode, draft_nodes
from backedge.planning.executors import check_executors, declare_default_executor
from backedge.planning.expansion import expand_subgraphs
from backedge.planning.input_policy import check_input_policy, choose_input_policy
from backedge.planning.legacy import check_legacy_parts
from backedge.planning.names import canonical_names
from backedge.planning.order import sort_nodes
from backedge.planning.output_handler import check_output_handler
from backedge.planning.plan import GraphPlan, NodePlan
from backedge.planning.subgraphs import SubgraphRegistry, subgraphs
from backedge.planning.type_resolution import resolve_types


def build_graph(source: GraphConfig | str | bytes | Path) -> GraphPlan:
    """Load, expand, check and order a graph.

    Args:
        source: a config, its text, its binary form, or the path of its file. The types of other graph files in the
            file's folder can be used as subgraphs.

    Raises:
        ConfigError: with everything that is wrong.
        ResourceError: the file cannot be read.
    """
    config, known = read_graph(source)
    diagnostics = [*check_executors(config), *check_legacy_parts(config)]
    config = settle_defaults(config)
    nodes, complaints = draft_nodes(config, known.names())
    diagnostics += complaints
    try:
        connections = connect(config, nodes)
    except ConfigError as error:  # ports of the graph itself that are none
        raise ConfigError([*diagnostics, *error.diagnostics]) from None
    diagnostics += connections.diagnostics
    for node in nodes:
        diagnostics += [*check_input_policy(node), *check_output_handler(node)]
    _stop_if(diagnostics)
    nodes = sort_nodes(nodes, connections)
    for node, name in zip(nodes, canonical_names([node.config for node in nodes]), strict=True):
        node.name = name
    stream_types, side_packet_types, diagnostics = resolve_types(nodes, connections)
    _stop_if(diagnostics)
    return GraphPlan(
        config=dataclasses.replace(config, node=tuple(node.config for node in nodes)),
        nodes=tuple(_plan_node(index, node) for index, node in enumerate(nodes)),
        graph_inputs=tuple(connections.graph_inputs),
        stream_types=stream_types,
        side_packet_types=side_packet_types,
        required_side_packets=_required_side_packets(nodes, connections),
    )


def read_graph(source: GraphConfig | str | bytes | Path) -> tuple[GraphConfig, SubgraphRegistry]:
    """Load a graph and expand its subgraphs; also gives where those were looked for."""
    known = SubgraphRegistry(parent=subgraphs)
    if isinstance(source, Path):
        known.add_folder(source.parent)
    config = source if isinstance(source, GraphConfig) else load_graph(source)
    return expand_subgraphs(config, known), known


def settle_defaults(config: GraphConfig) -> GraphConfig:
    """`config` with the default executor and the graph's input stream handler where MediaPipe puts them."""
    return _share_input_policy(declare_default_executor(config))


def _stop_if(diagnostics: Sequence[Diagnostic]) -> None:
    if diagnostics:
        raise ConfigError(diagnostics)


def _share_input_policy(config: GraphConfig) -> GraphConfig:
    """`config` with the graph's input stream handler copied into every node that names none."""
    handler = config.input_stream_handler
    if handler is None:
        return config
    nodes = [
        node if node.input_stream_handler else dataclasses.replace(node, input_stream_handler=handler)
        for node in config.node
    ]
    return dataclasses.replace(config, node=tuple(nodes))


def _plan_node(index: int, node: DraftNode) -> NodePlan:
    policy, policy_options = choose_input_policy(node)
    return NodePlan(
        id=index,
        name=node.name,
        config=node.config,
        registration=node.registration,
        contract=node.contract,
        back_edges=node.back_edges,
        input_policy=policy,
        input_policy_options=policy_options,
        location=node.config.location("calculator"),
    )


def _required_side_packets(nodes: Sequence[DraftNode], connections: Connections) -> dict[str, str]:
    """Side packets that must come from outside, with the first node that cannot do without each."""
    required: dict[str, str] = {}
    for node in nodes:
        for port in node.contract.input_side_packets:
            if not port.optional and port.name not in connections.side_packets:
                required.setdefault(port.name, node.name)
    return required
