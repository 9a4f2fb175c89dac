"""Colours of what is told on a terminal."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, Final, TextIO

import click

_STYLES: Final[dict[str, dict[str, Any]]] = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow", "bold": True},
    "note": {"fg": "cyan", "bold": True},
    "place": {"bold": True},
    "margin": {"fg": "blue"},
    "caret": {"fg": "green", "bold": True},
    "ok": {"fg": "green"},
}


@dataclass(frozen=True, slots=True)
class Paint:
    """Paints parts of a text, or leaves them as they are.

    Attributes:
        is_on: whether it paints.
    """

    is_on: bool

    def __call__(self, text: str, what: str) -> str:
        """`text` in the colour of what it is, a key of `_STYLES`."""
        return click.style(text, **_STYLES[what]) if self.is_on else text


PLAIN: Final = Paint(is_on=False)
"""Leaves texts as they are."""


def paint_for(stream: TextIO | None) -> Paint:
    """The paint for what is written to `stream`: it paints on a terminal.

    The environment has the last word: ``NO_COLOR`` (https://no-color.org), ``FORCE_COLOR``, and ``TERM=dumb``.
    """
    if os.environ.get("NO_COLOR"):
        return PLAIN
    if os.environ.get("FORCE_COLOR"):
        return Paint(is_on=True)
    return Paint(is_on=stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb")


def echo(text: str, paint: Paint, *, err: bool = False, nl: bool = True) -> None:
    """Print `text`, which `paint` has painted, on stdout or stderr."""
    click.echo(text, err=err, nl=nl, color=paint.is_on or None)
