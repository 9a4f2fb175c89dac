"""`graph_runner describe` finds a calculator or graph, and prints all about it."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

from backedge.config.load import BINARY_SUFFIXES, TEXT_SUFFIXES
from backedge.errors import BackedgeError, ResourceError
from backedge.suggest import suggest_or_list
from backedge.tools.console import print_json, stdout
from backedge.tools.listing.calculator_listing import CalculatorEntry, calculator_entries
from backedge.tools.listing.descriptions import describe_in_detail
from backedge.tools.listing.entry_search import entries_named
from backedge.tools.listing.graph_listing import GraphEntry, graph_entries
from backedge.tools.standard_input import DASH, NAME

Entry: TypeAlias = "CalculatorEntry | GraphEntry"


def all_entries() -> list[Entry]:
    """All calculators and graphs, by name."""
    entries: list[Entry] = [*calculator_entries(), *graph_entries()]
    return sorted(entries, key=lambda entry: entry.name)


def find_entry(name: str) -> Entry:
    """The calculator or graph of a name, or the graph of a file; capitals matter only where they decide.

    Args:
        name: a name, a short name, the path of a graph, or ``-`` for a graph that comes through standard input.

    Raises:
        ResourceError: there is none; says what may have been meant.
    """
    if name == DASH:
        return GraphEntry(NAME, (), Path(DASH))
    if (path := Path(name)).suffix in TEXT_SUFFIXES | BINARY_SUFFIXES or path.is_file():
        return GraphEntry(path.stem, (), path)
    entries = all_entries()
    found = [entry for entry in entries if name in entry.names] or entries_named(name, entries)
    if found:
        return found[0]
    names = [name for entry in entries for name in entry.names]
    raise ResourceError(f'there is no calculator and no graph "{name}"; {suggest_or_list(name, names)}')


def print_entry(entry: Entry, *, as_json: bool) -> None:
    """Print all about one calculator or graph on stdout.

    Raises:
        BackedgeError: the graph is wrong.
    """
    if isinstance(entry, GraphEntry) and isinstance(entry.built, BackedgeError):
        raise entry.built
    if as_json:
        print_json(entry.to_json())
    else:
        stdout().print(describe_in_detail(entry), soft_wrap=True)
