"""From a graph's config to a plan that can run: expansion, contracts, types, order."""

from backedge.planning.graph_loading import load_graph
from backedge.planning.plan import GraphPlan, NodePlan
from backedge.planning.planner import build_graph, expand_graph
from backedge.planning.subgraph_registry import SubgraphRegistry, subgraphs

__all__ = ["GraphPlan", "NodePlan", "SubgraphRegistry", "build_graph", "expand_graph", "load_graph", "subgraphs"]
