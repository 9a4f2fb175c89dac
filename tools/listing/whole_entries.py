"""`graph_runner describe` finds a calculator or graph, and prints all about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from backedge.config.load import GRAPH_SUFFIXES
from backedge.errors import BackedgeError, ResourceError
from backedge.suggest import suggest_or_list
from backedge.tools.console import print_json, stdout
from backedge.tools.listing.brief_entry import GRAPH, BriefEntry
from backedge.tools.listing.calculator_listing import calculator_entry
from backedge.tools.listing.descriptions import describe_in_detail
from backedge.tools.listing.entries import Entry, all_entries
from backedge.tools.listing.entry_search import entries_named
from backedge.tools.listing.graph_listing import GraphEntry, graph_entries
from backedge.tools.listing.kept_listing import kept_entries
from backedge.tools.standard_input import DASH, NAME


def whole_entries(listed: Sequence[BriefEntry]) -> list[Entry]:
    """All about calculators and graphs that are listed; no others are imported or planned for it.

    Raises:
        ResourceError: one is not there any more.
    """
    graphs = {entry.name: entry for entry in graph_entries()} if any(each.kind == GRAPH for each in listed) else {}
    return [_whole_entry(brief, graphs) for brief in listed]


def _whole_entry(brief: BriefEntry, graphs: Mapping[str, GraphEntry]) -> Entry:
    if brief.kind == GRAPH:
        entry: Entry | None = graphs.get(brief.name)
    else:
        entry = calculator_entry(brief.name, brief.names[1:])
    if entry is None:
        raise ResourceError(f'{brief.place}: the {brief.kind} "{brief.name}" was there a moment ago, and is gone')
    return entry


def find_entry(name: str) -> Entry:
    """The calculator or graph of a name, or the graph of a file; capitals matter only where they decide.

    Args:
        name: a name, a short name, the path of a graph, or ``-`` for a graph that comes through standard input.

    Raises:
        ResourceError: there is none; says what may have been meant.
    """
    if name == DASH:
        return GraphEntry(NAME, (), Path(DASH))
    if (path := Path(name)).suffix in GRAPH_SUFFIXES or path.is_file():
        return GraphEntry(path.stem, (), path)
    kept = kept_entries()
    entries: Sequence[BriefEntry | Entry] = all_entries() if kept is None else kept
    found = [entry for entry in entries if name in entry.names] or entries_named(name, entries)
    if not found:
        names = [name for entry in entries for name in entry.names]
        raise ResourceError(f'there is no calculator and no graph "{name}"; {suggest_or_list(name, names)}')
    return whole_entries([found[0]])[0] if isinstance(found[0], BriefEntry) else found[0]


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
