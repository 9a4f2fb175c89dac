"""The part of a graph that what is wanted of it comes from: a batch runs no node whose results nobody reads."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from backedge.config import GraphConfig, parse_port
from backedge.planning.plan import GraphPlan, NodePlan


def needed_config(plan: GraphPlan, streams: Iterable[str]) -> GraphConfig:
    """The config of a graph without the nodes that neither streams nor nodes without outputs come from.

    What comes round a loop counts. A node that has no outputs does something else, and stays with what it reads.

    Args:
        plan: the graph, expanded.
        streams: the streams that are wanted.
    """
    by_stream = {port.name: node for node in plan.nodes for port in node.contract.outputs}
    by_side_packet = {port.name: node for node in plan.nodes for port in node.contract.output_side_packets}
    waiting = [by_stream[stream] for stream in streams if stream in by_stream]
    waiting += [node for node in plan.nodes if _has_no_outputs(node)]
    kept: set[int] = set()
    while waiting:
        node = waiting.pop()
        if node.id in kept:
            continue
        kept.add(node.id)
        read = [by_stream.get(port.name) for port in node.contract.inputs]
        read += [by_side_packet.get(port.name) for port in node.contract.input_side_packets]
        waiting += filter(None, read)
    nodes = [node for node in plan.nodes if node.id in kept]
    made = {port.name for node in nodes for port in node.contract.outputs} | set(plan.graph_inputs)
    set_here = {port.name for node in nodes for port in node.contract.output_side_packets}
    config = plan.config
    return dataclasses.replace(
        config,
        node=tuple(dataclasses.replace(node.config, name=node.name) for node in nodes),
        output_stream=tuple(text for text in config.output_stream if parse_port(text).name in made),
        output_side_packet=tuple(text for text in config.output_side_packet if parse_port(text).name in set_here),
    )


def _has_no_outputs(node: NodePlan) -> bool:
    return not len(node.contract.outputs) and not len(node.contract.output_side_packets)
