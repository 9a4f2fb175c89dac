"""A change between two graphs, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["added", "removed", "changed", "renamed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs.

    Attributes:
        kind: what has become of it.
        what: ``node``, ``option``, ``input stream``, ``executor``, …; what changed of a node where `node` names one.
        name: its name: of a node, an option's field, a port.
        before: what it was, in words; "" where it was not there.
        after: what it is; "" where it is no longer there.
        node: the node it is of, by its name in the second graph; "" for the graph itself.
    """

    kind: Kind
    what: str
    name: str
    before: str = ""
    after: str = ""
    node: str = ""

    @property
    def values(self) -> str:
        """Before and after, in words."""
        if self.before and self.after:
            return f"{self.before} -> {self.after}"
        return self.before or self.after
