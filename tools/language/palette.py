"""The palette: calculators and graphs that a text can name, by words of their names, ports and docs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from backedge.errors import ConfigError
from backedge.tools.language.checked_document import Analysis
from backedge.tools.language.graph_document import GraphDocument
from backedge.tools.language.insertion import fits
from backedge.tools.listing.calculator_listing import CalculatorEntry
from backedge.tools.listing.entries import Entry, all_entries
from backedge.tools.listing.entry_search import rank_entry
from backedge.tools.listing.listed_ports import LISTS_OF_PORTS, ListedPort, graph_ports

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


@dataclass(frozen=True, slots=True)
class _Shelved:
    """A calculator or graph as it is searched."""

    names: Sequence[str]
    kind: Literal["calculator", "graph"]
    description: str
    documentation: str
    theme: str
    ports: Mapping[str, Sequence[ListedPort]]


class PaletteShelf:
    """All that can be put into a graph; looked for when it is first asked for."""

    def __init__(self) -> None:
        self._shelved: list[_Shelved] = []

    def search(self, document: GraphDocument, analysis: Analysis, words: str, stream: str = "") -> list[PaletteItem]:
        """What has all of some words, what takes a stream first.

        Args:
            document: the text.
            analysis: knows the types of its streams.
            words: words of names, of tags and types of ports, or of docs; "" for all.
            stream: a stream of the text; "" for none.
        """
        self._shelved = self._shelved or [_shelve(entry, document) for entry in all_entries()]
        wanted = words.lower().split()
        found = []
        for each in self._shelved:
            ranks = [rank_entry(each, word) for word in wanted]
            if (known := [rank for rank in ranks if rank is not None]) == ranks:
                found.append((sum(known), each))
        value_type = analysis.stream_types.get(stream, Any)
        ranked = [(not (stream and fits(document, each.names[0], value_type)), rank, each) for rank, each in found]
        ranked.sort(key=lambda each: each[:2])
        return [_item(each, does_fit=not misfit) for misfit, _, each in ranked[:_MOST]]


def _shelve(entry: Entry, document: GraphDocument) -> _Shelved:
    """What is searched of a calculator or graph; the types of a graph's ports are left out, to know them takes long."""
    if isinstance(entry, CalculatorEntry):
        theme = entry.module.rpartition(".")[0].rpartition(".")[2] or entry.module
        return _Shelved(entry.names, "calculator", entry.description, entry.documentation, theme, entry.ports)
    config = document.subgraph(entry.name)
    ports = {} if config is None else {kind: _graph_ports(getattr(config, f)) for kind, f in LISTS_OF_PORTS.items()}
    return _Shelved(entry.names, "graph", entry.description, entry.documentation, entry.file.parent.name, ports)


def _graph_ports(texts: Sequence[str]) -> list[ListedPort]:
    try:
        return [replace(port, type="") for port in graph_ports(texts, {})]
    except ConfigError:  # told when the graph is checked
        return []


def _item(each: _Shelved, *, does_fit: bool) -> PaletteItem:
    inputs, outputs = tuple(each.ports.get("in", ())), tuple(each.ports.get("out", ()))
    return PaletteItem(each.names[0], each.kind, each.description, each.theme, inputs, outputs, does_fit)
