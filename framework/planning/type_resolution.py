"""Type resolution: the type every port carries once "any" and "same as" have been followed along the streams."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backedge.authoring.contract import PortContract
from backedge.authoring.packet_types import describe_type, fits, is_union, members
from backedge.errors import Diagnostic
from backedge.planning.connections import Connections
from backedge.planning.draft import DraftNode


class _Resolver:
    """Groups of ports that adopt each other's type: they share a root, whose type is the type of all of them."""

    def __init__(self) -> None:
        self.changed = False

    def root(self, port: PortContract) -> PortContract:
        seen = set()
        while port.same_as is not None and id(port) not in seen:
            seen.add(id(port))
            port = port.same_as
        return port

    def narrow(self, port: PortContract, to: Any) -> None:
        """Give a port that is undecided the type of what it is connected to."""
        root = self.root(port)
        one_of_ours = is_union(root.type) and not is_union(to) and to in members(root.type)
        if (root.type is Any and to is not Any) or one_of_ours:
            root.type, self.changed = to, True


def resolve_types(
    nodes: Sequence[DraftNode], connections: Connections
) -> tuple[dict[str, Any], dict[str, Any], list[Diagnostic]]:
    """Settle the types of all ports in place.

    Returns:
        Types of streams and of side packets by name, and the connections that do not fit.
    """
    resolver = _Resolver()
    outside = {
        name: PortContract(spec.tag, spec.index, name, spec.location) for name, spec in connections.graph_inputs.items()
    }
    streams = {name: producer[1] if producer else outside[name] for name, producer in connections.streams.items()}
    side_packets = {name: producer[1] for name, producer in connections.side_packets.items()}
    stream_edges = _edges(nodes, streams, "inputs")
    side_edges = _edges(nodes, side_packets, "input_side_packets")
    promise_nothing = [
        port for node in nodes for port in node.contract.outputs if port.type is Any and port.same_as is None
    ]
    resolver.changed = True
    while resolver.changed:
        resolver.changed = False
        for producer, _, consumer in (*stream_edges, *side_edges):
            resolver.narrow(consumer, resolver.root(producer).type)
            resolver.narrow(producer, resolver.root(consumer).type)
    for node in nodes:
        for port in (
            *node.contract.inputs,
            *node.contract.outputs,
            *node.contract.input_side_packets,
            *node.contract.output_side_packets,
        ):
            port.type = resolver.root(port).type
    for port in promise_nothing:
        port.unproven = port.type is not Any
    diagnostics = [
        _mismatch(producer, node, consumer, what, _who_decides(producer, consumer, nodes, connections))
        for edges, what in ((stream_edges, "input stream"), (side_edges, "input side packet"))
        for producer, node, consumer in edges
        if not fits(producer.type, consumer.type)
    ]
    return (
        {name: port.type for name, port in streams.items()},
        {name: port.type for name, port in side_packets.items()},
        diagnostics,
    )


def _edges(
    nodes: Sequence[DraftNode], producers: dict[str, PortContract], kind: str
) -> list[tuple[PortContract, DraftNode, PortContract]]:
    """Find the producer's port, consumer and its port of each connection; side packets from outside join each other."""
    edges = []
    for node in nodes:
        for port in getattr(node.contract, kind):
            producer = producers.setdefault(port.name, port)
            if producer is not port:
                edges.append((producer, node, port))
    return edges


def _mismatch(producer: PortContract, node: DraftNode, consumer: PortContract, what: str, other: str) -> Diagnostic:
    return Diagnostic(
        f'{what} "{consumer.name}" of node "{node.name}": {node.registration.name} takes '
        f"{describe_type(consumer.type)} at {consumer.label}, but {other} {describe_type(producer.type)}",
        consumer.location,
    )


def _who_decides(
    producer: PortContract, consumer: PortContract, nodes: Sequence[DraftNode], connections: Connections
) -> str:
    """Name what sets the type of a stream or side packet: its producer; of one from outside, another reader."""
    made = connections.streams.get(producer.name) or connections.side_packets.get(producer.name)
    if made:
        return f'{made[0].registration.name} (node "{made[0].name}") makes it'
    readers = (
        f'node "{node.name}"'
        for node in nodes
        for port in (*node.contract.inputs, *node.contract.input_side_packets)
        if port.name == producer.name and port is not consumer and port.type == producer.type
    )
    return f"{next(readers, 'what else reads it')} takes"
