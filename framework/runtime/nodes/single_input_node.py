"""The fast case: one input stream under the default policy.

Nearly every node is like this, and for it the policy comes down to "is there a packet?". The packet stays in the queue
until the node runs, which makes no difference to moving it to the port at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from backedge.authoring.ports import Input
from backedge.packet import Packet
from backedge.planning.plan import NodePlan
from backedge.runtime.nodes.instance import NO_PACKET
from backedge.runtime.nodes.node import NodeState, Shared
from backedge.runtime.nodes.stream_node import Attach, StreamNode
from backedge.streams.input_stream import InputStream
from backedge.streams.output_stream import OutputStream
from backedge.timestamp import ONE_OVER_POSTSTREAM

_NO_INPUT: Final = Input[Any]()


class SingleInputNode(StreamNode):
    """A node with one input stream and the default input policy.

    Where such a node is the only reader of the only output of another, and the scheduler would pick it next, it is run
    right after that one, by the same call of `step`, and the packet does not pass through its queue. So a chain of
    nodes, which most of a graph is, costs little more than the calls of its calculators.

    Attributes:
        stream: the consumer's end of the input stream.
        open_bit: the node's bit while it can process packets, else 0.
    """

    def __init__(self, plan: NodePlan, shared: Shared, outputs: Sequence[OutputStream], attach: Attach) -> None:
        super().__init__(plan, shared, outputs, attach)
        self.stream: Final = self.streams[0]
        self.open_bit = 0
        self._next: SingleInputNode | None = None

    def _forget_calculator(self) -> None:
        super()._forget_calculator()
        self._input: Input[Any] = _NO_INPUT

    def prepare(self) -> None:
        super().prepare()
        self._input = self.inputs[0]

    def open(self) -> None:
        super().open()
        if self.state is not NodeState.OPENED:
            return
        # From now on a packet in the queue is all there is to being ready.
        self.stream.mark_ready(self.bit)
        self.open_bit = self.bit
        self._next = self._only_reader()

    def _only_reader(self) -> SingleInputNode | None:
        """The node that can be run right after this one; None if what this one sends has to go through queues."""
        if len(self._flows) != 1 or self.side_outputs:
            return None
        consumers = self.outputs[0].consumers
        if len(consumers) != 1 or not isinstance(consumers[0], InputStream) or not consumers[0].is_passable:
            return None
        reader = consumers[0].reader_node
        return reader if isinstance(reader, SingleInputNode) else None

    def close(self, *, discard: bool = False) -> None:
        self._leave_open()
        super().close(discard=discard)

    def release(self) -> None:
        self._leave_open()
        super().release()

    def _leave_open(self) -> None:
        self.stream.mark_ready(0)
        self.open_bit = 0
        self._next = None

    def check(self) -> None:
        if self.state is not NodeState.OPENED:
            return
        stream = self.stream
        if stream.queue or stream.bound >= ONE_OVER_POSTSTREAM:
            self._ready.bits |= self.bit
        else:
            self.propagate_bound(stream.bound)

    def step(self) -> None:
        """Process the first packet in the queue, and what becomes of it in the nodes that follow in a chain."""
        stream = self.stream
        if not stream.queue:
            self.close()
            return
        packet: Packet[Any] = stream.queue.popleft()
        if stream.limit is not None:
            stream.note_taken()
        run, ready, errors = self._run, self._ready, self._run.errors.recorded
        node: SingleInputNode = self
        try:
            while True:
                timestamp = packet[1]
                port = node._input
                port.packet = packet
                node.calculator.timestamp = timestamp
                node.process()
                port.packet = NO_PACKET
                following = timestamp + 1
                # A bound right behind the packet: its timestamp is an ordinary one, and nothing else is known of the
                # input.
                is_last = node.stream.bound == following != ONE_OVER_POSTSTREAM
                successor = node._next
                if successor is None or not is_last:
                    node._send(timestamp, following, is_last)
                    return
                output, outbox = node._flows[0]
                sent = outbox.first
                if (
                    sent is None
                    or outbox.others
                    or sent[1] != timestamp
                    or outbox.bound is not None
                    or not output.follows_packets
                ):
                    output.flush(outbox, timestamp)
                    return
                packet = sent
                outbox.first = None
                output.bound = following
                stream = successor.stream
                # The successor has to be open and idle, with nothing ready that is further downstream, which the
                # highest bit tells.
                if successor.open_bit <= ready.bits or timestamp < stream.bound or errors or not run.runs_chains:
                    stream.take_ordinary(packet, timestamp, following)
                    return
                stream.bound = following
                stream.added += 1
                node = successor
        except Exception as error:  # noqa: BLE001 - whatever a calculator raises ends the run, with the node's name
            node.handle(error)

    def _send(self, timestamp: int, following: int, is_last: bool) -> None:
        """Send on what `process` has sent, and see whether there is more to do."""
        for output, outbox in self._flows:
            packet = outbox.first
            if (
                is_last
                and packet is not None
                and not outbox.others
                and packet[1] == timestamp
                and outbox.bound is None
                and output.follows_packets
            ):
                # What flush() comes down to: the call would be a twentieth of all that a packet costs here.
                output.bound = following
                outbox.first = None
                for consumer in output.consumers:
                    consumer.take_ordinary(packet, timestamp, following)
            else:
                output.flush(outbox, timestamp)
        if self.side_outputs:
            self._side_packets.publish(self.side_outputs)
        if not is_last:
            self.check()


class EarlySingleInputNode(SingleInputNode):
    """A node with one input stream that takes its next packet out of the queue as soon as it comes.

    That matters where packets wait before anything runs: what has been taken out is not counted, nor cut, any more.
    """

    def __init__(self, plan: NodePlan, shared: Shared, outputs: Sequence[OutputStream], attach: Attach) -> None:
        super().__init__(plan, shared, outputs, attach)
        self._taken: Packet[Any] | None = None

    def check(self) -> None:
        if self._taken is not None:
            return
        stream = self.stream
        if stream.queue and self.state is NodeState.OPENED:
            self._taken = stream.queue.popleft()
            stream.note_taken()
            self._ready.bits |= self.bit
        else:
            super().check()

    def step(self) -> None:
        """Process the packet that was taken."""
        if self._taken is not None:
            self.stream.queue.appendleft(self._taken)
            self._taken = None
        super().step()

    def backlog(self) -> str:
        return "has packets that it has not processed" if self._taken is not None else super().backlog()

    def release(self) -> None:
        self._taken = None
        super().release()
