"""The order of nodes: topological, so that a greater id is further downstream."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backedge.authoring.contract import PortContract
from backedge.dependencies import require
from backedge.errors import ConfigError, Diagnostic
from backedge.planning.connections import Connections
from backedge.planning.draft import DraftNode

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Edge:
    """A stream or side packet from one node to another, by their positions in the config.

    Attributes:
        producer: position of the node it comes from.
        consumer: position of the node it goes to.
        port: the consumer's port.
    """

    producer: int
    consumer: int
    port: PortContract


def sort_nodes(nodes: Sequence[DraftNode], connections: Connections) -> list[DraftNode]:
    """Put every producer before its consumers, back edges aside; `nodes` keep their order if it is such already.

    Raises:
        ConfigError: a cycle; names the edges of which one must be a back edge.
    """
    edges = forward_edges(nodes, connections)
    if all(edge.producer < edge.consumer for edge in edges):
        return list(nodes)
    graph = node_graph(nodes, edges)
    import networkx as nx

    try:
        # Among the nodes that can come next the first in the config does: MediaPipe's order.
        return [nodes[index] for index in nx.lexicographical_topological_sort(graph)]
    except nx.NetworkXUnfeasible:
        raise ConfigError([_cycle(nodes, graph)]) from None


def forward_edges(nodes: Sequence[DraftNode], connections: Connections) -> list[Edge]:
    """Find every connection between two nodes except back edges."""
    position = {id(node): index for index, node in enumerate(nodes)}
    edges = []
    for index, node in enumerate(nodes):
        for port in node.contract.inputs:
            producer = connections.streams.get(port.name)
            if producer and (port.tag, port.index) not in node.back_edges:
                edges.append(Edge(position[id(producer[0])], index, port))
        for port in node.contract.input_side_packets:
            producer = connections.side_packets.get(port.name)
            if producer:
                edges.append(Edge(position[id(producer[0])], index, port))
    return edges


def node_graph(nodes: Sequence[DraftNode], edges: Sequence[Edge]) -> nx.DiGraph[int]:
    """Make the graph of nodes by position; the consumer's port is the attribute ``port`` of each edge."""
    require("networkx")
    import networkx as nx

    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(nodes)))
    graph.add_edges_from((edge.producer, edge.consumer, {"port": edge.port}) for edge in edges)
    return graph


def _cycle(nodes: Sequence[DraftNode], graph: nx.DiGraph[int]) -> Diagnostic:
    import networkx as nx

    edges = nx.find_cycle(graph)
    names = [nodes[edge[0]].name for edge in edges]
    # The edge that goes back in the text closes the loop in its author's mind.
    closing = max(edges, key=lambda edge: edge[0] - edge[1])
    port = graph.edges[closing[0], closing[1]]["port"]
    consumer = nodes[closing[1]]
    is_stream = port in list(consumer.contract.inputs)
    kind = "stream" if is_stream else "side packet"
    return Diagnostic(
        f"the nodes form a cycle: {' -> '.join([*names, names[0]])}; "
        f'{kind} "{port.name}" into node "{consumer.name}" closes it',
        port.location,
        f'if that is a loop, mark it: input_stream_info {{ tag_index: "{port.label}" back_edge: true }} '
        f'in node "{consumer.name}"'
        if is_stream
        else "send one of them as a stream: a node opens only when its side packets are there",
    )
