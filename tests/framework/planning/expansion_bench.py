"""Expansion of graphs whose subgraphs are known to nobody else."""

from __future__ import annotations

from backedge import load_graph
from backedge.config import GraphConfig
from backedge.planning import SubgraphRegistry
from backedge.planning.expansion import expand_subgraphs


def expand(text: str, **inner: str) -> GraphConfig:
    """What a graph becomes; `inner` are the texts of subgraphs by their names."""
    known = SubgraphRegistry()
    for name, subgraph in inner.items():
        known.register(subgraph, register_as=name)
    return expand_subgraphs(load_graph(text), known)
