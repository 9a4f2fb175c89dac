"""The fast case: one input stream under the default policy.

Nearly every node is like this, and for it the policy comes down to "is there a packet?". The packet stays in the queue
until the node runs, which nobody can tell from moving it to the port at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backedge.runtime.node import Node, NodeState
from backedge.timestamp import ONE_OVER_POSTSTREAM, UNSET


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
        self._stream.ready_bit = self.bit
        self._stream.scheduler = self.scheduler

    def close(self, *, discard: bool = False) -> None:
        self._stream.on_packet = self.check
        self._stream.ready_bit = 0
        super().close(discard=discard)

    def release(self) -> None:
        super().release()
        del self._input

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
        following = timestamp + 1
        # A bound right behind the packet: its timestamp is an ordinary one, and nothing else is known of the input.
        is_last = stream.bound == following != ONE_OVER_POSTSTREAM
        for output, port in self._flows:
            packets = port.pending
            # The packet's timestamp is mostly the very same int, and `is` the cheaper question; otherwise flush() asks.
            if (
                is_last
                and len(packets) == 1
                and packets[0][1] is timestamp
                and port.bound is UNSET
                and output.follows_packets
            ):
                # OutputStream.pass_on written out: the call would be a twentieth of all that a packet costs here.
                output.bound = following
                packet = packets.pop()
                for consumer in output.consumers:
                    consumer.accept(packet, timestamp, following)
            else:
                output.flush(port, timestamp)
        if self.side_outputs:
            self.scheduler.publish_side_packets(self.binding)
        if not is_last:
            self.check()
