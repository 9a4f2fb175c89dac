"""The formats that a graph can be shown in, by name and by the ending of a file."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import click

from backedge.tools.drawing.folding import View

Theme = Literal["light", "dark"]

SUFFIXES: Final = {
    ".txt": "text",
    ".mmd": "mermaid",
    ".mermaid": "mermaid",
    ".dot": "dot",
    ".gv": "dot",
    ".svg": "svg",
    ".png": "png",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
}
"""The format that the ending of a file asks for."""

FORMATS: Final = tuple(dict.fromkeys(SUFFIXES.values()))


@dataclass(frozen=True, slots=True)
class Style:
    """What is shown of a graph besides its nodes and lines.

    Attributes:
        types: what streams and side packets carry.
        options: the options of nodes that are not at their defaults.
        theme: the colours of a picture; a page has both and follows the reader's system.
    """

    types: bool = True
    options: bool = False
    theme: Theme = "light"


def format_of(path: Path) -> str:
    """The format that a file is to have.

    Raises:
        click.UsageError: its name has no ending that says so.
    """
    found = SUFFIXES.get(path.suffix.lower())
    if found is None:
        raise click.UsageError(f"{path} does not say which format: end it in {', '.join(SUFFIXES)}, or give --format")
    return found


def draw(view: View, name: str, style: Style) -> bytes:
    """Show a graph in the format `name`; texts are in UTF-8.

    Raises:
        DependencyError: a picture is wanted, and what the extra ``draw`` installs is not there.
    """
    return _DRAW[name](view, style)


def _text(view: View, style: Style) -> bytes:
    from rich.console import Console

    from backedge.tools.drawing.text_tree import text_tree

    console = Console(file=io.StringIO(), width=10_000, color_system=None)
    console.print(text_tree(view, types=style.types, options=style.options))
    assert isinstance(console.file, io.StringIO)
    lines = [line.rstrip() for line in console.file.getvalue().splitlines()]
    return "\n".join([*lines, ""]).encode()


def _mermaid(view: View, style: Style) -> bytes:
    from backedge.tools.drawing.mermaid import mermaid

    return mermaid(view, types=style.types, options=style.options).encode()


def _dot(view: View, style: Style) -> bytes:
    from backedge.tools.drawing.dot import dot

    return dot(view, types=style.types, options=style.options).encode()


def _json(view: View, _style: Style) -> bytes:
    shown = view.to_dict()
    return json.dumps({**shown["drawing"], "open": shown["open"]}, indent=2).encode() + b"\n"


def _svg(view: View, style: Style) -> bytes:
    from backedge.tools.drawing.picture import svg

    return svg(view, types=style.types, options=style.options, theme=style.theme).encode()


def _png(view: View, style: Style) -> bytes:
    from backedge.tools.drawing.picture import png

    return png(view, types=style.types, options=style.options, theme=style.theme)


def _html(view: View, style: Style) -> bytes:
    from backedge.tools.drawing.page import page

    return page(view, types=style.types, options=style.options).encode()


_DRAW: Final[dict[str, Callable[[View, Style], bytes]]] = {
    "text": _text,
    "mermaid": _mermaid,
    "dot": _dot,
    "svg": _svg,
    "png": _png,
    "html": _html,
    "json": _json,
}
