"""Calculators and graphs in a few lines each."""

from __future__ import annotations

from typing import Final

from rich.text import Text

from backedge.tools.listing.brief_entry import GRAPH, BriefEntry

MARGIN: Final = " " * 4
"""Stands before what belongs to an entry."""


def describe_briefly(entry: BriefEntry) -> Text:
    """Names, what it does, ports, and where it is defined."""
    text = heading(entry).append(f"  {entry.description}\n")
    for kind, ports in entry.ports.items():
        if ports:
            text.append(row(kind, ", ".join(ports)))
    return append_origin(text, entry)


def heading(entry: BriefEntry) -> Text:
    """All its names."""
    name, *others = entry.names
    return Text.assemble((name, "bold"), f" ({', '.join(others)})" if others else "")


def row(title: str, words: str) -> str:
    """A line with a title."""
    return f"{MARGIN}{title:<8} {words}".rstrip() + "\n"


def append_origin(text: Text, entry: BriefEntry) -> Text:
    """Say where it is defined, and what is wrong with it."""
    text.append(row("graph" if entry.kind == GRAPH else "module", entry.place), "dim")
    if entry.error:
        text.append(row("error", f"this graph cannot be built: graph_runner check {entry.name}"), "red")
    return text
