"""`graph_runner list` and `describe` find calculators and graphs, and print them."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeAlias

from backedge.config.load import BINARY_SUFFIXES, TEXT_SUFFIXES
from backedge.errors import BackedgeError, ResourceError
from backedge.suggest import suggest_or_list
from backedge.tools.calculator_listing import CalculatorEntry, calculator_entries
from backedge.tools.console import print_json, stdout
from backedge.tools.descriptions import describe_briefly, describe_in_detail
from backedge.tools.graph_listing import GraphEntry, graph_entries
from backedge.tools.standard_input import DASH, NAME

Entry: TypeAlias = "CalculatorEntry | GraphEntry"


def all_entries() -> list[Entry]:
    """All calculators and graphs, by name."""
    entries: list[Entry] = [*calculator_entries(), *graph_entries()]
    return sorted(entries, key=lambda entry: entry.name)


def find_entries(pattern: str = "") -> list[Entry]:
    """The calculators and graphs that `pattern` fits: first by their names, then by their ports, then by their texts.

    Args:
        pattern: a pattern with signs such as ``*`` for names; a name, which finds that one alone; or any words, looked
            for in names, docstrings and comments, and the tags and types of ports. Capitals do not matter.
    """
    entries = all_entries()
    named = _named(entries, pattern)
    if len(named) == 1:
        return named
    ranked = [(rank_entry(entry, pattern.lower()), entry) for entry in entries]
    return [entry for rank, entry in sorted(ranked, key=lambda pair: pair[0] or 0) if rank is not None]


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
    found = [entry for entry in entries if name in entry.names] or _named(entries, name)
    if found:
        return found[0]
    names = [name for entry in entries for name in entry.names]
    raise ResourceError(f'there is no calculator and no graph "{name}"; {suggest_or_list(name, names)}')


def print_entries(entries: Sequence[Entry], pattern: str, *, as_json: bool) -> None:
    """Print `entries` on stdout; where there is one, all about it.

    Raises:
        ResourceError: there are none; says what `pattern` may have meant.
    """
    if not entries:
        names = [name for entry in all_entries() for name in entry.names]
        raise ResourceError(f'no calculator or graph fits "{pattern}"; {suggest_or_list(pattern, names)}')
    if as_json:
        print_json([entry.to_json() for entry in entries])
        return
    describe = describe_in_detail if len(entries) == 1 else describe_briefly
    console = stdout()
    for entry in entries:
        console.print(describe(entry), soft_wrap=True)


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


def _named(entries: Sequence[Entry], name: str) -> list[Entry]:
    """The entries of a name; where there are none, the calculators that it is short for, as Gate for GateCalculator."""
    wanted = name.lower()
    for spelling in (wanted, f"{wanted}calculator"):
        if found := [entry for entry in entries if spelling in map(str.lower, entry.names)]:
            return found
    return []


def rank_entry(entry: Entry, pattern: str) -> int | None:
    """Where `pattern`, in small letters, is found: 0 in names, 1 in ports, 2 in docs; None for nowhere."""
    names = [name.lower() for name in entry.names]
    if not pattern or any(pattern in name for name in names):
        return 0
    if any(sign in pattern for sign in "*?["):
        return 0 if any(fnmatchcase(name, pattern) for name in names) else None
    ports = [str(port) for ports in entry.ports.values() for port in ports]
    places = (ports, [entry.documentation])
    return next((rank for rank, texts in enumerate(places, 1) if any(pattern in text.lower() for text in texts)), None)
