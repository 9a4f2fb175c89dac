"""A calculator or graph in short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

CALCULATOR: Final = "calculator"
GRAPH: Final = "graph"


@dataclass(frozen=True, slots=True)
class BriefEntry:
    """A calculator or graph, as far as a list of all shows it.

    Attributes:
        kind: `CALCULATOR` or `GRAPH`.
        names: all its names, the one to write into graphs first.
        description: what it does, in a sentence.
        documentation: all that its author says.
        ports: what it reads and writes, by kind, in words.
        place: the module or the file it is in.
        error: what is wrong with it; "" if nothing is.
    """

    kind: str
    names: Sequence[str]
    description: str
    documentation: str
    ports: Mapping[str, Sequence[str]]
    place: str
    error: str

    @property
    def name(self) -> str:
        """The name to write into graphs."""
        return self.names[0]
