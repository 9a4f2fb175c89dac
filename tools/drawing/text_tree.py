"""A graph as text: a tree of its nodes with their ports, for the terminal."""

from __future__ import annotations

from typing import Final

from rich.text import Text
from rich.tree import Tree

from backedge.tools.console import counted
from backedge.tools.drawing.drawing_model import ROOT, Box, End, Place, Port, PortKind
from backedge.tools.drawing.folding import Line, View

_WORDS: Final[dict[PortKind, str]] = {
    "input_side_packets": "side in",
    "inputs": "in",
    "outputs": "out",
    "output_side_packets": "side out",
}
_WIDTH: Final = max(map(len, _WORDS.values()))


def text_tree(view: View, *, types: bool = True, options: bool = False) -> Tree:
    """Make the tree, which `rich` prints.

    Args:
        view: the graph.
        types: say what ports carry.
        options: show the options that are not at their defaults.
    """
    return _Tree(view, types=types, options=options).tree()


class _Tree:
    def __init__(self, view: View, *, types: bool, options: bool) -> None:
        self._view = view
        self._types = types
        self._options = options
        self._boxes = {box.id: box for box in (*view.drawing.groups, *view.drawing.nodes)}
        self._from: dict[End, list[Line]] = {}
        self._to: dict[End, list[Line]] = {}
        for line in view.lines:
            self._from.setdefault(line.source, []).append(line)
            self._to.setdefault(line.target, []).append(line)

    def tree(self) -> Tree:
        drawing = self._view.drawing
        loops = sum(line.back_edge for line in self._view.lines)
        counts = [counted(len(drawing.nodes), "node"), *([counted(loops, "loop")] if loops else [])]
        tree = Tree(Text.assemble((drawing.name, "bold"), (f"  {', '.join(counts)}", "dim")))
        for name, what in drawing.executors:
            tree.add(Text.assemble(("executor ", "dim"), f"{name}: {what}"))
        self._add_ports(tree, drawing.root, is_frame=True)
        self._add_inside(tree, ROOT)
        return tree

    def _add_inside(self, tree: Tree, group: str) -> None:
        for box in self._view.inside(group):
            is_open = self._view.is_open(box)
            branch = tree.add(self._title(box, is_open=is_open))
            self._add_ports(branch, box, is_frame=is_open)
            for name, value in box.options if self._options else ():
                branch.add(Text.assemble((f"{'option':{_WIDTH}} ", "dim"), f"{name}: {value}"))
            for problem in box.problems:
                branch.add(Text(problem, "red"))
            if is_open:
                self._add_inside(branch, box.id)

    def _title(self, box: Box, *, is_open: bool) -> Text:
        title = Text(box.label, "bold magenta" if box.is_group else "bold cyan")
        if box.is_named:
            title.append(f" {box.calculator}", "default")
        if box.is_group and not is_open:
            inside = sum(self._is_inside(node, box) for node in self._view.drawing.nodes)
            title.append(f"  {counted(inside, 'node')} inside", "dim")
        notes = [note for note in (box.input_policy, box.executor and f"executor {box.executor}") if note]
        if notes:
            title.append(f"  {', '.join(notes)}", "dim")
        if box.place:
            title.append(f"  {shown_place(box.place)}", "dim")
        return title

    def _is_inside(self, node: Box, group: Box) -> bool:
        around = node.group
        while around != ROOT:
            if around == group.id:
                return True
            around = self._boxes[around].group
        return False

    def _add_ports(self, tree: Tree, box: Box, *, is_frame: bool) -> None:
        for kind in _WORDS:
            ports: tuple[Port, ...] = getattr(box, kind)
            for index, port in enumerate(ports):
                tree.add(self._port(End(box.id, kind, index), port, is_frame=is_frame))

    def _port(self, end: End, port: Port, *, is_frame: bool) -> Text:
        word, style = (_WORDS[end.ports], "dim")
        incoming, outgoing = self._to.get(end, []), self._from.get(end, [])
        if port.back_edge or (incoming and all(line.back_edge for line in incoming)):
            word, style = "loop in", "red"
        text = Text.assemble(
            (f"{word:{_WIDTH}} ", style), (f"{port.label}:" if port.label else "", "yellow"), port.name
        )
        carried = port.type or next((line.edge.type for line in (*incoming, *outgoing)), "")
        if self._types and carried:
            text.append(f": {carried}", "green")
        if port.optional:
            text.append(" optional", "dim")
        others = [self._other(line.source) for line in incoming] + [self._other(line.target) for line in outgoing]
        others = [other for other in dict.fromkeys(others) if other]
        if others:
            is_read = bool(incoming)
            text.append(f"  {'from' if is_read else 'to'} {', '.join(others)}", "dim")
        elif not is_frame and end.ports == "inputs":
            text.append("  from nowhere", "red")
        return text

    def _other(self, end: End) -> str:
        return "the graph" if end.box == ROOT else self._boxes[end.box].label


def shown_place(place: Place) -> str:
    """The name of the file and the line."""
    name = place.file.replace("\\", "/").rpartition("/")[2]
    return f"{name}:{place.line}" if place.line else name
