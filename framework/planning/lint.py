"""Lint: warnings of what MediaPipe and we accept, although it certainly does not do what its author meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from backedge.authoring.base import Calculator, options_type_of
from backedge.config import GraphConfig
from backedge.config.options import option_types
from backedge.config.port_spec import TagMap
from backedge.errors import Diagnostic
from backedge.planning.connections import Connections
from backedge.planning.draft import DraftNode
from backedge.planning.policy_choice import choose_input_policy
from backedge.protos.message_registry import REGISTRY
from backedge.streams.policies import DEFAULT_POLICY
from backedge.suggest import suggest


def find_warnings(config: GraphConfig, nodes: Sequence[DraftNode], connections: Connections) -> Iterator[Diagnostic]:
    """Warn of what a valid graph certainly does wrong.

    Args:
        config: the expanded graph.
        nodes: its nodes.
        connections: between them.
    """
    yield from _unproduced_outputs(config, connections)
    for node in nodes:
        yield from _foreign_options(node)
        yield from _losing_sync_sets(node)
    yield from _stuck_loops(nodes, connections)


def _unproduced_outputs(config: GraphConfig, connections: Connections) -> Iterator[Diagnostic]:
    for port in TagMap.parse(config.output_stream, lambda index: config.location("output_stream", index)):
        if port.name not in connections.streams:
            hint = suggest(port.name, connections.streams) or "remove it, or give a node an output_stream of that name"
            text = f'no node produces "{port.name}", an output stream of the graph'
            yield Diagnostic(text, port.location, hint, severity="warning")


def _foreign_options(node: DraftNode) -> Iterator[Diagnostic]:
    if node.config.options is None and not node.config.node_options:
        return
    own = options_type_of(node.registration.calculator)
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


def _stuck_loops(nodes: Sequence[DraftNode], connections: Connections) -> Iterator[Diagnostic]:
    """Warn of back edges into nodes that wait for them for ever.

    A node of the default policy runs once all its inputs are settled. If every way from it to its back edge leads
    through such nodes, none of which sends anything before it runs, nothing ever settles that edge.
    """
    for node in nodes:
        for port in node.contract.inputs:
            if (port.tag, port.index) not in node.back_edges or not _waits_for_all(node):
                continue
            producer = connections.streams.get(port.name)
            waiting = _waiting_for(node, nodes, connections)
            if producer and producer[0] in waiting:
                yield Diagnostic(
                    f'node "{node.name}" waits for ever: nothing comes over its back edge "{port.name}"'
                    f"{port.remark} before it has run itself",
                    port.location,
                    _how_to_begin(waiting),
                    severity="warning",
                )


def _how_to_begin(waiting: Iterable[DraftNode]) -> str:
    """Say what to do about a loop of `waiting` nodes."""
    hint = "put a PreviousLoopbackCalculator into the loop, which does not wait for its back edge"
    # An `open` that sends without saying so is taken for one that does not.
    has_open = any(node.registration.calculator.open is not Calculator.open for node in waiting)
    return f"{hint}; or, if open() of one of its calculators sends, declare sends_in_open = True" if has_open else hint


def _waiting_for(node: DraftNode, nodes: Sequence[DraftNode], connections: Connections) -> list[DraftNode]:
    """Find the nodes that do nothing before `node` has done something; itself too."""
    waiting = [node]
    for first in waiting:
        waiting += [
            other
            for other in nodes
            if other not in waiting and _reads(other, first, connections) and _waits_for_all(other)
        ]
    return waiting


def _reads(node: DraftNode, producer: DraftNode, connections: Connections) -> bool:
    found = (connections.streams.get(port.name) for port in node.contract.inputs)
    return any(each is not None and each[0] is producer for each in found)


def _waits_for_all(node: DraftNode) -> bool:
    """Tell whether a node certainly sends nothing while one of its inputs has not begun."""
    contract = node.contract
    return (
        choose_input_policy(node)[0] == DEFAULT_POLICY
        and not contract.process_timestamp_bounds
        and contract.timestamp_offset in (0, None)
        and _opens_quietly(node)
    )


def _opens_quietly(node: DraftNode) -> bool:
    """Tell whether `open` does not send what the loop begins with, as far as the calculator declares it."""
    calculator = node.registration.calculator
    if calculator.open is Calculator.open:
        return True
    # What comes as a side packet may be a function that sends.
    return not calculator.sends_in_open and not len(node.contract.input_side_packets)
