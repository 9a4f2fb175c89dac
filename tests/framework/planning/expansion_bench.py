"""Expansion of graphs with subgraphs of their own, which no registry of the process knows."""

from __future__ import annotations

from backedge import load_graph
from backedge.config import GraphConfig
from backedge.planning import SubgraphRegistry
from backedge.planning.expansion import expand_subgraphs


def expand(text: str, **inner: str) -> GraphConfig:
    """The expansion of a graph; `inner` are the texts of subgraphs by their names."""
    known = SubgraphRegistry()
    for name, subgraph in inner.items():
        known.register(subgraph, register_as=name)
    return expand_subgraphs(load_graph(text), known)
