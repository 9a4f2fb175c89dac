"""Subgraph expansion: until no node names a subgraph, replace those that do by what is inside.

Order, naming and connecting follow MediaPipe's ``framework/tool/subgraph_expansion.cc``, because names and the
scheduling order of the expanded graph depend on them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TypeAlias

from backedge.config import GraphConfig, NodeConfig
from backedge.config.port_spec import TagMap
from backedge.errors import ConfigError, Diagnostic
from backedge.planning.graph_options import apply_option_values
from backedge.planning.names import canonical_names
from backedge.planning.port_names import SIDE_PACKET_FIELDS, STREAM_FIELDS, drop_ports, rename
from backedge.planning.subgraphs import SubgraphProvider, SubgraphRegistry

_Outer: TypeAlias = tuple[SubgraphProvider, ...]

_MAX_DEPTH = 100
_INTERFACE = (*STREAM_FIELDS, *SIDE_PACKET_FIELDS)
_CALCULATOR_ONLY = ("source_layer", "buffer_size_hint", "output_stream_handler", "input_stream_info")


def expand_subgraphs(config: GraphConfig, subgraphs: SubgraphRegistry) -> GraphConfig:
    """`config` with every subgraph node replaced by the nodes of its subgraph.

    Raises:
        ConfigError: ports that do not fit a subgraph's, fields a subgraph node cannot have, or endless nesting.
    """
    config = apply_option_values(config, None)
    inside: list[_Outer] = [()] * len(config.node)
    for _ in range(_MAX_DEPTH):
        providers = [subgraphs.find(node.calculator, config.package) for node in config.node]
        if not any(providers):
            return config
        config, inside = _expand_once(config, providers, inside)
    raise ConfigError([Diagnostic(f"subgraphs are nested more than {_MAX_DEPTH} deep: does one contain itself?")])


def _expand_once(
    config: GraphConfig, providers: list[SubgraphProvider | None], inside: list[_Outer]
) -> tuple[GraphConfig, list[_Outer]]:
    """One round of expansion: calculators in their order, then what is in the subgraphs.

    Args:
        config: the graph.
        providers: for each node the subgraph it names, if it names one.
        inside: for each node the subgraphs it came out of; a subgraph that contains itself would never end.
    """
    nodes = [
        (node, outer) for node, provider, outer in zip(config.node, providers, inside, strict=True) if not provider
    ]
    containers = [
        (node, provider, outer)
        for node, provider, outer in zip(config.node, providers, inside, strict=True)
        if provider
    ]
    # Namesakes are numbered in this order, calculators first, and not in that of the text.
    names = canonical_names([*(node for node, _ in nodes), *(node for node, _, _ in containers)])[len(nodes) :]
    generators, handlers = list(config.packet_generator), list(config.status_handler)
    diagnostics: list[Diagnostic] = []
    for (node, provider, outer), name in zip(containers, names, strict=True):
        if any(provider is other for other in outer):
            diagnostics.append(Diagnostic(f"subgraph {node.calculator} contains itself", node.location("calculator")))
            continue
        try:
            inner = _instantiate(node, name, provider)
        except ConfigError as error:
            diagnostics += error.diagnostics
            continue
        nodes += [(inner_node, (*outer, provider)) for inner_node in inner.node]
        generators += inner.packet_generator
        handlers += inner.status_handler
    if diagnostics:
        raise ConfigError(diagnostics)
    expanded = dataclasses.replace(
        config,
        node=tuple(node for node, _ in nodes),
        packet_generator=tuple(generators),
        status_handler=tuple(handlers),
    )
    return expanded, [outer for _, outer in nodes]


def _instantiate(node: NodeConfig, name: str, provider: SubgraphProvider) -> GraphConfig:
    """What is inside the subgraph that `node` names, renamed and connected for that node."""
    misplaced = [field for field in _CALCULATOR_ONLY if getattr(node, field)]
    if misplaced:
        raise ConfigError(
            Diagnostic(
                f'{field} on node "{name}" has no meaning: {node.calculator} is a subgraph',
                node.location(field),
                "move it to a node inside the subgraph",
            )
            for field in misplaced
        )
    inner = apply_option_values(provider(node), node)
    prefix = name.lower().translate(str.maketrans(". :", "___")) + "__"
    return _connect(node, name, _prefix(inner, prefix))


def _prefix(config: GraphConfig, prefix: str) -> GraphConfig:
    """`config` with `prefix` before the name of every stream, side packet and node."""

    def ports(message: GraphConfig | NodeConfig, fields: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        return {field: rename(getattr(message, field), lambda name: prefix + name) for field in fields}

    nodes = [
        dataclasses.replace(node, name=prefix + name, **ports(node, _INTERFACE))  # type: ignore[arg-type] # only str fields
        for node, name in zip(config.node, canonical_names(config.node), strict=True)
    ]
    generators = [
        dataclasses.replace(
            generator,
            input_side_packet=rename(generator.input_side_packet, lambda name: prefix + name),
            output_side_packet=rename(generator.output_side_packet, lambda name: prefix + name),
        )
        for generator in config.packet_generator
    ]
    return dataclasses.replace(
        config,
        node=tuple(nodes),
        packet_generator=tuple(generators),
        **ports(config, _INTERFACE),  # type: ignore[arg-type] # as above
    )


def _connect(node: NodeConfig, name: str, inner: GraphConfig) -> GraphConfig:
    """`inner` with its interface names replaced by those that `node` connects; inputs left out are removed."""
    diagnostics: list[Diagnostic] = []
    new_names: dict[str, dict[str, str]] = {}
    left_out: dict[str, set[str]] = {}
    for field in _INTERFACE:
        theirs = TagMap.parse(getattr(inner, field), lambda i, field=field: inner.location(field, i))  # type: ignore[misc] # bound at once
        ours = TagMap.parse(getattr(node, field), lambda i, field=field: node.location(field, i))  # type: ignore[misc] # bound at once
        diagnostics += _misfits(node, name, field, ours, theirs)
        kind = "stream" if field in STREAM_FIELDS else "side_packet"
        names = new_names.setdefault(kind, {})
        for port in theirs:
            match = ours.get(port.tag, port.index)
            if match:
                names[port.name] = match.name
            elif field.startswith("input"):
                left_out.setdefault(field, set()).add(port.name)
    if diagnostics:
        raise ConfigError(diagnostics)
    return dataclasses.replace(inner, node=tuple(_connect_node(n, new_names, left_out) for n in inner.node))


def _connect_node(node: NodeConfig, new_names: dict[str, dict[str, str]], left_out: dict[str, set[str]]) -> NodeConfig:
    for field, names in left_out.items():
        node = drop_ports(node, field, names)
    streams, side_packets = new_names["stream"], new_names["side_packet"]
    return dataclasses.replace(
        node,
        input_stream=rename(node.input_stream, lambda name: streams.get(name, name)),
        output_stream=rename(node.output_stream, lambda name: streams.get(name, name)),
        input_side_packet=rename(node.input_side_packet, lambda name: side_packets.get(name, name)),
        output_side_packet=rename(node.output_side_packet, lambda name: side_packets.get(name, name)),
    )


def _misfits(node: NodeConfig, name: str, field: str, ours: TagMap, theirs: TagMap) -> Iterator[Diagnostic]:
    """Complaints about ports of `node` that the subgraph does not have."""
    what = field.replace("_", " ")
    for tag in ours.tags:
        have, want = theirs.count(tag), ours.count(tag)
        if want <= have:
            continue
        shown = f"{what} {tag}" if tag else f"untagged {what}"
        location = ours.ports[ours.ids(tag)[have]].location
        known = ", ".join(f"{tag or '(untagged)'} ({theirs.count(tag)})" for tag in theirs.tags) or "none"
        if have:
            message = f'node "{name}" has {want} of {shown}, but subgraph {node.calculator} has {have}'
        else:
            message = f'subgraph {node.calculator} (node "{name}") has no {shown}'
        yield Diagnostic(message, location, f"its {what}s are: {known}")
