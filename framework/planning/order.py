"""The order of nodes: topological, so that a greater id is further downstream."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from backedge.authoring.contract import PortContract
from backedge.dependencies import require
from backedge.errors import ConfigError, Diagnostic
from backedge.planning.connections import Connections
from backedge.planning.draft import DraftNode

if TYPE_CHECKING:
    import networkx as nx


class Edge(NamedTuple):
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
    order = _topological_order(len(nodes), edges)
    if len(order) < len(nodes):
        raise ConfigError([_cycle(nodes, edges)])
    return [nodes[index] for index in order]


def _topological_order(count: int, edges: Sequence[Edge]) -> list[int]:
    """Put the positions 0 to `count` into an order in which no edge leads back, but for those in or behind a cycle."""
    consumers: list[list[int]] = [[] for _ in range(count)]
    missing = [0] * count  # producers of each node that are not in the order yet, once for every edge
    for edge in edges:
        consumers[edge.producer].append(edge.consumer)
        missing[edge.consumer] += 1
    order: list[int] = []
    free = [index for index in range(count) if not missing[index]]
    while free:
        # Among the nodes that can come next the first in the config does: MediaPipe's order.
        index = heapq.heappop(free)
        order.append(index)
        for consumer in consumers[index]:
            missing[consumer] -= 1
            if not missing[consumer]:
                heapq.heappush(free, consumer)
    return order


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


def _cycle(nodes: Sequence[DraftNode], edges: Sequence[Edge]) -> Diagnostic:
    graph = node_graph(nodes, edges)
    import networkx as nx

    cycle = nx.find_cycle(graph)
    names = [nodes[edge[0]].name for edge in cycle]
    # The edge that goes back in the text closes the loop in its author's mind.
    closing = max(cycle, key=lambda edge: edge[0] - edge[1])
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
