"""Joins of streams whose timestamps have nothing to do with each other, and how often their packets meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from itertools import combinations
from typing import Any, Final, TypeAlias

from backedge.authoring.ports import Input
from backedge.planning.plan import GraphPlan, NodePlan
from backedge.streams.limits import find_roots

_APPROXIMATE: Final = "ApproximateTimeInputStreamHandler"
_JOINING: Final = ("DefaultInputStreamHandler", "EarlyCloseInputStreamHandler", _APPROXIMATE)
"""The input policies under which packets of all inputs come together by their timestamps."""

Side: TypeAlias = dict[str, int]
"""Input streams of one node that have their origin in common, with their positions among all of its inputs."""


@dataclass(frozen=True, slots=True)
class Join:
    """How often the inputs of one node met that come from different graph inputs or sources.

    Attributes:
        node: the node.
        input_policy: its input policy.
        left: names of the input streams that come from one side.
        right: names of those that come from the other.
        together: how many input sets had packets from both sides.
        left_alone: how many packets of the left side met none of the right side, whether processed or dropped.
        right_alone: how many of the right side.
    """

    node: str
    input_policy: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    together: int
    left_alone: int
    right_alone: int

    @property
    def is_rare(self) -> bool:
        """Whether both sides had packets, and of neither side half of them met the other."""
        return self.together < min(self.left_alone, self.right_alone)

    def __str__(self) -> str:
        left, right = (", ".join(f'"{name}"' for name in names) for names in (self.left, self.right))
        cure = (
            "raise the slop of its input policy"
            if self.input_policy == _APPROXIMATE
            else f"give the node the input policy {_APPROXIMATE}, which joins by nearest time, or bring both sides to "
            "one rate with a PacketResamplerCalculator, or keep the last packet of one with a PacketClonerCalculator"
        )
        return (
            f'node "{self.node}": packets met {self.together} times, {self.left_alone} of {left} and '
            f"{self.right_alone} of {right} came alone; they meet where their timestamps are equal"
            f"{' within its slop' if self.input_policy == _APPROXIMATE else ''}: {cure}"
        )


class JoinCounter:
    """Counts, for each join of a graph, which inputs had a packet when its calculator was called.

    Args:
        plan: the graph.
    """

    def __init__(self, plan: GraphPlan) -> None:
        self._sides = {node.name: sides for node in plan.nodes if (sides := list(_sides(plan, node)))}
        self._policies = {node.name: node.input_policy for node in plan.nodes}
        self._counts: dict[str, list[Counter[int]]] = {}

    def start(self) -> None:
        """Begin a new run."""
        self._counts = {name: [] for name in self._sides}

    def wrap(self, node: NodePlan, call: Callable[[], None], ports: Sequence[Input[Any]]) -> Callable[[], None]:
        """Count the calls of a calculator's `process`, if its node is a join."""
        if node.name not in self._sides:
            return call
        # One for each instance of the calculator: they may run at the same time.
        counts: Counter[int] = Counter()
        self._counts[node.name].append(counts)
        bits = [(1 << index, port) for index, port in enumerate(ports)]

        @wraps(call)
        def counted() -> None:
            counts[sum(bit for bit, port in bits if not port.is_empty)] += 1
            call()

        return counted

    def joins(self, arrived: Mapping[str, Sequence[int]]) -> tuple[Join, ...]:
        """All joins, with what has been counted in the present or last run.

        Args:
            arrived: how many packets came to each input of each node, by the node's name.
        """
        return tuple(
            self._join(node, left, right, arrived[node]) for node, sides in self._sides.items() for left, right in sides
        )

    def _join(self, node: str, left: Side, right: Side, arrived: Sequence[int]) -> Join:
        counts = sum(self._counts.get(node, ()), Counter[int]())
        on_left, on_right = (sum(1 << index for index in side.values()) for side in (left, right))
        together = sum(count for mask, count in counts.items() if mask & on_left and mask & on_right)
        left_alone, right_alone = (
            sum(count for mask, count in counts.items() if mask & here and not mask & there)
            + max(arrived[index] - _present(counts, index) for index in side.values())
            for side, here, there in ((left, on_left, on_right), (right, on_right, on_left))
        )
        return Join(node, self._policies[node], tuple(left), tuple(right), together, left_alone, right_alone)


def _present(counts: Counter[int], index: int) -> int:
    """How many input sets had a packet at one input; all others that arrived there were dropped, or are still there."""
    return sum(count for mask, count in counts.items() if mask & (1 << index))


def _sides(plan: GraphPlan, node: NodePlan) -> Iterator[tuple[Side, Side]]:
    """The pairs of sides of one join: the streams of each side, with their positions."""
    if node.input_policy not in _JOINING:
        return
    sources = {port.name: source.name for source in plan.nodes if source.is_source for port in source.contract.outputs}
    origins = find_roots(plan.flows(), {**{name: name for name in plan.graph_inputs}, **sources})
    sides: dict[frozenset[str], Side] = {}
    for index, port in enumerate(node.contract.inputs):
        origin = origins.get(port.name)
        if origin and (port.tag, port.index) not in node.back_edges:
            sides.setdefault(origin, {})[port.name] = index
    for (one, left), (other, right) in combinations(sides.items(), 2):
        if not one & other:
            yield left, right
