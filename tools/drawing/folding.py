"""Folding: which groups of a drawing are open, and what is to be seen then."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from backedge.errors import ResourceError
from backedge.suggest import suggest_or_list
from backedge.tools.drawing.drawing_model import ROOT, Box, Drawing, Edge, End


@dataclass(frozen=True, slots=True)
class Line:
    """An edge that is to be seen.

    Attributes:
        source, target: its ends: nodes, closed groups, or the graph itself.
        edges: the edges of the drawing that it stands for; several where they end inside of a closed group.
    """

    source: End
    target: End
    edges: tuple[Edge, ...]

    @property
    def edge(self) -> Edge:
        """The first of the edges: all are of one stream or side packet."""
        return self.edges[0]

    @property
    def back_edge(self) -> bool:
        """Tell whether it closes a loop, and does nothing else."""
        return all(edge.back_edge for edge in self.edges)


class View:
    """What is to be seen of a drawing.

    Args:
        drawing: the graph.
        open_groups: ids of the groups that are open; those inside a closed one are not seen all the same.

    Attributes:
        drawing: the graph.
        open_groups: the groups that are seen as frames around what is inside them, an outer before an inner one.
        boxes: the nodes and closed groups that are seen; a closed group comes where the first node inside it would.
        lines: the edges between them.
    """

    def __init__(self, drawing: Drawing, open_groups: Collection[str]) -> None:
        self.drawing = drawing
        seen = {ROOT}
        opened = []
        for group in drawing.groups:
            if group.group in seen and group.id in open_groups:
                seen.add(group.id)
                opened.append(group)
        self.open_groups = tuple(opened)
        self._opened = {group.id: group for group in opened}
        groups = {group.id: group for group in drawing.groups}
        boxes: dict[str, Box] = {}
        for node in drawing.nodes:
            box, around = node, node.group
            while around != ROOT:
                if around not in seen:
                    box = groups[around]
                around = groups[around].group
            boxes.setdefault(box.id, box)
        self.boxes = tuple(boxes.values())
        lines: dict[tuple[End, End], list[Edge]] = {}
        for edge in drawing.edges:
            if edge.group in seen:
                ends = _first_closed(edge.source, seen), _first_closed(edge.target, seen)
                lines.setdefault(ends, []).append(edge)
        self.lines = tuple(Line(*ends, tuple(edges)) for ends, edges in lines.items())

    def inside(self, group: str) -> list[Box]:
        """The nodes and groups directly inside of `group` that are seen, in the order in which they run."""
        found: dict[str, Box] = {}
        for box in self.boxes:
            while box.group not in (group, ROOT):
                box = self._opened[box.group]  # noqa: PLW2901 - goes outwards
            if box.group == group:
                found.setdefault(box.id, box)
        return list(found.values())

    def is_open(self, box: Box) -> bool:
        """Tell whether `box` is a group that is seen as a frame around what is inside it."""
        return box.id in self._opened

    def to_dict(self) -> dict[str, Any]:
        """The drawing and the ids of its open groups, as what draws it in JavaScript takes them."""
        return {"drawing": self.drawing.to_dict(), "open": [group.id for group in self.open_groups]}

    def short_ids(self) -> dict[str, str]:
        """Names for texts, by the ids of all groups and nodes: short, and of letters and digits alone."""
        boxes = (*self.drawing.groups, *self.drawing.nodes)
        return {box.id: f"n{number}" for number, box in enumerate(boxes)}


def _first_closed(ends: tuple[End, ...], opened: Collection[str]) -> End:
    return next((end for end in ends[:-1] if end.box not in opened), ends[-1])


def open_groups(drawing: Drawing, opened: Iterable[str], closed: Iterable[str] = ()) -> frozenset[str]:
    """The ids of the groups that are to be open.

    Args:
        drawing: the graph.
        opened: names, labels or subgraphs' names of groups to open, with those around them; ``all`` for all.
        closed: the same of groups to close, which counts more.

    Raises:
        ResourceError: there is no such group.
    """
    groups = {group.id: group for group in drawing.groups}
    found = set()
    for group in _named(drawing, opened):
        while group.id in groups:
            found.add(group.id)
            if group.group == ROOT:
                break
            group = groups[group.group]  # noqa: PLW2901 - goes outwards
    return frozenset(found - {group.id for group in _named(drawing, closed)})


def _named(drawing: Drawing, names: Iterable[str]) -> Iterable[Box]:
    for name in names:
        if name == "all":
            yield from drawing.groups
            continue
        found = [group for group in drawing.groups if name in {group.name, group.label, group.calculator}]
        if not found:
            known = sorted({group.calculator for group in drawing.groups})
            meant = suggest_or_list(name, known) if known else "it has none"
            raise ResourceError(f'the graph "{drawing.name}" has no subgraph "{name}"; {meant}')
        yield from found
