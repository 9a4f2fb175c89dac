"""`--from-node NODE`: the part of a graph that comes after a place, fed with what was recorded there."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable

from backedge.config import GraphConfig, parse_port
from backedge.errors import GraphError
from backedge.planning import build_graph
from backedge.planning.plan import GraphPlan, NodePlan
from backedge.suggest import suggest_or_list


def part_from(plan: GraphPlan, name: str, recorded: Collection[str]) -> GraphPlan:
    """The graph of a node and everything downstream of it; what comes from before becomes its input streams.

    Back edges are not followed: what goes round a loop to a node before `name` comes from the recording. Nodes that
    only set side packets stay.

    Args:
        plan: the graph, expanded.
        name: of a node, or of one that named a subgraph, which stands for all of its nodes.
        recorded: the streams there are.

    Raises:
        GraphError: there is no such node, a stream is missing, or a node that is left out sets a side packet.
    """
    kept = _with_side_packet_nodes(plan, _downstream(plan, _named(plan, name)))
    nodes = [node for node in plan.nodes if node.id in kept]
    made = {port.name for node in nodes for port in node.contract.outputs}
    needed = dict.fromkeys(port.name for node in nodes for port in node.contract.inputs if port.name not in made)
    if missing := [stream for stream in needed if stream not in recorded]:
        wanted = " ".join(f"--record-stream {stream}" for stream in needed)
        raise GraphError(
            f'the part of the graph from node "{name}" on needs stream "{missing[0]}", which was not recorded; record '
            f"what it needs: {wanted}"
        )
    return build_graph(_config(plan, nodes, list(needed), made))


def _named(plan: GraphPlan, name: str) -> list[NodePlan]:
    found = [node for node in plan.nodes if node.name == name or node.name.startswith(f"{name}__")]
    if not found:
        names = [node.name for node in plan.nodes]
        raise GraphError(f'the graph has no node "{name}"; {suggest_or_list(name, names)}')
    return found


def _downstream(plan: GraphPlan, start: Iterable[NodePlan]) -> set[int]:
    """The ids of nodes and all those that read what comes of them, but for back edges."""
    found: set[int] = set()
    streams: set[str] = set()
    starting = {node.id for node in start}
    for node in plan.nodes:  # in topological order, so that one pass is enough
        forward = {port.name for port in node.contract.inputs if (port.tag, port.index) not in node.back_edges}
        if node.id in starting or forward & streams:
            found.add(node.id)
            streams.update(port.name for port in node.contract.outputs)
    return found


def _with_side_packet_nodes(plan: GraphPlan, kept: set[int]) -> set[int]:
    """`kept` with the nodes that set the side packets that they take, and so on."""
    makers = {port.name: node for node in plan.nodes for port in node.contract.output_side_packets}
    waiting = [node for node in plan.nodes if node.id in kept]
    found = set(kept)
    while waiting:
        node = waiting.pop()
        for port in node.contract.input_side_packets:
            maker = makers.get(port.name)
            if maker is None or maker.id in found:
                continue
            if len(maker.contract.inputs):
                raise GraphError(
                    f'node "{node.name}" takes side packet "{port.name}", which node "{maker.name}" sets, and that '
                    "comes before; begin there"
                )
            found.add(maker.id)
            waiting.append(maker)
    return found


def _config(plan: GraphPlan, nodes: list[NodePlan], inputs: list[str], made: set[str]) -> GraphConfig:
    set_here = {port.name for node in nodes for port in node.contract.output_side_packets}
    config = plan.config
    return dataclasses.replace(
        config,
        node=tuple(dataclasses.replace(node.config, name=node.name) for node in nodes),
        input_stream=tuple(inputs),
        output_stream=tuple(text for text in config.output_stream if parse_port(text).name in made),
        output_side_packet=tuple(text for text in config.output_side_packet if parse_port(text).name in set_here),
    )
