"""A graph that is the last line of a notebook's cell: a picture, or where that cannot be drawn a tree."""

from __future__ import annotations

from importlib.util import find_spec

from backedge.planning import GraphPlan
from backedge.tools.drawing.building import draw_plan
from backedge.tools.drawing.folding import View
from backedge.tools.drawing.formats import Style, draw


def picture(plan: GraphPlan) -> str | None:
    """The graph as SVG, its subgraphs closed; None if the extra ``draw`` is not installed."""
    if find_spec("py_mini_racer") is None:
        return None
    from backedge.tools.drawing.picture import svg

    return svg(_view(plan))


def tree(plan: GraphPlan) -> str:
    """The graph as a tree, its subgraphs closed; it says what is to be installed for a picture, if that is not."""
    text = draw(_view(plan), "text", Style()).decode()
    if find_spec("py_mini_racer") is None:
        text += "A notebook shows graphs as pictures where `pip install 'backedge[draw]'` has been run.\n"
    return text.rstrip("\n")


def _view(plan: GraphPlan) -> View:
    return View(draw_plan(plan), ())
