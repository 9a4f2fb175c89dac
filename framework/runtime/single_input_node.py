"""The fast case: one input stream under the default policy.

Nearly every node is like this, and for it the policy comes down to "is there a packet?". The packet stays in the queue
until the node runs, which nobody can tell from moving it to the port at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backedge.runtime.node import Node, NodeState
from backedge.timestamp import ONE_OVER_POSTSTREAM


class SingleInputNode(Node):
    """A node with one input stream and the default input policy."""

    def prepare(self) -> None:
        super().prepare()
        self._stream = self.streams[0]
        self._input = self.inputs[0]

    def open(self, side_packets: Mapping[str, Any]) -> None:
        super().open(side_packets)
        # From now on a packet in the queue is all there is to being ready.
        self._stream.on_packet = self._mark_ready

    def close(self, *, discard: bool = False) -> None:
        self._stream.on_packet = self.check
        super().close(discard=discard)

    def _mark_ready(self) -> None:
        self.scheduler.ready |= self.bit

    def check(self) -> None:
        if self.state is not NodeState.OPENED:
            return
        stream = self._stream
        if stream.queue or stream.bound >= ONE_OVER_POSTSTREAM:
            self.scheduler.ready |= self.bit
        else:
            self.propagate_bound(stream.bound)

    def step(self) -> None:
        stream = self._stream
        if not stream.queue:
            self.close()
            return
        packet = stream.queue.popleft()
        if stream.is_full:
            stream.update_full()
        timestamp = packet[1]
        self._input.packet = packet
        self.calculator.timestamp = timestamp
        self.process()
        for output, port in self._flows:
            output.flush(port, timestamp)
        if self.side_outputs:
            self.scheduler.publish_side_packets(self.binding)
        # Behind a packet that was the last of the queue the bound is timestamp + 1, and the outputs are there already.
        if stream.queue or stream.bound != timestamp + 1:
            self.check()
