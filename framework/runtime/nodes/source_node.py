"""A source at run time: a node without input streams, which runs again and again until it stops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from backedge.authoring.base import StopProcessing
from backedge.planning.plan import NodePlan
from backedge.runtime.invocation import Invocation
from backedge.runtime.nodes.node import Node, NodeState, Shared
from backedge.runtime.workers import ThreadPoolExecutor
from backedge.streams.limits import Throttle
from backedge.streams.output_stream import OutputStream
from backedge.timestamp import DONE, MAX

SOURCE_TIMESTAMP: Final = 0
"""What a source sees as its input timestamp in `process`: it has none."""


class SourceNode(Node):
    """A node that produces packets from outside the graph.

    Args:
        plan: what was decided when the graph was built.
        shared: what it shares with the other nodes.
        outputs: the producer's ends of the output streams, in port order.
        throttle: the full queues that hold the source back.
        executor: produces while the rest of the graph works on what was produced before; None to produce on the thread
            that has the graph's turn.
    """

    def __init__(
        self,
        plan: NodePlan,
        shared: Shared,
        outputs: Sequence[OutputStream],
        throttle: Throttle,
        executor: ThreadPoolExecutor | None,
    ) -> None:
        super().__init__(plan, shared, outputs)
        self.throttle: Final = throttle
        self._executor = executor
        self._produce: Final[Callable[[], None]] = self._produce_here if executor is None else self._dispatch

    @property
    def can_run(self) -> bool:
        """Whether the source may be asked to produce now."""
        if self.state is not NodeState.OPENED or self.throttle or self.calls_in_flight:
            return False
        # A node that waits for a worker goes first, whatever comes from sources.
        return self._executor is None or self._executor.room > 0

    @property
    def layer(self) -> int:
        """Sources of a layer run only when all sources of lower layers are closed."""
        return self.plan.config.source_layer

    def order(self) -> tuple[int, int]:
        """Key by which sources take turns: whose streams lag behind goes first, then the lower id."""
        return (min((output.bound for output in self.outputs if not output.closed), default=MAX), self.plan.id)

    def step(self) -> None:
        """Produce once."""
        self.calculator.timestamp = SOURCE_TIMESTAMP
        self._produce()

    def _produce_here(self) -> None:
        self.process()
        self.flush(DONE)

    def _dispatch(self) -> None:
        assert self._executor is not None
        self._executor.dispatch(Invocation(self, self.instance, self._executor))

    def complete(self, invocation: Invocation) -> None:
        """Send what a worker has produced."""
        if isinstance(invocation.error, StopProcessing):
            self.finish_and_close()
        elif invocation.error is not None:
            self.fail(invocation.error, invocation.instance)
        else:
            self.flush(DONE)

    def finish_and_close(self) -> None:
        """Send what the last call has sent, and close: the source has stopped."""
        self.flush(DONE)
        self.close()
