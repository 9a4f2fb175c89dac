"""A graph as a Mermaid flowchart, which GitHub, GitLab and many editors show in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from backedge.tools.drawing.drawing_model import ROOT, End
from backedge.tools.drawing.folding import Line, View


def mermaid(view: View, *, types: bool = True, options: bool = False) -> str:
    """Write the flowchart: streams are lines, side packets dotted, back edges red.

    Args:
        view: the graph.
        types: say at lines what they carry.
        options: show in nodes the options that are not at their defaults.
    """
    return "\n".join([*_Flowchart(view, types=types, options=options).lines(), ""])


class _Flowchart:
    def __init__(self, view: View, *, types: bool, options: bool) -> None:
        self._view = view
        self._types = types
        self._options = options
        self._ids = view.short_ids()

    def lines(self) -> Iterator[str]:
        root = self._view.drawing.root
        yield "flowchart TD"
        for kind in ("inputs", "input_side_packets"):
            for number, port in enumerate(getattr(root, kind)):
                yield f"    {self._id(End(ROOT, kind, number))}([{_quoted(port.name)}])"
        yield from self._inside(ROOT, "    ")
        for kind in ("outputs", "output_side_packets"):
            for number, port in enumerate(getattr(root, kind)):
                yield f"    {self._id(End(ROOT, kind, number))}([{_quoted(port.name)}])"  # type: ignore[arg-type] # one of them
        loops = []
        for number, line in enumerate(self._view.lines):
            yield f"    {self._line(line)}"
            if line.back_edge:
                loops.append(str(number))
        if loops:
            yield f"    linkStyle {','.join(loops)} stroke:#d33,stroke-width:2px"
        broken = [self._ids[box.id] for box in self._view.boxes if box.problems]
        if broken:
            yield f"    style {','.join(broken)} stroke:#d33,stroke-width:3px"

    def _inside(self, group: str, indent: str) -> Iterator[str]:
        for box in self._view.inside(group):
            if self._view.is_open(box):
                yield f"{indent}subgraph {self._ids[box.id]}[{_quoted(box.title)}]"
                yield from self._inside(box.id, f"{indent}    ")
                yield f"{indent}end"
                continue
            shape = ("[[", "]]") if box.is_group else ("[", "]")
            options = "".join(f"<br>{_escaped(f'{name}: {value}')}" for name, value in box.options)
            text = _quoted(box.title, options if self._options else "")
            yield f"{indent}{self._ids[box.id]}{shape[0]}{text}{shape[1]}"

    def _line(self, line: Line) -> str:
        edge = line.edge
        text = f"{edge.name}: {edge.type}" if self._types and edge.type else edge.name
        arrow = "-.->" if edge.kind == "side_packet" else "-->"
        return f"{self._id(line.source)} {arrow}|{_quoted(text)}| {self._id(line.target)}"

    def _id(self, end: End) -> str:
        return self._ids[end.box] if end.box != ROOT else f"graph_{end.ports}_{end.index}"


def _escaped(text: str) -> str:
    for character, entity in (("&", "#amp;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;")):
        text = text.replace(character, entity)
    return text


def _quoted(text: str, html: str = "") -> str:
    return f'"{_escaped(text)}{html}"'
