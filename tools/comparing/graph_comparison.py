"""The comparison of two graphs: of what they mean when they run, and not of their texts.

Both are planned, so subgraphs count by what is inside them, options by their values with defaults filled in, streams by
who sends them: a stream that is renamed throughout is one change, and not one of each node that reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from backedge.authoring.contract import PortContract, PortContracts
from backedge.config import GraphConfig, NodeConfig, to_text
from backedge.config.port_spec import TagMap
from backedge.planning import GraphPlan, NodePlan
from backedge.planning.graph_parts import pool_size
from backedge.tools.comparing.changes import Change
from backedge.tools.comparing.matching import calculator_of, match_nodes
from backedge.tools.drawing.option_values import option_values

_GRAPH_FIELDS: Final = ("max_queue_size", "report_deadlock")
_NODE_FIELDS: Final = ("executor", "max_in_flight", "source_layer", "buffer_size_hint")
_PORTS: Final = {
    "input stream": "inputs",
    "input side packet": "input_side_packets",
    "output stream": "outputs",
    "output side packet": "output_side_packets",
}
_GRAPH_PORTS: Final = ("input_stream", "output_stream", "input_side_packet", "output_side_packet")


def compare_graphs(before: GraphPlan, after: GraphPlan) -> list[Change]:
    """Find what differs, the graph itself first, then its nodes in the order in which they run."""
    return list(_Comparison(before, after).changes())


class _Comparison:
    def __init__(self, before: GraphPlan, after: GraphPlan) -> None:
        self._before = before
        self._after = after
        self._pairs = sorted(match_nodes(before.nodes, after.nodes), key=lambda pair: pair[1].id)
        names = {one.name: other.name for one, other in self._pairs}
        # Where streams and side packets come from, nodes by their names in the second graph.
        self._sources_before = _sources(before, names)
        self._sources_after = _sources(after, {})

    def changes(self) -> Iterator[Change]:
        yield from self._graph()
        yield from self._executors()
        paired = {id(node) for pair in self._pairs for node in pair}
        for node in self._before.nodes:
            if id(node) not in paired:
                yield Change("removed", "node", node.name, before=calculator_of(node))
        for node in self._after.nodes:
            if id(node) not in paired:
                yield Change("added", "node", node.name, after=calculator_of(node))
        for one, other in self._pairs:
            yield from self._node(one, other)

    def _graph(self) -> Iterator[Change]:
        before, after = self._before.config, self._after.config
        for field in _GRAPH_PORTS:
            what = field.replace("_", " ")
            yield from _of_mappings(f"graph {what}", _graph_ports(before, field), _graph_ports(after, field))
        for field in _GRAPH_FIELDS:
            yield from _of_values("graph setting", field, getattr(before, field), getattr(after, field))
        profilers = [to_text(config.profiler_config) if config.profiler_config else "" for config in (before, after)]
        one, other = (" ".join(text.split()) for text in profilers)
        yield from _of_values("graph setting", "profiler_config", one, other)

    def _executors(self) -> Iterator[Change]:
        yield from _of_mappings("executor", _executors(self._before.config), _executors(self._after.config))

    def _node(self, one: NodePlan, other: NodePlan) -> Iterator[Change]:
        name = other.name
        if _without_number(one) != _without_number(other):
            yield Change("renamed", "name", "", one.name, name, name)
        yield from _of_values("calculator", "", calculator_of(one), calculator_of(other), name)
        yield from _of_mappings(
            "option", option_values(one.contract.options), option_values(other.contract.options), name
        )
        yield from _of_values("input policy", "", one.input_policy, other.input_policy, name)
        policies = option_values(one.input_policy_options), option_values(other.input_policy_options)
        yield from _of_mappings("input policy option", *policies, name)
        for field in _NODE_FIELDS:
            yield from _of_values("setting", field, _setting(one.config, field), _setting(other.config, field), name)
        for what, kind in _PORTS.items():
            ports = getattr(one.contract, kind), getattr(other.contract, kind)
            if kind.startswith("input"):
                yield from self._read(what, *ports, one, other)
            else:
                yield from self._sent(what, *ports, name)

    def _read(
        self, what: str, before: PortContracts, after: PortContracts, one: NodePlan, other: NodePlan
    ) -> Iterator[Change]:
        was = {port.label: self._sources_before[_key(what, port)] for port in before}
        now = {port.label: self._sources_after[_key(what, port)] for port in after}
        yield from _of_mappings(what, was, now, other.name)
        for key in before.keys:
            if key in after.keys:
                was_loop, is_loop = ("yes" if key in node.back_edges else "no" for node in (one, other))
                yield from _of_values("back edge", before[key].label, was_loop, is_loop, other.name)

    @staticmethod
    def _sent(what: str, before: PortContracts, after: PortContracts, node: str) -> Iterator[Change]:
        was, now = ({port.label: port.name for port in ports} for ports in (before, after))
        for change in _of_mappings(what, was, now, node):
            kind = "renamed" if change.kind == "changed" else change.kind
            yield Change(kind, what, change.name, change.before, change.after, node)


class _Sources(dict[tuple[bool, str], str]):
    """Where each stream and side packet comes from, in words; what nothing in the graph makes comes from outside."""

    def __missing__(self, key: tuple[bool, str]) -> str:
        return f"{key[1]} (from outside)"


def _sources(plan: GraphPlan, names: Mapping[str, str]) -> _Sources:
    sources = _Sources()
    for node in plan.nodes:
        for what, kind in _PORTS.items():
            if not kind.startswith("output"):
                continue
            for port in getattr(node.contract, kind):
                name = names.get(node.name, node.name)
                sources[_key(what, port)] = (
                    f"{name} {port.label}".rstrip() if port.tag else f"{name} output {port.index}"
                )
    return sources


def _without_number(node: NodePlan) -> str:
    """The name, without the number that the order of its namesakes has given to a node without a name of its own."""
    stem, _, number = node.name.rpartition("_")
    return stem if number.isdigit() and stem.endswith(node.config.calculator) else node.name


def _key(what: str, port: PortContract) -> tuple[bool, str]:
    return "side packet" in what, port.name


def _graph_ports(config: GraphConfig, field: str) -> dict[str, str]:
    """Tag and index of each port of the graph and its name; ports without a tag are known by their names."""
    ports = TagMap.parse(getattr(config, field))
    return {f"{port.tag}:{port.index}" if port.tag else port.name: port.name for port in ports}


def _executors(config: GraphConfig) -> dict[str, str]:
    found = {}
    for executor in config.executor:
        threads = pool_size(executor)
        words = [executor.type, *([f"{threads} threads"] if threads is not None else [])]
        if executor.name or any(words):
            found[executor.name or "default"] = ", ".join(filter(None, words)) or "as the engine chooses"
    return found


def _setting(config: NodeConfig, field: str) -> Any:
    value = getattr(config, field)
    return "default" if field == "executor" and not value else value


def _of_values(what: str, name: str, before: Any, after: Any, node: str = "") -> Iterator[Change]:
    if before != after:
        yield Change("changed", what, name, str(before), str(after), node)


def _of_mappings(what: str, before: Mapping[str, str], after: Mapping[str, str], node: str = "") -> Iterator[Change]:
    for name in dict.fromkeys((*before, *after)):
        if name not in after:
            yield Change("removed", what, name, before=before[name], node=node)
        elif name not in before:
            yield Change("added", what, name, after=after[name], node=node)
        elif before[name] != after[name]:
            yield Change("changed", what, name, before[name], after[name], node)
