"""A node without streams: it turns side packets into side packets, once for as long as they stay the same."""

from __future__ import annotations

from collections.abc import Mapping
from operator import is_
from typing import Any, Final

from backedge.packet import EMPTY
from backedge.planning.plan import NodePlan
from backedge.runtime.node import Node, NodeState
from backedge.runtime.scheduler import Scheduler
from backedge.timestamp import UNSTARTED


class SidePacketNode(Node):
    """A node that has side packets only.

    In a run that gives it the very same input side packets as the run before, its calculator is neither opened nor
    closed, and the output side packets of before are set again: a model is loaded once, however often the graph runs.
    Rule: MediaPipe ``CalculatorNode::OutputsAreConstant``.
    """

    def __init__(self, plan: NodePlan, scheduler: Scheduler) -> None:
        super().__init__(plan, scheduler, (), (), None)
        self._known: tuple[Any, ...] | None = None
        self._made: Final[list[list[Any]]] = []

    def prepare(self) -> None:
        super().prepare()
        self._is_constant = self._has_opened = False

    def release(self) -> None:
        # The calculator may have set some as late as in close(). In a run that fails before this node's turn it sets
        # none, and what is known from the run before holds.
        if self._has_opened:
            self._made[:] = [list(port.pending) for port in self.side_outputs]
        super().release()

    def open(self, side_packets: Mapping[str, Any]) -> None:
        given = tuple(side_packets.get(port.name, EMPTY) for port in self.binding.side_inputs)
        self._is_constant = self._known is not None and all(map(is_, given, self._known))
        if self._is_constant:
            for port, values in zip(self.side_outputs, self._made, strict=True):
                port.pending[:] = values
            self.state = NodeState.OPENED
            self.flush(UNSTARTED)
            return
        self._known = None
        super().open(side_packets)
        self._known, self._has_opened = given, True

    def close(self, *, discard: bool = False) -> None:
        if self._is_constant:
            self.state = NodeState.CLOSED
        else:
            super().close(discard=discard)
