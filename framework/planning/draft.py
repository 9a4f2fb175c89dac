"""A node while the graph is being built: its contract is known, its place in the order is not."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Final

from backedge.authoring.base import Calculator
from backedge.authoring.contract import Contract
from backedge.authoring.registration import Registration, registry
from backedge.config import GraphConfig, NodeConfig
from backedge.config.complaints import Complaints
from backedge.config.port_spec import parse_tag_index
from backedge.errors import ConfigError, Diagnostic
from backedge.planning.contracts import make_contract, make_doubtful_contract, ports_present
from backedge.planning.expansion import Containers
from backedge.planning.gpu_tags import cpu_tag
from backedge.planning.left_out import mediapipes_name
from backedge.planning.naming import canonical_names
from backedge.planning.unknown_calculators import UnknownCalculators

_NO_BACK_EDGES: Final[frozenset[tuple[str, int]]] = frozenset()


@dataclass(eq=False)
class DraftNode:
    """A node of the expanded config.

    Attributes:
        name: canonical name.
        config: its config.
        registration: its calculator.
        contract: its ports.
        back_edges: the (tag, index) of inputs that are back edges.
        containers: the nodes naming subgraphs that it came out of, the outermost first.
    """

    name: str
    config: NodeConfig
    registration: Registration
    contract: Contract
    back_edges: frozenset[tuple[str, int]] = field(default_factory=frozenset)
    containers: Containers = ()


def draft_nodes(
    config: GraphConfig, known_subgraphs: Callable[[], Sequence[str]], complaints: Complaints | None = None
) -> tuple[list[DraftNode], list[Diagnostic]]:
    """Draft every node that can be understood, and say what is wrong with the others.

    A node whose calculator is not known, or whose subgraph cannot be expanded, is drafted with the ports it has: what
    they are connected to can be looked at.

    Args:
        config: the expanded graph.
        known_subgraphs: lists what a node may name apart from calculators.
        complaints: tells which nodes were not understood as a whole: there is nothing to say of what they lack.
    """
    drafts: list[DraftNode] = []
    diagnostics: list[Diagnostic] = []
    find = cache(partial(registry.find, package=config.package))
    unknown = UnknownCalculators(config.package, known_subgraphs)
    for node, name in zip(config.node, canonical_names(config.node), strict=True):
        doubtful = complaints is not None and complaints.is_doubtful(node)
        if doubtful and not node.calculator:
            continue
        registration = find(node.calculator)
        try:
            if registration is None:
                if not (doubtful and unknown.is_subgraph(node)):
                    diagnostics.append(unknown.complain(node, name))
                    if complaints is not None and mediapipes_name(node.calculator, config.package):
                        complaints.withdraw_unknown_types(node)  # with it, its options are not there yet
                drafts.append(_unknown(node, name))
                continue
            if doubtful:
                drafts.append(_doubtful(node, name, registration))
                continue
            contract = make_contract(node, name, registration)
            drafts.append(DraftNode(name, node, registration, contract, find_back_edges(node, name, contract)))
        except ConfigError as error:
            diagnostics += error.diagnostics
    return drafts, diagnostics


def _doubtful(node: NodeConfig, name: str, registration: Registration) -> DraftNode:
    contract = make_doubtful_contract(node, name, registration)
    return DraftNode(name, node, registration, contract, _all_inputs(contract))


def _unknown(node: NodeConfig, name: str) -> DraftNode:
    bare = draft_bare(node, name)
    return dataclasses.replace(bare, back_edges=_all_inputs(bare.contract))


def _all_inputs(contract: Contract) -> frozenset[tuple[str, int]]:
    """Take every input for a back edge: the node may be a subgraph that breaks a cycle, or lack the mark of one."""
    return frozenset((port.tag, port.index) for port in contract.inputs)


def draft_bare(node: NodeConfig, name: str) -> DraftNode:
    """Draft a node as if a calculator took any ports: only the names at them count.

    Raises:
        ConfigError: with everything that is wrong with its ports and back edges.
    """
    contract = Contract(name, None, *ports_present(node).values())
    registration = Registration(node.calculator, Calculator)
    return DraftNode(name, node, registration, contract, find_back_edges(node, name, contract))


def find_back_edges(node: NodeConfig, name: str, contract: Contract) -> frozenset[tuple[str, int]]:
    """Return the (tag, index) of the inputs that `input_stream_info` marks.

    Raises:
        ConfigError: it names an input that is not there, or one twice.
    """
    if not node.input_stream_info:
        return _NO_BACK_EDGES
    marked: dict[tuple[str, int], bool] = {}
    for number, info in enumerate(node.input_stream_info):
        location = info.location("tag_index") or node.location("input_stream_info", number)
        tag, index = parse_tag_index(info.tag_index, location)
        key = (cpu_tag(tag, {port.tag for port in contract.inputs}), index)
        label = info.tag_index or "(untagged)"
        if contract.inputs.find(*key) is None:
            ports = ", ".join(port.label for port in contract.inputs) or "none"
            raise ConfigError(
                [
                    Diagnostic(
                        f'input_stream_info of node "{name}" names {label}, which is no input stream of it',
                        location,
                        f"its input streams are: {ports}",
                    )
                ]
            )
        if key in marked:
            raise ConfigError(
                [Diagnostic(f'node "{name}" has two input_stream_info for {label}', location, "remove one of them")]
            )
        marked[key] = info.back_edge
    return frozenset(key for key, back_edge in marked.items() if back_edge)
