"""What differs between two graphs, printed: the graph first, then node by node."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Final

from rich.text import Text

from backedge.tools.comparing.changes import Change
from backedge.tools.console import print_json, stdout

_SIGNS: Final = {"added": ("+", "green"), "removed": ("-", "red"), "changed": ("~", "yellow"), "renamed": (">", "cyan")}


def print_changes(changes: Sequence[Change], *, as_json: bool) -> None:
    """Print them on stdout, in colour on a terminal."""
    if as_json:
        print_json([asdict(change) for change in changes])
        return
    console = stdout()
    for node, of_node in groupby(changes, key=lambda change: change.node):
        for line in _lines(node, of_node):
            console.print(line, soft_wrap=True)


def _lines(node: str, changes: Iterable[Change]) -> Iterable[Text]:
    if node:
        yield Text.assemble(("~ ", "yellow"), (f"node {node}", "bold"))
    for change in changes:
        sign, style = _SIGNS[change.kind]
        what = " ".join(filter(None, (change.what, change.name)))
        yield Text(f"{'    ' if node else ''}{sign} {what}{f': {change.values}' if change.values else ''}", style)
