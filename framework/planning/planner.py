"""The planner: `build_graph` makes a plan of a config, or lists all that is wrong; `expand_graph` stops halfway."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from backedge.authoring.base import options_type_of
from backedge.authoring.registration import registry
from backedge.collection import without_collection
from backedge.config import GraphConfig
from backedge.config.complaints import Complaints
from backedge.config.load import source_path
from backedge.errors import ConfigError, Diagnostic, in_order
from backedge.planning.connections import Connections, connect
from backedge.planning.draft import DraftNode, draft_bare, draft_nodes
from backedge.planning.expansion import Containers, expand_with_containers
from backedge.planning.gpu_tags import GpuStandIns
from backedge.planning.graph_loading import load_graph
from backedge.planning.graph_parts import check_executors, check_legacy_parts, declare_default_executor
from backedge.planning.lint import find_warnings
from backedge.planning.naming import canonical_names
from backedge.planning.option_settings import OptionSettings, Settings
from backedge.planning.order import sort_nodes
from backedge.planning.plan import GraphPlan, NodePlan
from backedge.planning.policy_choice import check_input_policy, check_output_handler, choose_input_policy
from backedge.planning.subgraph_lookup import SubgraphLookup
from backedge.planning.type_resolution import resolve_types
from backedge.protos.message_registry import REGISTRY


@dataclass(frozen=True, slots=True)
class GraphDraft:
    """A graph as far as it can be understood, whatever is wrong with it: what a plan is made of.

    Attributes:
        config: the expanded config.
        nodes: those of its nodes that could be understood; in topological order, unless something is wrong.
        connections: which of them produces each stream and side packet.
        stream_types: the type of each stream; empty where connections are missing.
        side_packet_types: the same of side packets.
        complaints: what is wrong, and what is worth a warning.
        stand_ins: what was read in place of names for a GPU.
    """

    config: GraphConfig
    nodes: tuple[DraftNode, ...]
    connections: Connections
    stream_types: dict[str, Any]
    side_packet_types: dict[str, Any]
    complaints: Complaints
    stand_ins: GpuStandIns


@without_collection()
def build_graph(
    source: GraphConfig | str | bytes | Path,
    complaints: Complaints | None = None,
    *,
    options: Settings | None = None,
    folder: Path | None = None,
) -> GraphPlan:
    """Load, expand, check and order a graph.

    Args:
        source: a config, its text, its binary form, or the path of its file. The types of other graph files in the
            file's folder can be used as subgraphs.
        complaints: what was wrong with a config when it was read.
        options: options to set, by ``NODE.FIELD``, see `CalculatorGraph`.
        folder: where to look for subgraphs if `source` is no path: the folder that the text is going to be saved in.

    Raises:
        ConfigError: with everything that is wrong.
        ResourceError: the file cannot be read.
    """
    draft = draft_graph(source, complaints, options=options, folder=folder)
    draft.complaints.raise_if_any()
    for node in draft.nodes:
        draft.stand_ins.remember_ports(node.contract)
    warnings = find_warnings(draft.config, draft.nodes, draft.connections)
    return GraphPlan(
        config=dataclasses.replace(draft.config, node=tuple(node.config for node in draft.nodes)),
        nodes=tuple(_plan_node(index, node) for index, node in enumerate(draft.nodes)),
        graph_inputs=tuple(draft.connections.graph_inputs),
        stream_types=draft.stream_types,
        side_packet_types=draft.side_packet_types,
        required_side_packets=_required_side_packets(draft.nodes, draft.connections),
        warnings=in_order([*draft.complaints.warnings, *warnings, *draft.stand_ins.notes()]),
    )


def draft_graph(
    source: GraphConfig | str | bytes | Path,
    complaints: Complaints | None = None,
    *,
    options: Settings | None = None,
    folder: Path | None = None,
) -> GraphDraft:
    """Load, expand, check and order a graph as far as that can be done, for those who show what is wrong.

    Args:
        source: as for `build_graph`.
        complaints: the same.
        options: the same.
        folder: the same.

    Raises:
        ConfigError: the text is no config at all, or its subgraphs have no end.
        ResourceError: the file cannot be read.
    """
    complaints = Complaints() if complaints is None else complaints
    settings = OptionSettings(options or {}, complaints)
    stand_ins = GpuStandIns()
    read = read_graph(source, complaints, settings, stand_ins, folder)
    complaints.add([*check_executors(read.config, complaints), *check_legacy_parts(read.config, complaints)])
    config = settle_defaults(read.config)
    if options:
        config = _set_options(config, settings)
    nodes, misfits = draft_nodes(config, read.known.names, complaints)
    containers = dict(zip(map(id, config.node), read.containers, strict=True))
    for node in nodes:
        node.containers = containers[id(node.config)]
    complaints.add(misfits)
    connections = connect(config, nodes, complaints.lost_names)
    complaints.add(connections.diagnostics)
    complaints.add(misfit for node in nodes for misfit in _check_handlers(node, complaints))
    stream_types: dict[str, Any] = {}
    side_packet_types: dict[str, Any] = {}
    if not connections.diagnostics:
        # Both can be done with the nodes that there are, and each without the other.
        try:
            nodes = sort_nodes(nodes, connections)
        except ConfigError as error:
            complaints.add(error.diagnostics)
        if not complaints.diagnostics:
            for node, name in zip(nodes, canonical_names([node.config for node in nodes]), strict=True):
                node.name = name
        stream_types, side_packet_types, misfits = resolve_types(nodes, connections)
        complaints.add(misfits)
    return GraphDraft(config, tuple(nodes), connections, stream_types, side_packet_types, complaints, stand_ins)


class ReadGraph(NamedTuple):
    """A graph that is read and expanded.

    Attributes:
        config: the expanded config.
        known: where its subgraphs were looked for.
        containers: for each of its nodes those that it came out of.
    """

    config: GraphConfig
    known: SubgraphLookup
    containers: list[Containers]


def read_graph(
    source: GraphConfig | str | bytes | Path,
    complaints: Complaints,
    settings: OptionSettings | None = None,
    stand_ins: GpuStandIns | None = None,
    folder: Path | None = None,
) -> ReadGraph:
    """Load a graph and expand its subgraphs.

    What is wrong goes to `complaints`, as far as the rest makes sense without it.
    """
    config = source if isinstance(source, GraphConfig) else load_graph(source, complaints=complaints)
    path = source_path(source)
    known = SubgraphLookup(path.parent if path else folder, complaints)
    if settings:
        config = settings.apply_to_graph(config)
    expanded, containers = expand_with_containers(config, known, complaints, settings, stand_ins)
    for note in known.notes():
        complaints.warn(note)
    return ReadGraph(expanded, known, containers)


def _set_options(config: GraphConfig, settings: OptionSettings) -> GraphConfig:
    """Set options of the calculators of an expanded graph."""
    nodes = []
    for node, name in zip(config.node, _final_names(config), strict=True):
        registration = registry.find(node.calculator, config.package)
        options_type = registration and options_type_of(registration.calculator)
        nodes.append(settings.apply(node, name, REGISTRY.schema(options_type).name if options_type else ""))
    settings.complain_of_rest()
    return dataclasses.replace(config, node=tuple(nodes))


def _final_names(config: GraphConfig) -> list[str]:
    """Return the names that the nodes will have, in the order of the config; those that can be had if it is wrong."""
    names = canonical_names(config.node)
    try:
        nodes = [draft_bare(node, name) for node, name in zip(config.node, names, strict=True)]
        in_order = sort_nodes(nodes, connect(config, nodes))
    except ConfigError:  # told later, with all else
        return names
    final = dict(zip(map(id, in_order), canonical_names([node.config for node in in_order]), strict=True))
    return [final[id(node)] for node in nodes]


def settle_defaults(config: GraphConfig) -> GraphConfig:
    """Put the default executor and the graph's input policy where MediaPipe puts them."""
    return _share_input_policy(declare_default_executor(config))


def _check_handlers(node: DraftNode, complaints: Complaints) -> Iterable[Diagnostic]:
    handler = node.config.input_stream_handler
    if complaints.is_doubtful(node.config) or complaints.is_doubtful(handler):
        return ()
    return (*check_input_policy(node), *check_output_handler(node))


def _share_input_policy(config: GraphConfig) -> GraphConfig:
    """Copy the graph's input policy into every node of `config` that names none."""
    handler = config.input_stream_handler
    if handler is None:
        return config
    nodes = [
        node if node.input_stream_handler else dataclasses.replace(node, input_stream_handler=handler)
        for node in config.node
    ]
    return dataclasses.replace(config, node=tuple(nodes))


def _plan_node(index: int, node: DraftNode) -> NodePlan:
    policy, policy_options = choose_input_policy(node)
    return NodePlan(
        id=index,
        name=node.name,
        config=node.config,
        registration=node.registration,
        contract=node.contract,
        back_edges=node.back_edges,
        input_policy=policy,
        input_policy_options=policy_options,
        containers=node.containers,
    )


def _required_side_packets(nodes: Sequence[DraftNode], connections: Connections) -> dict[str, str]:
    """Find the side packets that must come from outside, with the first node that cannot do without each."""
    required: dict[str, str] = {}
    for node in nodes:
        for port in node.contract.input_side_packets:
            if not port.optional and port.name not in connections.side_packets:
                required.setdefault(port.name, node.name)
    return required


def expand_graph(source: GraphConfig | str | bytes | Path) -> GraphConfig:
    """Replace a graph's subgraphs by their insides, and put its nodes in the order in which they would run.

    Its text is what MediaPipe's ``CalculatorGraph.text_config`` gives. Calculators need not be registered; their
    options have to be known where the source is text.

    Args:
        source: as for `build_graph`.

    Raises:
        ConfigError: a text or subgraph that is wrong, a stream that no node produces, or a cycle.
        ResourceError: the file cannot be read.
    """
    complaints = Complaints()
    config = settle_defaults(read_graph(source, complaints).config)
    complaints.raise_if_any()
    nodes = [draft_bare(node, name) for node, name in zip(config.node, canonical_names(config.node), strict=True)]
    connections = connect(config, nodes)
    complaints.add(connections.diagnostics)
    complaints.raise_if_any()
    return dataclasses.replace(config, node=tuple(node.config for node in sort_nodes(nodes, connections)))
