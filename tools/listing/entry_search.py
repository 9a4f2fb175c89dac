"""Finds calculators and graphs by their names, and by words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Protocol, TypeVar


class Searched(Protocol):
    """What is looked for."""

    @property
    def names(self) -> Sequence[str]:
        """All its names."""

    @property
    def ports(self) -> Mapping[str, Iterable[object]]:
        """What it reads and writes, by kind; their texts count."""

    @property
    def documentation(self) -> str:
        """What its author says."""


E = TypeVar("E", bound=Searched)


def find_entries(pattern: str, entries: Sequence[E]) -> list[E]:
    """Those of `entries` that `pattern` fits: first by their names, then by their ports, then by their texts.

    Args:
        pattern: a pattern with signs such as ``*`` for names; a name, which finds that one alone; or any words, looked
            for in names, docstrings and comments, and the tags and types of ports. Capitals do not matter.
        entries: all that are known.
    """
    named = entries_named(pattern, entries)
    if len(named) == 1:
        return named
    ranked = [(rank_entry(entry, pattern.lower()), entry) for entry in entries]
    return [entry for rank, entry in sorted(ranked, key=lambda pair: pair[0] or 0) if rank is not None]


def entries_named(name: str, entries: Sequence[E]) -> list[E]:
    """The entries of a name; where there are none, the calculators that it is short for, as Gate for GateCalculator."""
    wanted = name.lower()
    for spelling in (wanted, f"{wanted}calculator"):
        if found := [entry for entry in entries if spelling in map(str.lower, entry.names)]:
            return found
    return []


def rank_entry(entry: Searched, pattern: str) -> int | None:
    """Where `pattern`, in small letters, is found: 0 in names, 1 in ports, 2 in docs; None for nowhere."""
    names = [name.lower() for name in entry.names]
    if not pattern or any(pattern in name for name in names):
        return 0
    if any(sign in pattern for sign in "*?["):
        return 0 if any(fnmatchcase(name, pattern) for name in names) else None
    ports = [str(port) for ports in entry.ports.values() for port in ports]
    places = (ports, [entry.documentation])
    return next((rank for rank, texts in enumerate(places, 1) if any(pattern in text.lower() for text in texts)), None)
