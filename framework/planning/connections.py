"""Connections: which node produces each stream and side packet, and who consumes it."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from backedge.authoring.contract import PortContract
from backedge.config import GraphConfig
from backedge.config.port_spec import PortSpec, TagMap
from backedge.errors import ConfigError, Diagnostic, Location
from backedge.planning.draft import DraftNode
from backedge.planning.naming import stream_name
from backedge.suggest import Suggestions

_LOG: Final = logging.getLogger(__name__)


@dataclass
class Connections:
    """The producers of a graph's streams and side packets.

    Attributes:
        graph_inputs: the graph's input streams by name, in the order of the config's port map.
        streams: producing node and port by stream name; None for graph inputs.
        side_packets: producing node and port by side packet name; those from outside are not in it.
        diagnostics: what is wrong: names defined twice, or defined nowhere.
    """

    graph_inputs: dict[str, PortSpec] = field(default_factory=dict)
    streams: dict[str, tuple[DraftNode, PortContract] | None] = field(default_factory=dict)
    side_packets: dict[str, tuple[DraftNode, PortContract]] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)


def connect(config: GraphConfig, nodes: Iterable[DraftNode], lost_names: Collection[str] = ()) -> Connections:
    """Find the producers of everything, complaining about names that are ambiguous or lead nowhere.

    Args:
        config: the expanded graph.
        nodes: those of its nodes that were understood.
        lost_names: streams that what was not understood may produce.
    """
    found = Connections()
    for port in _graph_ports(config, "input_stream", found.diagnostics):
        if port.name in found.graph_inputs:
            found.diagnostics.append(_defined_twice("stream", port.name, port.location, "a graph input"))
        found.graph_inputs[port.name] = port
        found.streams[port.name] = None
    # A node need not produce what they name, but they have to be well-formed.
    _graph_ports(config, "output_stream", found.diagnostics)
    nodes = list(nodes)
    for node in nodes:
        for out in node.contract.outputs:
            producer = found.streams.setdefault(out.name, (node, out))
            found.diagnostics += _second_producer("stream", node, out, producer)
        for side in node.contract.output_side_packets:
            producer = found.side_packets.setdefault(side.name, (node, side))
            found.diagnostics += _second_producer("side packet", node, side, producer)
    # A name that would be there if its node or the graph's ports had been understood has its complaint already.
    promised = {stream_name(port) for node_config in config.node for port in node_config.output_stream}
    promised.update(lost_names, map(stream_name, config.input_stream))
    suggestions = Suggestions(found.streams)
    for node in nodes:
        for port_in in node.contract.inputs:
            if port_in.name not in found.streams and port_in.name not in promised:
                found.diagnostics.append(_no_producer(node, port_in, found, suggestions))
    found.diagnostics += _check_undeclared(nodes, found)
    return found


def _graph_ports(config: GraphConfig, field: str, diagnostics: list[Diagnostic]) -> Iterable[PortSpec]:
    """Parse the ports of the graph itself; none, and a complaint, if not all of them are ports."""
    try:
        return TagMap.parse(getattr(config, field), lambda index: config.location(field, index))
    except ConfigError as error:
        diagnostics += error.diagnostics
        return ()


def _check_undeclared(nodes: Iterable[DraftNode], found: Connections) -> Iterator[Diagnostic]:
    read = {port.name for node in nodes for port in node.contract.input_side_packets}
    for name, (_, port) in found.side_packets.items():
        if port.undeclared is None:
            continue
        if name in read:
            yield port.undeclared
        else:
            where = f"{port.location}: " if port.location else ""
            _LOG.warning("%s%s; side packet %s is never set", where, port.undeclared.message, name)


def _second_producer(
    kind: str, node: DraftNode, port: PortContract, first: tuple[DraftNode, PortContract] | None
) -> Iterator[Diagnostic]:
    """Complain if `port` of `node` is not what produces its stream or side packet `first`."""
    if first != (node, port):
        yield _defined_twice(kind, port.name, port.location, _who(first))


def _who(producer: tuple[DraftNode, PortContract] | None) -> str:
    return f'node "{producer[0].name}"' if producer else "a graph input"


def _defined_twice(kind: str, name: str, location: Location | None, first: str) -> Diagnostic:
    return Diagnostic(f'{kind} "{name}" is defined twice: {first} produces it already', location, "rename one of them")


def _no_producer(node: DraftNode, port: PortContract, found: Connections, suggestions: Suggestions) -> Diagnostic:
    hint = suggestions.near(port.name)
    if port.name in found.side_packets:
        hint = f'there is a side packet of that name; use `input_side_packet: "{port.name}"`'
    elif not hint:
        hint = f'add `input_stream: "{port.name}"` to the graph, or an output_stream of that name to a node'
    return Diagnostic(
        f'no node produces stream "{port.name}", which node "{node.name}" reads{port.remark}', port.location, hint
    )
