"""Lint: what MediaPipe accepts, and so do we, but what certainly does not do what its author meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from backedge.config import GraphConfig
from backedge.config.options import option_types
from backedge.config.port_spec import TagMap
from backedge.errors import Diagnostic
from backedge.planning.connections import Connections
from backedge.planning.draft import DraftNode
from backedge.planning.policy_choice import choose_input_policy
from backedge.planning.stuck_loops import find_stuck_loops
from backedge.protos.registry import REGISTRY
from backedge.suggest import suggest


def find_warnings(config: GraphConfig, nodes: Sequence[DraftNode], connections: Connections) -> Iterator[Diagnostic]:
    """What there is to warn of in a graph that is valid.

    Args:
        config: the expanded graph.
        nodes: its nodes.
        connections: between them.
    """
    yield from _unproduced_outputs(config, connections)
    for node in nodes:
        yield from _foreign_options(node)
        yield from _losing_sync_sets(node)
    yield from find_stuck_loops(nodes, connections)


def _unproduced_outputs(config: GraphConfig, connections: Connections) -> Iterator[Diagnostic]:
    for port in TagMap.parse(config.output_stream, lambda index: config.location("output_stream", index)):
        if port.name not in connections.streams:
            hint = suggest(port.name, connections.streams) or "nothing will ever be seen there"
            text = f'output stream "{port.name}" of the graph is produced by nobody'
            yield Diagnostic(text, port.location, hint, severity="warning")


def _foreign_options(node: DraftNode) -> Iterator[Diagnostic]:
    if node.config.options is None and not node.config.node_options:
        return
    own = node.registration.calculator.options_type
    wanted = "" if own is None else REGISTRY.schema(own).name
    for found, location in option_types(node.config):
        if found != wanted:
            takes = f"it takes {wanted}" if wanted else "it has no options"
            text = f'{node.registration.name} (node "{node.name}") does not read options of type {found}'
            yield Diagnostic(text, location, takes, severity="warning")


def _losing_sync_sets(node: DraftNode) -> Iterator[Diagnostic]:
    if not node.contract.process_timestamp_bounds:
        return
    name, options = choose_input_policy(node)
    if name == "SyncSetInputStreamHandler" and _count_sync_sets(node, options) > 1:
        yield Diagnostic(
            f'node "{node.name}" may lose packets: {node.registration.name} processes timestamp bounds, and of the '
            f"sync sets that are ready at the same time {name} then forgets all but one",
            node.config.location("input_stream_handler"),
            "use ImmediateInputStreamHandler, or one sync_set for all inputs",
            severity="warning",
        )


def _count_sync_sets(node: DraftNode, options: Any) -> int:
    # Inputs that no set names are a set, too.
    named = sum(len(sync_set.tag_index) for sync_set in options.sync_set)
    return len(options.sync_set) + (named < len(node.contract.inputs))
