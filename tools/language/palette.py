"""The palette: calculators and graphs that a text can name, by words of their names, ports and docs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

from backedge.tools.calculator_listing import CalculatorEntry
from backedge.tools.entry_search import rank_entry
from backedge.tools.language.checked_document import Analysis
from backedge.tools.language.graph_document import GraphDocument
from backedge.tools.language.insertion import fits
from backedge.tools.listed_ports import ListedPort
from backedge.tools.listing import Entry, all_entries

_MOST: Final = 80
"""Entries that are given at most: nobody reads more, and words narrow them down."""


@dataclass(frozen=True, slots=True)
class PaletteItem:
    """A calculator or graph.

    Attributes:
        name: what a node names it by.
        kind: which of the two.
        summary: what it does, in a line.
        theme: what it is among: the package of a calculator, the folder of a graph.
        inputs: the streams it takes.
        outputs: the streams it writes.
        fits: whether it takes the stream that was asked about.
    """

    name: str
    kind: Literal["calculator", "graph"]
    summary: str
    theme: str
    inputs: tuple[ListedPort, ...]
    outputs: tuple[ListedPort, ...]
    fits: bool


class PaletteShelf:
    """All that can be put into a graph; looked for when it is first asked for."""

    @cached_property
    def _entries(self) -> list[Entry]:
        return all_entries()

    def search(self, document: GraphDocument, analysis: Analysis, words: str, stream: str = "") -> list[PaletteItem]:
        """What has all of some words, what takes a stream first.

        Args:
            document: the text.
            analysis: knows the types of its streams.
            words: words of names, of tags and types of ports, or of docs; "" for all.
            stream: a stream of the text; "" for none.
        """
        wanted = words.lower().split()
        found = []
        for entry in self._entries:
            ranks = [rank_entry(entry, word) for word in wanted]
            if (known := [rank for rank in ranks if rank is not None]) == ranks:
                found.append((sum(known), entry))
        value_type = analysis.stream_types.get(stream, Any)
        ranked = [(not (stream and fits(document, entry.name, value_type)), rank, entry) for rank, entry in found]
        ranked.sort(key=lambda each: each[:2])
        return [_item(entry, does_fit=not misfit) for misfit, _, entry in ranked[:_MOST]]


def _item(entry: Entry, *, does_fit: bool) -> PaletteItem:
    kind: Literal["calculator", "graph"]
    if isinstance(entry, CalculatorEntry):
        package = entry.module.rpartition(".")[0]
        kind, theme = "calculator", package.rpartition(".")[2] or entry.module
    else:
        kind, theme = "graph", entry.file.parent.name
    return PaletteItem(
        entry.name,
        kind,
        entry.description,
        theme,
        tuple(entry.ports.get("in", ())),
        tuple(entry.ports.get("out", ())),
        does_fit,
    )
