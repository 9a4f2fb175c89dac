"""Which node of one graph is which of another: by name, then by calculator and wiring."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence

from backedge.authoring.contract import PortContract
from backedge.planning import NodePlan


def match_nodes(before: Sequence[NodePlan], after: Sequence[NodePlan]) -> list[tuple[NodePlan, NodePlan]]:
    """Pair the nodes of two graphs; those that are in no pair were removed or added.

    A name that the author gave counts most. Nodes without one are known by their calculator and what they send, else by
    what they read, else by their place among those of their calculator; last, by a name whose calculator has changed.
    """
    matcher = _Matcher(before, after)
    matcher.pair(lambda node: (node.config.name, calculator_of(node)) if node.config.name else None)
    matcher.pair(lambda node: (calculator_of(node), *_names(node.contract.outputs), *_names(node.contract.inputs)))
    matcher.pair(
        lambda node: (calculator_of(node), *_names(node.contract.outputs)) if len(node.contract.outputs) else None
    )
    matcher.pair(
        lambda node: (calculator_of(node), *_names(node.contract.inputs)) if len(node.contract.inputs) else None
    )
    matcher.pair(lambda node: (calculator_of(node), node.name))
    matcher.pair(calculator_of)
    matcher.pair(lambda node: node.config.name or None)
    matcher.pair(lambda node: tuple(_names(node.contract.outputs)) or None)
    return matcher.pairs


def calculator_of(node: NodePlan) -> str:
    """The calculator's name; short names and MediaPipe's are one."""
    return node.registration.canonical or node.registration.name


class _Matcher:
    def __init__(self, before: Iterable[NodePlan], after: Iterable[NodePlan]) -> None:
        self._before = list(before)
        self._after = list(after)
        self.pairs: list[tuple[NodePlan, NodePlan]] = []

    def pair(self, key: Callable[[NodePlan], Hashable]) -> None:
        """Pair what has the same key, in order; None is no key."""
        waiting: dict[Hashable, list[NodePlan]] = {}
        for node in self._after:
            waiting.setdefault(key(node), []).append(node)
        waiting.pop(None, None)
        left = []
        for node in self._before:
            if same := waiting.get(key(node)):
                self.pairs.append((node, same.pop(0)))
            else:
                left.append(node)
        self._before = left
        paired = {id(after) for _, after in self.pairs}
        self._after = [node for node in self._after if id(node) not in paired]


def _names(ports: Iterable[PortContract]) -> list[str]:
    return [f"{port.label}:{port.name}" for port in ports]
