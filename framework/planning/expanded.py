"""`expand_graph`: what a graph looks like inside, whether or not its calculators are known."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from backedge.authoring.base import Calculator
from backedge.authoring.contract import Contract
from backedge.authoring.registration import Registration
from backedge.config import GraphConfig, NodeConfig
from backedge.config.complaints import Complaints
from backedge.planning.connections import connect
from backedge.planning.draft import DraftNode, find_back_edges
from backedge.planning.names import canonical_names
from backedge.planning.node_ports import ports_present
from backedge.planning.order import sort_nodes
from backedge.planning.planner import read_graph, settle_defaults


def expand_graph(source: GraphConfig | str | bytes | Path) -> GraphConfig:
    """A graph with its subgraphs replaced by their insides and its nodes in the order in which they would run.

    Its text is what MediaPipe's ``CalculatorGraph.text_config`` gives. Calculators need not be registered; their
    options have to be known where the source is text.

    Args:
        source: as for `build_graph`.

    Raises:
        ConfigError: a text or subgraph that is wrong, a stream that nobody produces, or a cycle.
        ResourceError: the file cannot be read.
    """
    complaints = Complaints()
    config = settle_defaults(read_graph(source, complaints)[0])
    complaints.raise_if_any()
    nodes = [_bare(node, name) for node, name in zip(config.node, canonical_names(config.node), strict=True)]
    connections = connect(config, nodes)
    complaints.add(connections.diagnostics)
    complaints.raise_if_any()
    return dataclasses.replace(config, node=tuple(node.config for node in sort_nodes(nodes, connections)))


def _bare(node: NodeConfig, name: str) -> DraftNode:
    # Any calculator will do: only the names at its ports count here.
    registration = Registration(node.calculator, Calculator)
    contract = Contract(name, None, *ports_present(node).values())
    return DraftNode(name, node, registration, contract, find_back_edges(node, name, contract))
