"""Drawings are made here: of a plan, or of a draft of a graph that cannot be planned."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal

from backedge.authoring.base import Calculator
from backedge.authoring.contract import PortContract, PortContracts
from backedge.authoring.packet_types import describe_type
from backedge.config import GraphConfig
from backedge.config.complaints import Complaints
from backedge.config.port_spec import TagMap
from backedge.errors import ConfigError, Diagnostic, Location, in_order
from backedge.planning import GraphPlan, NodePlan
from backedge.planning.draft import DraftNode
from backedge.planning.expansion import SubgraphNode
from backedge.planning.graph_parts import pool_size
from backedge.planning.planner import draft_graph
from backedge.planning.policy_choice import choose_input_policy
from backedge.streams.policies import DEFAULT_POLICY
from backedge.tools.drawing.drawing_model import ROOT, Box, Drawing, Edge, End, Place, Port, PortKind, Problem
from backedge.tools.drawing.option_values import set_options

_FIELDS: Final[Mapping[PortKind, str]] = {
    "inputs": "input_stream",
    "outputs": "output_stream",
    "input_side_packets": "input_side_packet",
    "output_side_packets": "output_side_packet",
}


def draw_graph(
    source: Path | GraphConfig,
    options: Mapping[str, str] | None = None,
    complaints: Complaints | None = None,
    *,
    name: str = "graph",
    folder: Path | None = None,
) -> Drawing:
    """Draw a graph as far as it can be understood; what is wrong with it is among its `problems`.

    Args:
        source: its file, or its config.
        options: options to set, by ``NODE.FIELD``.
        complaints: what was wrong with the config when it was read.
        name: what to call a config that has no `type`; a file has its own name.
        folder: where a config looks for subgraphs; a file does so in its own.

    Raises:
        ConfigError: the text is no config at all, or its subgraphs have no end.
        ResourceError: the file cannot be read.
    """
    draft = draft_graph(source, complaints, options=options, folder=folder)
    name = source.stem if isinstance(source, Path) else name
    problems = in_order([*draft.complaints.diagnostics, *draft.complaints.warnings])
    return _Builder(draft.config, draft.nodes, draft.stream_types, draft.side_packet_types, problems).build(name)


def draw_plan(plan: GraphPlan, name: str = "graph") -> Drawing:
    """Draw a graph that can run.

    Args:
        plan: the graph.
        name: what to call it if it has no `type`.
    """
    types = plan.stream_types, plan.side_packet_types
    return _Builder(plan.config, plan.nodes, *types, plan.warnings).build(name)


class _Builder:
    """The making of one drawing.

    Args:
        config: the expanded config.
        nodes: the nodes.
        stream_types: the types of the streams, as far as they are known.
        side_packet_types: the same of side packets.
        problems: what is wrong with the graph.
    """

    def __init__(
        self,
        config: GraphConfig,
        nodes: Sequence[NodePlan | DraftNode],
        stream_types: Mapping[str, Any],
        side_packet_types: Mapping[str, Any],
        problems: Iterable[Diagnostic],
    ) -> None:
        self._config = config
        self._nodes = nodes
        self._stream_types = stream_types
        self._side_packet_types = side_packet_types
        self._problems = tuple(problems)
        self._group_ids: dict[int, str] = {}  # by the identity of the node that named the subgraph
        self._groups: dict[str, Box] = {}
        for node in nodes:
            for depth, container in enumerate(node.containers):
                self._add_group(container, node.containers[:depth])

    def build(self, name: str) -> Drawing:
        boxes = [self._node(node) for node in self._nodes]
        return Drawing(
            name=self._config.type or name,
            root=self._root,
            groups=tuple(self._groups.values()),
            nodes=tuple(boxes),
            edges=tuple(self._edges()),
            executors=tuple(self._executors()),
            problems=tuple(_problem(each) for each in self._problems),
        )

    # boxes

    @cached_property
    def _root(self) -> Box:
        ports = {kind: self._config_ports(self._config, kind) for kind in _FIELDS}
        declared = {port.name for port in ports["input_side_packets"]}
        produced = {port.name for node in self._nodes for port in node.contract.output_side_packets}
        asked = {port.name: port for node in self._nodes for port in node.contract.input_side_packets}
        more = [_port(port, "input_side_packets") for name, port in asked.items() if name not in declared | produced]
        ports["input_side_packets"] += tuple(replace(port, label="") for port in more)
        place = _place(self._config.location())
        return Box(ROOT, "", self._config.type, self._config.type, "", **ports, place=place)  # type: ignore[arg-type] # by kind

    def _add_group(self, container: SubgraphNode, around: Sequence[SubgraphNode]) -> None:
        if id(container) in self._group_ids:
            return
        group_id = f"{container.name}{ROOT}"
        while group_id in self._groups:
            group_id = f"{group_id[:-1]}'{ROOT}"
        self._group_ids[id(container)] = group_id
        config = container.config
        ports: Any = {kind: self._config_ports(config, kind) for kind in _FIELDS}
        self._groups[group_id] = Box(
            group_id,
            container.name,
            _local_name(container.name, around),
            config.calculator,
            self._group_of(around),
            **ports,
            place=_place(config.location("calculator")),
        )

    def _node(self, node: NodePlan | DraftNode) -> Box:
        contract, calculator = node.contract, node.registration.calculator
        policy = choose_input_policy(node)[0] if isinstance(node, DraftNode) else node.input_policy
        ports: Any = {kind: tuple(_port(port, kind) for port in getattr(contract, kind)) for kind in _FIELDS}
        ports["inputs"] = tuple(
            replace(port, back_edge=True) if key in node.back_edges and self._is_marked(node, key) else port
            for key, port in zip(contract.inputs.keys, ports["inputs"], strict=True)
        )
        mark = f'node "{node.name}"'
        return Box(
            node.name,
            node.name,
            _local_name(node.name, node.containers),
            node.config.calculator,
            self._group_of(node.containers),
            **ports,
            options=set_options(contract.options),
            executor=node.config.executor,
            input_policy="" if policy == DEFAULT_POLICY else policy,
            summary="" if calculator is Calculator else _first_line(inspect.getdoc(calculator)),
            place=_place(node.config.location("calculator")),
            problems=tuple(each.message for each in self._problems if mark in each.message),
        )

    @staticmethod
    def _is_marked(node: NodePlan | DraftNode, key: tuple[str, int]) -> bool:
        """Tell whether the config itself says so; drafts take all inputs of what they do not know for back edges."""
        port = node.contract.inputs[key]
        return any(info.back_edge and info.tag_index in _spellings(port) for info in node.config.input_stream_info)

    def _group_of(self, containers: Sequence[SubgraphNode]) -> str:
        return self._group_ids[id(containers[-1])] if containers else ROOT

    # ports

    def _config_ports(self, config: Any, kind: PortKind) -> tuple[Port, ...]:
        """The ports of a group as its node, or the graph itself, writes them; none if they are written wrongly."""
        try:
            specs = TagMap.parse(getattr(config, _FIELDS[kind]))
        except ConfigError:
            return ()
        types = self._side_packet_types if kind.endswith("side_packets") else self._stream_types
        return tuple(
            Port(
                f"{spec.tag}:{spec.index}" if spec.tag and spec.index else spec.tag,
                spec.name,
                _type(types.get(spec.name)),
            )
            for spec in specs
        )

    # edges

    def _edges(self) -> Iterator[Edge]:
        yield from self._edges_of("stream", "inputs", "outputs", self._stream_types)
        yield from self._edges_of("side_packet", "input_side_packets", "output_side_packets", self._side_packet_types)

    def _edges_of(
        self, kind: Literal["stream", "side_packet"], read: PortKind, made: PortKind, types: Mapping[str, Any]
    ) -> Iterator[Edge]:
        producers: dict[str, tuple[End, Sequence[SubgraphNode], Any]] = {}
        for index, port in enumerate(_ports(self._root, read)):
            producers.setdefault(port.name, (End(ROOT, read, index), (), None))
        for node in self._nodes:
            for index, contract in enumerate(getattr(node.contract, made)):
                producers.setdefault(contract.name, (End(node.name, made, index), node.containers, contract.type))
        for node in self._nodes:
            contracts: PortContracts = getattr(node.contract, read)
            for index, (key, reader) in enumerate(zip(contracts.keys, contracts, strict=True)):
                if reader.name not in producers:
                    continue  # that is one of the problems, or a side packet that may be missing
                source, around, made_type = producers[reader.name]
                yield self._edge(
                    kind,
                    reader.name,
                    types.get(reader.name, made_type or reader.type),
                    (source, around, End(node.name, read, index), node.containers),
                    back_edge=kind == "stream" and key in node.back_edges and self._is_marked(node, key),
                    conversion=str(reader.conversion or ""),
                )
        for index, port in enumerate(_ports(self._root, made)):
            if port.name in producers:
                source, around, made_type = producers[port.name]
                ends = (source, around, End(ROOT, made, index), ())
                yield self._edge(kind, port.name, types.get(port.name, made_type), ends)

    def _edge(
        self,
        kind: Literal["stream", "side_packet"],
        name: str,
        value_type: Any,
        ends: tuple[End, Sequence[SubgraphNode], End, Sequence[SubgraphNode]],
        *,
        back_edge: bool = False,
        conversion: str = "",
    ) -> Edge:
        source, source_in, target, target_in = ends
        shared = 0
        while shared < min(len(source_in), len(target_in)) and source_in[shared] is target_in[shared]:
            shared += 1
        return Edge(
            kind,
            name,
            _type(value_type),
            conversion,
            back_edge,
            self._group_of(source_in[:shared]),
            (*(self._group_end(each, source.ports, name) for each in source_in[shared:]), source),
            (*(self._group_end(each, target.ports, name) for each in target_in[shared:]), target),
        )

    def _group_end(self, container: SubgraphNode, ports: PortKind, name: str) -> End:
        group_id = self._group_ids[id(container)]
        names = [port.name for port in _ports(self._groups[group_id], ports)]
        return End(group_id, ports, names.index(name) if name in names else -1)

    def _executors(self) -> Iterator[tuple[str, str]]:
        for executor in self._config.executor:
            threads = pool_size(executor)
            if executor.name or executor.type or threads is not None:
                words = [executor.type or "ThreadPoolExecutor", *([f"{threads} threads"] if threads else [])]
                yield executor.name or "default", ", ".join(words)


def _ports(box: Box, kind: PortKind) -> tuple[Port, ...]:
    ports: tuple[Port, ...] = getattr(box, kind)
    return ports


def _port(port: PortContract, kind: PortKind) -> Port:
    is_optional = kind == "input_side_packets" and port.optional  # of streams it has no meaning
    return Port(port.label if port.tag else "", port.name, _type(port.type), optional=is_optional)


def _spellings(port: PortContract) -> set[str]:
    """The ways in which an ``input_stream_info`` may name a port."""
    tags = {port.tag, port.written_tag}
    return {f"{tag}:{port.index}" for tag in tags} | (tags if not port.index else set())


def _local_name(name: str, around: Sequence[SubgraphNode]) -> str:
    """The name without those of the subgraphs around it; some subgraphs name a node inside as their own is named."""
    for container in reversed(around):
        name = name.removeprefix(container.prefix)
    return name


def _type(value_type: Any) -> str:
    return "" if value_type is None or value_type is Any else describe_type(value_type)


def _first_line(text: str | None) -> str:
    return (text or "").partition("\n")[0].strip()


def _place(location: Location | None) -> Place | None:
    return Place(location.file, location.line, location.column) if location else None


def _problem(diagnostic: Diagnostic) -> Problem:
    return Problem(diagnostic.severity, diagnostic.message, diagnostic.hint, _place(diagnostic.location))
