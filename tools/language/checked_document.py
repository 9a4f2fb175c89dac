"""What the checker says of a document: its complaints, and the types of streams and side packets as far as known."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from backedge.config import GraphConfig
from backedge.config.complaints import Complaints
from backedge.errors import BackedgeError, ConfigError, Diagnostic, Location
from backedge.planning import GraphPlan, build_graph
from backedge.planning.connections import connect
from backedge.planning.draft import draft_nodes
from backedge.planning.graph_loading import find_calculator
from backedge.planning.planner import read_graph
from backedge.planning.type_resolution import resolve_types
from backedge.protos.message_registry import REGISTRY
from backedge.suggest import suggest
from backedge.templates import Template
from backedge.templates.template_parser import has_directives
from backedge.tools.language.graph_document import GraphDocument


class Analysis:
    """What the checker says of a document; found out when it is first asked for.

    Args:
        document: the text.
    """

    def __init__(self, document: GraphDocument) -> None:
        self._document = document

    @property
    def complaints(self) -> tuple[Diagnostic, ...]:
        """Errors, or, of a graph that can run, warnings and notes: what `graph_runner check` says of such a file."""
        return self._checked[0]

    @property
    def plan(self) -> GraphPlan | None:
        """The graph's plan; None if it cannot run."""
        return self._checked[1]

    @property
    def stream_types(self) -> Mapping[str, Any]:
        """Types of streams by name; of a graph that cannot run, of those that make sense."""
        return self.plan.stream_types if self.plan else self._partial_types[0]

    @property
    def side_packet_types(self) -> Mapping[str, Any]:
        """The same of side packets."""
        return self.plan.side_packet_types if self.plan else self._partial_types[1]

    @cached_property
    def _checked(self) -> tuple[tuple[Diagnostic, ...], GraphPlan | None]:
        document = self._document
        if not is_graph(document):
            return (), None
        try:
            if has_directives(document.text):
                Template(document.text, document.file, find_calculator)
                return (), None
            plan = build_document(document)
        except ConfigError as error:
            return error.diagnostics, None
        except BackedgeError as error:
            return (Diagnostic(str(error), Location(document.file, 1, 1)),), None
        return plan.warnings, plan

    @cached_property
    def _partial_types(self) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        return _find_partial_types(self._document)


def is_graph(document: GraphDocument) -> bool:
    """Tell whether a text may be a graph: others have files with the same endings.

    A text that has fields, of which none is, or looks like, a field of a graph, is something else.
    """
    names = [entry.name for entry in document.syntax.root.entries]
    known = REGISTRY.schema(GraphConfig).by_name
    return not names or any(name in known or name.startswith("[") or suggest(name, known) for name in set(names[:100]))


def build_document(document: GraphDocument, options: Mapping[str, Any] | None = None) -> GraphPlan:
    """Plan the graph of a document.

    Args:
        document: the text.
        options: options to set, by ``NODE.FIELD``.

    Raises:
        ConfigError: with everything that is wrong with it.
        BackedgeError: it cannot be planned for another reason.
    """
    complaints = Complaints()
    config = document.config(complaints)
    return build_graph(config, complaints, folder=document.lookup_folder, options=options)


def _find_partial_types(document: GraphDocument) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The types of streams and of side packets that can be told of a graph that cannot run."""
    complaints = Complaints()
    try:
        config = document.rough_config(complaints)
        expanded, known, _ = read_graph(config, complaints, folder=document.lookup_folder)
        nodes, _ = draft_nodes(expanded, known.names, complaints)
        stream_types, side_packet_types, _ = resolve_types(nodes, connect(expanded, nodes))
    except BackedgeError:  # what is wrong is told already
        return {}, {}
    return stream_types, side_packet_types
