"""A node while the graph is being built: its contract is known, its place in the order is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from backedge.calculator.contract import Contract
from backedge.calculator.registry import Registration, registry
from backedge.config import GraphConfig, NodeConfig
from backedge.config.port_spec import parse_tag_index
from backedge.errors import ConfigError, Diagnostic
from backedge.planning.contracts import make_contract
from backedge.planning.names import canonical_names
from backedge.suggest import suggest


@dataclass(eq=False)
class DraftNode:
    """One node of the expanded config.

    Attributes:
        name: canonical name.
        config: its config.
        registration: its calculator.
        contract: its ports.
        back_edges: the (tag, index) of inputs that are back edges.
    """

    name: str
    config: NodeConfig
    registration: Registration
    contract: Contract
    back_edges: frozenset[tuple[str, int]] = field(default_factory=frozenset)


def draft_nodes(config: GraphConfig, known_subgraphs: Sequence[str]) -> tuple[list[DraftNode], list[Diagnostic]]:
    """A draft of every node that can be understood, and what is wrong with the others."""
    drafts: list[DraftNode] = []
    diagnostics: list[Diagnostic] = []
    for node, name in zip(config.node, canonical_names(config.node), strict=True):
        registration = registry.find(node.calculator, config.package)
        if registration is None:
            diagnostics.append(_unknown(node, name, known_subgraphs))
            continue
        try:
            contract = make_contract(node, name, registration)
            drafts.append(DraftNode(name, node, registration, contract, find_back_edges(node, name, contract)))
        except ConfigError as error:
            diagnostics += error.diagnostics
    return drafts, diagnostics


def find_back_edges(node: NodeConfig, name: str, contract: Contract) -> frozenset[tuple[str, int]]:
    """The (tag, index) of the inputs that `input_stream_info` marks.

    Raises:
        ConfigError: it names an input that is not there, or one twice.
    """
    marked: dict[tuple[str, int], bool] = {}
    for number, info in enumerate(node.input_stream_info):
        location = info.location("tag_index") or node.location("input_stream_info", number)
        key = parse_tag_index(info.tag_index, location)
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
            raise ConfigError([Diagnostic(f'node "{name}" has two input_stream_info for {label}', location)])
        marked[key] = info.back_edge
    return frozenset(key for key, back_edge in marked.items() if back_edge)


def _unknown(node: NodeConfig, name: str, known_subgraphs: Sequence[str]) -> Diagnostic:
    names = [registration.name for registration in registry] + list(known_subgraphs)
    return Diagnostic(
        f'calculator "{node.calculator}" (node "{name}") is not registered',
        node.location("calculator"),
        suggest(node.calculator, names)
        or "import the module that defines it (graph_runner: --calculators MODULE), or register the subgraph",
    )
