"""A node without streams: it turns side packets into side packets, once for as long as they stay the same."""

from __future__ import annotations

from operator import is_
from typing import Any, Final

from backedge.planning.plan import NodePlan
from backedge.runtime.nodes.node import Node, NodeState, Shared
from backedge.timestamp import UNSTARTED


class SidePacketNode(Node):
    """A node that has side packets only.

    In a run that gives it the very same input side packets as the run before, its calculator is neither opened nor
    closed, and the output side packets of before are set again: a model is loaded once, however often the graph runs.
    Rule: MediaPipe ``CalculatorNode::OutputsAreConstant``.
    """

    def __init__(self, plan: NodePlan, shared: Shared) -> None:
        super().__init__(plan, shared, ())
        self._known: tuple[Any, ...] | None = None
        self._made: Final[list[list[Any]]] = []

    def prepare(self) -> None:
        super().prepare()
        self._is_constant = self._has_opened = False

    def release(self) -> None:
        # The calculator may have set some as late as in close(). In a run that fails before this node's turn it sets
        # none, and what is known from the run before holds.
        if self._has_opened:
            self._made[:] = [list(outbox.pending) for outbox in self.side_outputs]
        super().release()

    def open(self) -> None:
        given = tuple(self._side_packets.get(port.name) for port in self.instance.binding.side_inputs)
        self._is_constant = self._known is not None and all(map(is_, given, self._known))
        if self._is_constant:
            for outbox, values in zip(self.side_outputs, self._made, strict=True):
                outbox.pending[:] = values
            self.state = NodeState.OPENED
            self.flush(UNSTARTED)
            return
        self._known = None
        super().open()
        self._known, self._has_opened = given, True

    def step(self) -> None:
        """Do nothing: the node never becomes ready."""

    def close(self, *, discard: bool = False) -> None:
        if self._is_constant:
            self.state = NodeState.CLOSED
        else:
            super().close(discard=discard)
