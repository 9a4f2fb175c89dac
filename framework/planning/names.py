"""Canonical node names: unique within a graph, and what errors, traces and prefixes go by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from backedge.config import NodeConfig


def canonical_names(nodes: Sequence[NodeConfig]) -> list[str]:
    """A name for each node: its own, else its calculator's; with ``_1``, ``_2``, … where several have the same."""
    plain = [node.name or node.calculator for node in nodes]
    total = Counter(plain)
    seen: Counter[str] = Counter()
    names = []
    for name in plain:
        seen[name] += 1
        names.append(f"{name}_{seen[name]}" if total[name] > 1 else name)
    return names
