"""A graph in DOT, Graphviz' language: outputs at the bottom lead to inputs at the top, side packets to the left."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from backedge.tools.drawing.drawing_model import ROOT, Box, End, Port
from backedge.tools.drawing.folding import Line, View


def dot(view: View, *, types: bool = True, options: bool = False) -> str:
    """Write the graph; `dot -Tsvg` makes a picture of it.

    Args:
        view: the graph.
        types: say at lines what they carry.
        options: show in nodes the options that are not at their defaults.
    """
    return "\n".join([*_Digraph(view, types=types, options=options).lines(), ""])


class _Digraph:
    def __init__(self, view: View, *, types: bool, options: bool) -> None:
        self._view = view
        self._types = types
        self._options = options
        self._ids = view.short_ids()

    def lines(self) -> Iterator[str]:
        yield f"digraph {_quoted(self._view.drawing.name)} {{"
        yield '  graph [rankdir=TB, nodesep=0.4, ranksep=0.6, fontname="Helvetica"]'
        yield '  node [shape=plain, fontname="Helvetica", fontsize=11]'
        yield '  edge [fontname="Helvetica", fontsize=9, arrowsize=0.7]'
        root = self._view.drawing.root
        for kind, rank in (
            ("inputs", "source"),
            ("input_side_packets", ""),
            ("outputs", "sink"),
            ("output_side_packets", ""),
        ):
            pills = "; ".join(
                f"{_pill(kind, number)} [label={_quoted(port.name)}, shape=box, style=rounded]"
                for number, port in enumerate(getattr(root, kind))
            )
            if pills:
                yield f"  {{ {f'rank={rank}; ' if rank else ''}{pills} }}"
        yield from self._inside(ROOT, "  ")
        yield from (f"  {self._line(line)}" for line in self._view.lines)
        yield "}"

    def _inside(self, group: str, indent: str) -> Iterator[str]:
        for box in self._view.inside(group):
            if self._view.is_open(box):
                yield f"{indent}subgraph cluster_{self._ids[box.id]} {{"
                yield f"{indent}  label={_quoted(box.title)}; style=rounded; color=gray"
                yield from self._inside(box.id, f"{indent}  ")
                yield f"{indent}}}"
            else:
                yield f"{indent}{self._ids[box.id]} [label=<{self._table(box)}>]"

    def _table(self, box: Box) -> str:
        """The node as a table: inputs, what it is between side packets, outputs."""
        rows = [f"<B>{escape(box.title)}</B>"]
        rows += [escape(f"{name}: {value}") for name, value in box.options if self._options]
        middle = "".join(
            [
                *self._cells(box.input_side_packets, "input_side_packets"),
                f'<TD BORDER="0" CELLPADDING="4">{"<BR/>".join(rows)}</TD>',
                *self._cells(box.output_side_packets, "output_side_packets"),
            ]
        )
        color = ' COLOR="red"' if box.problems else ""
        lines = [
            _row("".join(self._cells(box.inputs, "inputs"))),
            _row(middle),
            _row("".join(self._cells(box.outputs, "outputs"))),
        ]
        style = ' STYLE="ROUNDED"' if not box.is_group else ""
        table = f'<TABLE BORDER="{2 if box.is_group else 1}" CELLBORDER="0" CELLSPACING="0"{style}{color}>'
        return f"{table}{''.join(lines)}</TABLE>"

    @staticmethod
    def _cells(ports: tuple[Port, ...], kind: str) -> Iterator[str]:
        for number, port in enumerate(ports):
            yield f'<TD PORT="{kind}{number}"><FONT POINT-SIZE="8">{escape(port.label) or " "}</FONT></TD>'

    def _line(self, line: Line) -> str:
        edge = line.edge
        label = f"{edge.name}\\n{edge.type}" if self._types and edge.type else edge.name
        look = [f'label="{label}"']
        if edge.kind == "side_packet":
            look.append("style=dotted, constraint=false")
        if line.back_edge:
            look.append("style=dashed, color=red, fontcolor=red, constraint=false")
        return f"{self._end(line.source)} -> {self._end(line.target)} [{', '.join(look)}]"

    def _end(self, end: End) -> str:
        if end.box == ROOT:
            return _pill(end.ports, end.index)
        side = {"inputs": "n", "outputs": "s", "input_side_packets": "w", "output_side_packets": "e"}[end.ports]
        port = f":{end.ports}{end.index}" if end.index >= 0 else ""
        return f"{self._ids[end.box]}{port}:{side}"


def _row(cells: str) -> str:
    return (
        f'<TR><TD BORDER="0"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0"><TR>{cells}</TR></TABLE></TD></TR>'
        if cells
        else ""
    )


def _pill(kind: str, number: int) -> str:
    return f"graph_{kind}_{number}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
