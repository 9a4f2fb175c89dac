"""How notebooks show a graph. What draws graphs is no part of the framework: it is imported when one is shown."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from backedge.planning.plan import GraphPlan

_DRAWING: Final = "backedge.tools.drawing.notebook"
"""The module that has `picture` and `tree`, which ships with the framework."""


def graph_picture(plan: GraphPlan) -> str | None:
    """Return an SVG of the graph; None if what draws it is not installed."""
    picture: str | None = _drawing().picture(plan)
    return picture


def graph_tree(plan: GraphPlan) -> str:
    """Return the graph as a tree in text."""
    tree: str = _drawing().tree(plan)
    return tree


def _drawing() -> Any:
    return import_module(_DRAWING)
