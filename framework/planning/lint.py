"""Lint: warnings of what MediaPipe and we accept, although it certainly does not do what its author meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from backedge.suggest import Suggestions


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
    suggestions = Suggestions(connections.streams)
    for port in TagMap.parse(config.output_stream, lambda index: config.location("output_stream", index)):
        if port.name not in connections.streams:
            hint = suggestions.near(port.name) or "remove it, or give a node an output_stream of that name"
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
    loops = [
        (node, port, producer[0])
        for node in nodes
        if node.back_edges and _waits_for_all(node)
        for port in node.contract.inputs
        if (port.tag, port.index) in node.back_edges and (producer := connections.streams.get(port.name))
    ]
    readers = _readers(filter(_waits_for_all, nodes), connections) if loops else {}
    stuck = [(node, port) for node, port, producer in loops if producer in _reached([node], readers)]
    can_open = _before_open(readers) if stuck else set()
    for node, port in stuck:
        yield Diagnostic(
            f'node "{node.name}" waits for ever: nothing comes over its back edge "{port.name}"'
            f"{port.remark} before it has run itself",
            port.location,
            _how_to_begin(has_open=node in can_open),
            severity="warning",
        )


def _how_to_begin(*, has_open: bool) -> str:
    """Say what to do about a loop of nodes that wait.

    Args:
        has_open: whether one of them has an `open` that may send without saying so.
    """
    hint = "put a PreviousLoopbackCalculator into the loop, which does not wait for its back edge"
    return f"{hint}; or, if open() of one of its calculators sends, declare sends_in_open = True" if has_open else hint


def _reached(nodes: Iterable[DraftNode], following: Mapping[DraftNode, Iterable[DraftNode]]) -> Iterator[DraftNode]:
    """Give `nodes`, and then all that follow them, the nearest first."""
    seen = set(nodes)
    to_follow = list(seen)
    for node in to_follow:
        yield node
        found = [other for other in following.get(node, ()) if other not in seen]
        seen.update(found)
        to_follow += found


def _readers(nodes: Iterable[DraftNode], connections: Connections) -> dict[DraftNode, set[DraftNode]]:
    """Find those of `nodes` that read what each of them sends."""
    readers: dict[DraftNode, set[DraftNode]] = {node: set() for node in nodes}
    for node in readers:
        for port in node.contract.inputs:
            if (producer := connections.streams.get(port.name)) and producer[0] in readers:
                readers[producer[0]].add(node)
    return readers


def _before_open(readers: Mapping[DraftNode, Iterable[DraftNode]]) -> set[DraftNode]:
    """Find the nodes that have an `open` of their own, and those that such a node follows."""
    producers: dict[DraftNode, list[DraftNode]] = {}
    for producer, consumers in readers.items():
        for consumer in consumers:
            producers.setdefault(consumer, []).append(producer)
    opening = [node for node in readers if node.registration.calculator.open is not Calculator.open]
    return set(_reached(opening, producers))


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
