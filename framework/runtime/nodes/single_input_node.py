"""The fast case: one input stream under the default policy.

Nearly every node is like this, and for it the policy comes down to "is there a packet?". The packet stays in the queue
until the node runs, which makes no difference to moving it to the port at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from backedge.planning.plan import NodePlan
from backedge.runtime.nodes.node import NodeState, Shared
from backedge.runtime.nodes.stream_node import Attach, StreamNode
from backedge.streams.output_stream import OutputStream
from backedge.timestamp import ONE_OVER_POSTSTREAM, UNSET


class SingleInputNode(StreamNode):
    """A node with one input stream and the default input policy."""

    def __init__(self, plan: NodePlan, shared: Shared, outputs: Sequence[OutputStream], attach: Attach) -> None:
        super().__init__(plan, shared, outputs, attach)
        self._stream: Final = self.streams[0]

    def prepare(self) -> None:
        super().prepare()
        self._input = self.inputs[0]

    def open(self) -> None:
        super().open()
        # From now on a packet in the queue is all there is to being ready.
        self._stream.mark_ready(self.bit)

    def close(self, *, discard: bool = False) -> None:
        self._stream.mark_ready(0)
        super().close(discard=discard)

    def release(self) -> None:
        super().release()
        del self._input

    def check(self) -> None:
        if self.state is not NodeState.OPENED:
            return
        stream = self._stream
        if stream.queue or stream.bound >= ONE_OVER_POSTSTREAM:
            self._ready.bits |= self.bit
        else:
            self.propagate_bound(stream.bound)

    def step(self) -> None:
        """Process the first packet in the queue."""
        stream = self._stream
        if not stream.queue:
            self.close()
            return
        packet = stream.queue.popleft()
        if stream.limit is not None:
            stream.note_taken()
        timestamp = packet[1]
        self._input.packet = packet
        self.calculator.timestamp = timestamp
        self.process()
        following = timestamp + 1
        # A bound right behind the packet: its timestamp is an ordinary one, and nothing else is known of the input.
        is_last = stream.bound == following != ONE_OVER_POSTSTREAM
        for output, outbox in self._flows:
            packets = outbox.pending
            # The packet's timestamp is mostly the very same int, and `is` the cheaper question; otherwise flush() asks.
            if (
                is_last
                and len(packets) == 1
                and packets[0][1] is timestamp
                and outbox.bound is UNSET
                and output.follows_packets
            ):
                # OutputStream.pass_on written out: the call would be a twentieth of all that a packet costs here.
                output.bound = following
                packet = packets.pop()
                for consumer in output.consumers:
                    consumer.take_ordinary(packet, timestamp, following)
            else:
                output.flush(outbox, timestamp)
        if self.side_outputs:
            self._side_packets.publish(self.side_outputs)
        if not is_last:
            self.check()
