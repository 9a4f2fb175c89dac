"""The states of gates: for each packet that comes to one, whether it let it through."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, Final

from backedge import CalculatorGraph
from backedge.packet import Packet
from backedge.planning.plan import GraphPlan, NodePlan

_GATES: Final = ("GateCalculator", "IntervalGateCalculator")


def gates_of(plan: GraphPlan) -> Iterable[NodePlan]:
    """The nodes of a graph that are gates."""
    return (node for node in plan.nodes if node.registration.canonical in _GATES)


class GateStates:
    """Watches the first stream of a gate on both sides.

    Args:
        tell: called with the timestamp of each packet that comes, and whether it went through.
    """

    def __init__(self, tell: Callable[[int, bool], None]) -> None:
        self._tell = tell
        self._coming: deque[int] = deque()

    def watch(self, graph: CalculatorGraph, gate: NodePlan) -> None:
        """Watch a gate of a graph that has not been started."""
        inside, outside = gate.contract.inputs["", 0].name, gate.contract.outputs["", 0].name
        graph.observe_output_stream(inside, self._come)
        graph.observe_output_stream(outside, self._go, observe_timestamp_bounds=True)

    def _come(self, _stream: str, packet: Packet[Any]) -> None:
        self._coming.append(packet.timestamp)

    def _go(self, _stream: str, packet: Packet[Any]) -> None:
        while self._coming and self._coming[0] <= packet.timestamp:
            timestamp = self._coming.popleft()
            self._tell(timestamp, timestamp == packet.timestamp and not packet.is_empty)
