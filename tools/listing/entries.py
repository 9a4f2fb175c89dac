"""All calculators and graphs that are known, with all there is to say of each."""

from __future__ import annotations

from typing import TypeAlias

from backedge.tools.listing.calculator_listing import CalculatorEntry, calculator_entries
from backedge.tools.listing.graph_listing import GraphEntry, graph_entries

Entry: TypeAlias = "CalculatorEntry | GraphEntry"


def all_entries() -> list[Entry]:
    """All calculators and graphs, by name."""
    entries: list[Entry] = [*calculator_entries(), *graph_entries()]
    return sorted(entries, key=lambda entry: entry.name)
