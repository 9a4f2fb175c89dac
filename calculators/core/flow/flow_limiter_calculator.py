"""FlowLimiterCalculator: drops frames where the graph cannot keep up."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from dataclasses import replace
from math import inf
from typing import Any

from backedge.authoring import Calculator, Contract, Input, Inputs, Output, Outputs, SideInput, register
from backedge.calculators.core.merge_options import merge_options
from backedge.packet import Packet
from backedge.protos import Int64, Message, field
from backedge.timestamp import MAX, UNSET, next_allowed


class FlowLimiterCalculatorOptions(Message, name="mediapipe.FlowLimiterCalculatorOptions", extension=326963320):
    """Options of FlowLimiterCalculator.

    Attributes:
        max_in_flight: how many frames may be on their way through the graph.
        max_in_queue: how many of the latest frames wait for their turn; 0 drops whatever comes while it is full.
        in_flight_timeout: after how many microseconds (of timestamps) a frame counts as lost; 0 for never.
    """

    max_in_flight: int = field(1, default=1)
    max_in_queue: int = field(2, default=0)
    in_flight_timeout: Int64 = field(3, default=0)


class _Allowed:
    """The timestamps from which on frames were let through or dropped."""

    def __init__(self) -> None:
        self._since = [UNSET]
        self._allowed = [True]

    def set(self, timestamp: int, *, allowed: bool) -> None:
        self._since.append(timestamp)
        self._allowed.append(allowed)

    def at(self, timestamp: int) -> bool:
        return self._allowed[bisect_right(self._since, timestamp) - 1]

    def forget_before(self, timestamp: int) -> None:
        first = bisect_right(self._since, timestamp) - 1
        del self._since[:first], self._allowed[:first]


@register("FlowLimiterCalculator", "FlowLimiter")
class FlowLimiterCalculator(Calculator):
    """Lets a limited number of frames into the graph at a time, and drops the others.

    A frame is in flight from when it is let in until FINISHED has a packet, or is settled, at its timestamp. With the
    default options, and FINISHED coming from the end of the graph, a live camera's graph always works on the latest
    picture instead of falling behind.

    Inputs:
        untagged, at least one: any type. The first is limited; of the others the packets at those times pass at which
            the first was let through.
        FINISHED: any type; what the graph makes of a frame. Mark it as a back edge.
        OPTIONS: FlowLimiterCalculatorOptions, optional; from then on they add to those of the node.
    Side packets:
        MAX_IN_FLIGHT: int, optional; instead of the option.
        OPTIONS: FlowLimiterCalculatorOptions, optional; they add to those of the node.
    Outputs:
        untagged, as many as inputs: what was let through.
        ALLOW: bool, optional; for every frame, whether it was.
    Options:
        FlowLimiterCalculatorOptions

    Example::

        node {
          calculator: "FlowLimiterCalculator"
          input_stream: "camera_image"
          input_stream: "FINISHED:annotated_image"
          input_stream_info { tag_index: "FINISHED" back_edge: true }
          output_stream: "image"
          node_options {
            [type.googleapis.com/mediapipe.FlowLimiterCalculatorOptions] { max_in_flight: 1 max_in_queue: 1 }
          }
        }
    """

    input_policy = "ImmediateInputStreamHandler"
    process_timestamp_bounds = True
    timestamp_offset = None
    lightweight = True

    frames = Inputs[Any](minimum=1)
    finished = Input[Any]("FINISHED")
    options_stream = Input[FlowLimiterCalculatorOptions]("OPTIONS", optional=True)
    max_in_flight = SideInput[int]("MAX_IN_FLIGHT", optional=True)
    options_side = SideInput[FlowLimiterCalculatorOptions]("OPTIONS", optional=True)
    limited = Outputs[Any](same_as=frames)
    allow = Output[bool]("ALLOW", optional=True)

    options: FlowLimiterCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        frames, limited = contract.inputs.count(), contract.outputs.count()
        contract.require_as_many(frames, "untagged inputs", limited, "untagged outputs")

    def open(self) -> None:
        self._options = merge_options(self.options, self.options_side.get())
        if self.max_in_flight.connected:
            self._options = replace(self._options, max_in_flight=self.max_in_flight.value)
        self._queues: list[deque[Packet[Any]]] = [deque() for _ in self.frames]
        self._in_flight: deque[int] = deque()
        self._allowed = _Allowed()
        for source, target in zip(self.frames, self.limited, strict=True):
            target.set_header(source.header)

    def process(self) -> None:
        self._options = merge_options(self._options, self.options_stream.get())
        if self.finished.timestamp == self.timestamp:
            self._finish(self.timestamp)
        for source, queue in zip(self.frames, self._queues, strict=True):
            if not source.is_empty:
                queue.append(source.packet)
        self._give_up_lost_frames()
        self._let_in()
        self._follow()
        self._allowed.forget_before(min(self._bound(index) for index in range(len(self._queues))))

    def _finish(self, through: int) -> None:
        while self._in_flight and self._in_flight[0] <= through:
            self._in_flight.popleft()

    def _give_up_lost_frames(self) -> None:
        now = self.frames[0].timestamp
        timeout = self._options.in_flight_timeout
        if timeout > 0 and now == self.timestamp and now < MAX:
            self._finish(now - timeout - 1)

    def _let_in(self) -> None:
        """Let frames in while there is room, drop what does not fit into the queue, settle the rest."""
        queue = self._queues[0]
        max_in_flight, max_in_queue = _limit(self._options.max_in_flight), _limit(self._options.max_in_queue)
        while queue and len(self._in_flight) < max_in_flight:
            packet = queue.popleft()
            self.limited[0].send_packet(packet)
            self._decide(packet.timestamp, allowed=True)
            self._in_flight.append(packet.timestamp)
        while len(queue) > max_in_queue:
            self._decide(queue.popleft().timestamp, allowed=False)
        _settle(self.limited[0], self._bound(0))
        if not queue:
            _settle(self.allow, self._bound(0))

    def _decide(self, timestamp: int, *, allowed: bool) -> None:
        self._allowed.set(timestamp, allowed=allowed)
        self.allow.send(allowed, timestamp)

    def _follow(self) -> None:
        """Of the other inputs, pass on what belongs to frames that were let in."""
        decided = self.limited[0].next_timestamp_bound
        for index, (queue, target) in enumerate(zip(self._queues, self.limited, strict=True)):
            if index == 0:
                continue
            while queue and queue[0].timestamp < decided:
                packet = queue.popleft()
                if self._allowed.at(packet.timestamp):
                    target.send_packet(packet)
            _settle(target, self._bound(index))

    def _bound(self, index: int) -> int:
        """The timestamp before which everything of an input has been decided."""
        queue = self._queues[index]
        return queue[0].timestamp if queue else next_allowed(self.frames[index].timestamp)


def _limit(number: int) -> float:
    """A limit; a negative one is none, because MediaPipe compares it as an unsigned number."""
    return number if number >= 0 else inf


def _settle(output: Output[Any], bound: int) -> None:
    if bound > MAX:
        output.close()
    else:
        output.set_next_timestamp_bound(bound)
