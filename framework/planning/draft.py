"""A node while the graph is being built: its contract is known, its place in the order is not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from backedge.authoring.contract import Contract
from backedge.authoring.registration import Registration, registry
from backedge.config import GraphConfig, NodeConfig
from backedge.config.complaints import Complaints
from backedge.config.port_spec import parse_tag_index
from backedge.errors import ConfigError, Diagnostic
from backedge.planning.contracts import make_contract, make_doubtful_contract
from backedge.planning.naming import canonical_names
from backedge.suggest import suggest

_HOW_TO_REGISTER: Final = (
    "import the module that defines it (graph_runner: --calculators MODULE), or register the subgraph "
    "(graph_runner: --subgraphs DIR; in a program: backedge.subgraphs)"
)
_ENDING: Final = "Calculator"


@dataclass(eq=False)
class DraftNode:
    """A node of the expanded config.

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


def draft_nodes(
    config: GraphConfig, known_subgraphs: Sequence[str], complaints: Complaints | None = None
) -> tuple[list[DraftNode], list[Diagnostic]]:
    """Draft every node that can be understood, and say what is wrong with the others.

    Args:
        config: the expanded graph.
        known_subgraphs: what a node may name apart from calculators.
        complaints: tells which nodes were not understood as a whole: there is nothing to say of what they lack.
    """
    drafts: list[DraftNode] = []
    diagnostics: list[Diagnostic] = []
    for node, name in zip(config.node, canonical_names(config.node), strict=True):
        doubtful = complaints is not None and complaints.is_doubtful(node)
        if doubtful and not node.calculator:
            continue
        registration = registry.find(node.calculator, config.package)
        if registration is None:
            diagnostics.append(_unknown(node, name, known_subgraphs))
            continue
        try:
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
    # Any of its inputs may have been meant as a back edge.
    return DraftNode(name, node, registration, contract, frozenset((p.tag, p.index) for p in contract.inputs))


def find_back_edges(node: NodeConfig, name: str, contract: Contract) -> frozenset[tuple[str, int]]:
    """Return the (tag, index) of the inputs that `input_stream_info` marks.

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
    if not node.calculator:
        which = f'node "{node.name}"' if node.name else "this node"
        hint = 'add `calculator: "NameOfACalculator"` to it'
        return Diagnostic(f"{which} names no calculator", node.location(), hint)
    names = [registration.name for registration in registry] + list(known_subgraphs)
    meant = _similar(node.calculator, names)
    # A name with a word more, such as PalmDetectionCpu, is less likely misspelt than a subgraph of its own.
    stems = (name.removesuffix(_ENDING) for name in names if f'"{name}"' in meant)
    adds_word = any(re.match(f"{re.escape(stem)}[A-Z]", node.calculator) for stem in stems)
    hints = [meant, "" if meant and not adds_word else _HOW_TO_REGISTER, *map(str, registry.broken_plugins)]
    return Diagnostic(
        f'calculator "{node.calculator}" (node "{name}") is not registered',
        node.location("calculator"),
        "; ".join(filter(None, hints)),
    )


def _similar(calculator: str, names: Sequence[str]) -> str:
    """Suggest one of `names` that is like `calculator`, and not only in the ending that nearly all of them have."""
    if not calculator.endswith(_ENDING):
        return suggest(calculator, names)
    stems = [name.removesuffix(_ENDING) for name in names if name.endswith(_ENDING)]
    return suggest(calculator.removesuffix(_ENDING), stems).replace('"?', f'{_ENDING}"?')
