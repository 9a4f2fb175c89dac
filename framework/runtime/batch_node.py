"""A node that collects several input sets before it processes them one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from backedge.packet import Packet
from backedge.planning.plan import NodePlan
from backedge.runtime.input_stream import InputStream
from backedge.runtime.node import Node
from backedge.runtime.output_stream import OutputStream
from backedge.runtime.policies import CLOSE, NOT_READY, InputPolicy

if TYPE_CHECKING:
    from backedge.runtime.scheduler import Scheduler


class BatchNode(Node):
    """A node under the default policy with a ``batch_size`` of more than one.

    While a batch fills up, the outputs are settled up to its first timestamp only. What is left of an unfinished batch
    is processed before the node closes.
    """

    def __init__(
        self,
        plan: NodePlan,
        scheduler: Scheduler,
        streams: Sequence[InputStream],
        outputs: Sequence[OutputStream],
        policy: InputPolicy,
        batch_size: int,
    ) -> None:
        super().__init__(plan, scheduler, streams, outputs, policy)
        self._batch_size = batch_size
        self._batch: list[tuple[int, list[Packet[Any]]]] = []

    def prepare(self) -> None:
        super().prepare()
        self._batch = []

    def _examine(self, policy: InputPolicy) -> None:
        while len(self._batch) < self._batch_size:
            timestamp = policy.examine()
            if timestamp == NOT_READY:
                self.propagate_bound(self._batch[0][0] if self._batch else policy.min_bound)
                return
            if timestamp == CLOSE:
                break
            policy.fill(timestamp, self.inputs)
            self._batch.append((timestamp, [port.packet for port in self.inputs]))
        self.scheduled = self._batch[0][0] if len(self._batch) == self._batch_size else CLOSE
        self.scheduler.ready |= self.bit

    def step(self) -> None:
        while self._batch:
            # One by one: if the calculator stops the sources, what is left is still processed.
            timestamp, packets = self._batch.pop(0)
            for port, packet in zip(self.inputs, packets, strict=True):
                port.packet = packet
            self.calculator.timestamp = timestamp
            self.process()
            self.flush(timestamp)
        if self.scheduled == CLOSE:
            self.close()
        else:
            self.scheduled = NOT_READY
            self.check()
