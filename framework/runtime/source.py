"""A source at run time: a node without input streams, run again and again until it stops."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backedge.planning.plan import NodePlan
from backedge.runtime.node import Node, NodeState
from backedge.runtime.output_stream import OutputStream
from backedge.runtime.throttling import Throttle
from backedge.timestamp import DONE, MAX

if TYPE_CHECKING:
    from backedge.runtime.scheduler import Scheduler

SOURCE_TIMESTAMP = 0
"""What a source sees as its input timestamp in `process`: it has none."""


class SourceNode(Node):
    """A node that produces packets from outside the graph.

    Attributes:
        throttle: the full queues that hold the source back.
        in_flight: whether a worker is inside its `process`.
    """

    def __init__(self, plan: NodePlan, scheduler: Scheduler, outputs: Sequence[OutputStream]) -> None:
        super().__init__(plan, scheduler, (), outputs, None)
        self.throttle = Throttle()

    def prepare(self) -> None:
        super().prepare()
        self.in_flight = False

    @property
    def can_run(self) -> bool:
        """Whether the source may be asked to produce now."""
        return self.state is NodeState.OPENED and not self.throttle and not self.in_flight

    @property
    def layer(self) -> int:
        """Sources of a layer run only when all sources of lower layers are closed."""
        return self.plan.config.source_layer

    def order(self) -> tuple[int, int]:
        """Key by which sources take turns: whose streams lag behind goes first, then the lower id."""
        return (min((output.bound for output in self.outputs if not output.closed), default=MAX), self.plan.id)

    def check(self) -> None:
        """A source waits for nothing."""

    def step(self) -> None:
        """Produce once."""
        self.calculator.timestamp = SOURCE_TIMESTAMP
        self.process()
        self.flush(DONE)

    def finish_and_close(self) -> None:
        """The source has stopped: send what its last call sent, then close it."""
        self.flush(DONE)
        self.close()
