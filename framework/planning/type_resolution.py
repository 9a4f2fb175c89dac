"""Type resolution: the type every port carries once "any" and "same as" have been followed along the streams."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, TypeAlias, Union, get_args

from backedge.authoring.contract import PortContract
from backedge.authoring.conversions import find_conversion, taken_from_outside
from backedge.authoring.packet_types import describe_type, fits, is_union, members
from backedge.errors import Diagnostic
from backedge.planning.connections import Connections
from backedge.planning.draft import DraftNode
from backedge.protos import FixedOrigin

_Edge: TypeAlias = tuple[PortContract, DraftNode, PortContract]
"""The producer's port, the consumer, and its port."""


class _Resolver:
    """Groups of ports that adopt each other's type: they share a root, whose type is the type of all of them.

    Attributes:
        follows_readers: whether types go from readers to producers, too, which have to be asked first.
    """

    def __init__(self, edges: Sequence[_Edge]) -> None:
        self.follows_readers = False
        self._ends = [(self.root(producer), self.root(consumer)) for producer, _, consumer in edges]
        self._open: set[int] = set()
        self._had: set[tuple[int, frozenset[Any]]] = set()

    def root(self, port: PortContract) -> PortContract:
        if port.same_as is None:
            return port
        seen = set()
        while port.same_as is not None and id(port) not in seen:
            seen.add(id(port))
            port = port.same_as
        return port

    def settle(self) -> None:
        """Give the ports that are undecided the types of what they are connected to, until nothing changes.

        The edges take their turns in order, round after round; in a round come those whose ends have changed since.
        """
        next_round: set[int] = set()
        for number, (producer, consumer) in enumerate(self._ends):
            if producer.type is not Any or (self.follows_readers and consumer.type is not Any):
                next_round.update(other for other in self._take_turn(number) if other <= number)
        while next_round:
            next_round = self._play_round(next_round)

    def _play_round(self, edges: set[int]) -> set[int]:
        """Let these edges take their turns, and those later ones whose ends change; gives those of the next round."""
        waiting, in_order = edges, sorted(edges)
        next_round: set[int] = set()
        while in_order:
            number = heapq.heappop(in_order)
            waiting.discard(number)
            for other in self._take_turn(number):
                if other <= number:
                    next_round.add(other)
                elif other not in waiting:
                    waiting.add(other)
                    heapq.heappush(in_order, other)
        return next_round

    def _take_turn(self, number: int) -> Iterator[int]:
        """Settle the types at both ends of an edge; gives the edges whose ends have changed by that."""
        producer, consumer = self._ends[number]
        changed = [self._narrow(consumer, producer.type)]
        if self.follows_readers:
            changed.append(self._narrow(producer, taken_from_outside(consumer.type)))
        for root in filter(None, changed):
            yield from self._touching[id(root)]

    @cached_property
    def _touching(self) -> dict[int, list[int]]:
        """The edges at each root."""
        touching: dict[int, list[int]] = {}
        for number, ends in enumerate(self._ends):
            for end in {id(root) for root in ends}:
                touching.setdefault(end, []).append(number)
        return touching

    def _narrow(self, root: PortContract, to: Any) -> PortContract | None:
        """Settle the type of a root further; gives it if that has changed."""
        if to is Any:
            return None
        found = root.type
        if found is Any:
            found = to
            if self.follows_readers:
                self._open.add(id(root))
        elif is_union(found) or id(root) in self._open:
            found = _agreed(found, to)
        # "Fits" is no order where types hold Any: going back to what a port had before could go on for ever.
        state = (id(root), frozenset(members(found)))
        if state in self._had or state[1] == set(members(root.type)):
            return None
        self._had.add(state)
        root.type = found
        return root


def _agreed(known: Any, other: Any) -> Any:
    """Return what is of both types; `known` if nothing is."""
    both = [kind for one in members(other) for kind in _shared(members(known), one)]
    return Union[tuple(dict.fromkeys(both))] if both else known  # noqa: UP007 - built at run time


def _shared(kinds: Sequence[Any], other: Any) -> list[Any]:
    """Return what `other` and each of `kinds` have in common: the narrower of two types that fit."""
    if other in kinds:
        return [other]
    return [_narrower(kind, other) for kind in kinds if fits(kind, other) or fits(other, kind)]


def _narrower(one: Any, other: Any) -> Any:
    if fits(one, other) and fits(other, one):
        return other if get_args(other) and not get_args(one) else one  # one of them does not say what it holds
    return one if fits(one, other) else other


def resolve_types(
    nodes: Sequence[DraftNode], connections: Connections
) -> tuple[dict[str, Any], dict[str, Any], list[Diagnostic]]:
    """Settle the types of all ports in place, and which of them convert what comes.

    Returns:
        Types of streams and of side packets by name, and the connections that do not fit.
    """
    outside = {
        name: PortContract(spec.tag, spec.index, name, FixedOrigin(spec.location))
        for name, spec in connections.graph_inputs.items()
    }
    streams = {name: producer[1] if producer else outside[name] for name, producer in connections.streams.items()}
    side_packets = {name: producer[1] for name, producer in connections.side_packets.items()}
    stream_edges = _edges(nodes, streams, "inputs")
    side_edges = _edges(nodes, side_packets, "input_side_packets")
    promise_nothing = [
        port for node in nodes for port in node.contract.outputs if port.type is Any and port.same_as is None
    ]
    resolver = _Resolver((*stream_edges, *side_edges))
    resolver.settle()
    resolver.follows_readers = True
    resolver.settle()
    for node in nodes:
        for port in chain.from_iterable(node.contract.all_ports):
            if port.same_as is not None:
                port.type = resolver.root(port).type
    for port in promise_nothing:
        port.unproven = port.type is not Any
    for producer, _, consumer in (*stream_edges, *side_edges):
        consumer.conversion = find_conversion(producer.type, consumer.type)
    misfits = [
        (producer, node, consumer, what)
        for edges, what in ((stream_edges, "input stream"), (side_edges, "input side packet"))
        for producer, node, consumer in edges
        if consumer.conversion is None and not fits(producer.type, consumer.type)
    ]
    readers = _readers(nodes) if misfits else {}
    diagnostics = [
        _mismatch(producer, node, consumer, what, _who_decides(producer, consumer, readers, connections))
        for producer, node, consumer, what in misfits
    ]
    return (
        {name: port.type for name, port in streams.items()},
        {name: port.type for name, port in side_packets.items()},
        diagnostics,
    )


def _edges(nodes: Sequence[DraftNode], producers: dict[str, PortContract], kind: str) -> list[_Edge]:
    """Find the producer's port, consumer and its port of each connection; what comes from outside gets a port."""
    return [
        (producers.setdefault(port.name, PortContract("", 0, port.name)), node, port)
        for node in nodes
        for port in getattr(node.contract, kind)
    ]


def _mismatch(producer: PortContract, node: DraftNode, consumer: PortContract, what: str, other: str) -> Diagnostic:
    at = f" at {consumer.label}" if consumer.tag else ""
    return Diagnostic(
        f'{what} "{consumer.name}" of node "{node.name}": {node.registration.name} takes '
        f"{describe_type(consumer.type)}{at}, but {other} {describe_type(producer.type)}",
        consumer.location,
    )


def _readers(nodes: Sequence[DraftNode]) -> dict[str, list[tuple[DraftNode, PortContract]]]:
    """Find the nodes and ports that read each stream and side packet."""
    readers: dict[str, list[tuple[DraftNode, PortContract]]] = {}
    for node in nodes:
        for port in (*node.contract.inputs, *node.contract.input_side_packets):
            readers.setdefault(port.name, []).append((node, port))
    return readers


def _who_decides(
    producer: PortContract,
    consumer: PortContract,
    readers: Mapping[str, Sequence[tuple[DraftNode, PortContract]]],
    connections: Connections,
) -> str:
    """Name what sets the type of a stream or side packet: its producer; of one from outside, another reader."""
    made = connections.streams.get(producer.name) or connections.side_packets.get(producer.name)
    if made:
        return f'{made[0].registration.name} (node "{made[0].name}") makes it'
    others = (
        f'node "{node.name}"'
        for node, port in readers.get(producer.name, ())
        if port is not consumer and taken_from_outside(port.type) == producer.type
    )
    return f"{next(others, 'what else reads it')} takes"
