"""Loading of graphs and subgraphs from texts and files, with hints about the calculators that are registered."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Protocol, TypeAlias

from backedge import config
from backedge.authoring.base import options_type_of
from backedge.authoring.registration import candidate_names, registry
from backedge.config import GraphConfig, NodeConfig
from backedge.config.complaints import Complaints
from backedge.config.option_hints import KnownCalculator
from backedge.planning.left_out import mediapipes_name, reason_to_leave_out, why_missing
from backedge.protos.message_registry import REGISTRY


def _declare_template_messages(name: str) -> None:
    """Import what a node has that names a template, whose messages have that word in their names."""
    if not name or "Template" in name:
        import_module("backedge.templates.template_messages")


REGISTRY.on_missing.append(_declare_template_messages)

SubgraphProvider: TypeAlias = Callable[[NodeConfig], GraphConfig]
"""A function that makes a subgraph's config for one node that names it; it may look at the node's ports and options."""


def find_calculator(name: str, package: str = "") -> KnownCalculator | None:
    """Find the calculator that a graph of `package` means by `name`; None if nothing is known of it."""
    registration = registry.find(name, package)
    if registration:
        return KnownCalculator(options_type_of(registration.calculator))
    # What MediaPipe has and is still to come may be a subgraph, or is misspelt: that is told later, with the node.
    is_left_out = reason_to_leave_out(mediapipes_name(name, package))
    return KnownCalculator(None, why_missing(name, package)) if is_left_out else None


class Names(Protocol):
    """The names that there are."""

    def __contains__(self, name: str, /) -> bool:
        """Tell whether there is exactly this one."""


def absolute_name(name: str, package: str, subgraphs: Names) -> str | None:
    """Return the whole name of the calculator, or of one of the `subgraphs`, that a graph of `package` calls `name`.

    None if there is no such.
    """
    candidates = candidate_names(name, package)
    # Importing what registers a calculator may register subgraphs, too: it comes first.
    return next((name for name in candidates if registry.get(name) or name in subgraphs), None)


def load_graph(
    source: str | Path | bytes, *, file: str = "<graph>", complaints: Complaints | None = None
) -> GraphConfig:
    """Read a graph config.

    Args:
        source: the path of a text file (``.pbtxt``) or binary file (``.binarypb``); or the text itself; or the bytes of
            either. A str that is nothing but a file name with one of these suffixes is taken for a path.
        file: name for messages, where `source` is not a path.
        complaints: where to put what is wrong with single fields, so that the rest can be looked at all the same.

    Raises:
        ConfigError: it is not a graph config; the error holds everything that is wrong with it, and where options are
            written wrongly how those of the node's calculator are written.
        ResourceError: the file is missing or cannot be read.
    """
    return config.load_graph(source, file=file, complaints=complaints, find_calculator=find_calculator)


def load_subgraph(
    graph: GraphConfig | Path | str, complaints: Complaints | None = None
) -> tuple[SubgraphProvider, str]:
    """Return the provider that makes the subgraph for a node, and the graph's `type`.

    Args:
        graph: the graph, its text, or the path of its file; or those of a template.
        complaints: where to put what is wrong inside the graph's nodes, so that the rest can be looked at all the same.

    Raises:
        ConfigError: it is neither a graph nor a template.
        ResourceError: the file is missing or cannot be read.
    """
    if not isinstance(graph, GraphConfig):
        from backedge.templates import TemplateSubgraph, find_template  # which most graphs do without

        template = find_template(graph, find_calculator)
        if template is not None:
            return TemplateSubgraph(template), template.type
        graph = load_graph(graph, complaints=complaints)
        if complaints is not None and not complaints.whole:
            complaints.raise_if_any()
    return FixedSubgraph(graph, complaints), graph.type


class FixedSubgraph:
    """Provider of a config that is the same for every node.

    Attributes:
        complaints: what is wrong with it.
    """

    def __init__(self, config: GraphConfig, complaints: Complaints | None = None) -> None:
        self._config = config
        self.complaints = complaints or Complaints()

    def __call__(self, node: NodeConfig) -> GraphConfig:
        """Return the config, whatever `node` says."""
        return self._config

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FixedSubgraph) and self._config == other._config

    def __hash__(self) -> int:
        return id(self._config)
