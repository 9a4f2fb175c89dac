"""RealTimeFlowLimiterCalculator: FlowLimiterCalculator's predecessor."""

from __future__ import annotations

from typing import Any

from backedge.authoring import Calculator, Contract, Input, Inputs, Output, Outputs, SideInput, register
from backedge.errors import GraphError
from backedge.timestamp import MAX, UNSET, add, is_range_value


@register
class RealTimeFlowLimiterCalculator(Calculator):
    """Lets a limited number of timestamps into the graph at a time, and drops the others.

    FlowLimiterCalculator replaces it. This one counts the packets of FINISHED, so that for every timestamp it lets in
    there must be one: what the graph drops on the way stays in flight for good.

    Inputs:
        untagged, at least one: any type; they pass or are dropped together.
        FINISHED: any type; mark it as a back edge.
    Side packets:
        MAX_IN_FLIGHT: int, optional; how many timestamps may be on their way, 1 if it is left out.
    Outputs:
        untagged, as many as inputs: what was let through.
        ALLOW: bool, optional; whether the next one would be let through, whenever that changes, at timestamps 1, 2, ….

    Example::

        node {
          calculator: "RealTimeFlowLimiterCalculator"
          input_stream: "camera_image"
          input_stream: "FINISHED:annotated_image"
          input_stream_info { tag_index: "FINISHED" back_edge: true }
          output_stream: "image"
        }
    """

    input_policy = "ImmediateInputStreamHandler"
    timestamp_offset = None
    lightweight = True

    frames = Inputs[Any](minimum=1)
    finished = Input[Any]("FINISHED")
    max_in_flight = SideInput[int]("MAX_IN_FLIGHT", optional=True)
    limited = Outputs[Any](same_as=frames)
    allow = Output[bool]("ALLOW", optional=True)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        frames, limited = contract.inputs.count(), contract.outputs.count()
        contract.require_as_many(frames, "untagged inputs", limited, "untagged outputs")
        contract.require_named_side_packets()

    def open(self) -> None:
        self._max_in_flight = self.max_in_flight.get(1)
        if self._max_in_flight < 1:
            raise GraphError(f"MAX_IN_FLIGHT must be at least 1, not {self._max_in_flight}")
        self._in_flight = 0
        self._changes = 0
        # Let in on one of the streams, so the others' packets at these timestamps follow.
        self._let_in: set[int] = set()
        self._last_dropped = UNSET
        self._bounds = [UNSET] * len(self.frames)
        for source, target in zip(self.frames, self.limited, strict=True):
            target.set_header(source.header)

    def process(self) -> None:
        allowed = self._is_allowed()
        if not self.finished.is_empty:
            if not self._in_flight:
                raise GraphError("FINISHED has a packet, but nothing is in flight")
            self._in_flight -= 1
        for index, (source, target) in enumerate(zip(self.frames, self.limited, strict=True)):
            self._settle(index, source.timestamp, target)
            if not source.is_empty:
                self._pass_or_drop(source, target)
            elif source.timestamp == MAX and not target.is_closed:
                target.close()
        oldest = min(self._bounds)
        self._let_in = {timestamp for timestamp in self._let_in if timestamp >= oldest}
        if allowed != self._is_allowed():
            self._changes += 1
            self.allow.send(not allowed, self._changes)

    def _is_allowed(self) -> bool:
        return self._in_flight < self._max_in_flight

    def _settle(self, index: int, timestamp: int, target: Output[Any]) -> None:
        if is_range_value(timestamp) and self._bounds[index] <= timestamp and not target.is_closed:
            self._bounds[index] = add(timestamp, 1)
            target.set_next_timestamp_bound(self._bounds[index])

    def _pass_or_drop(self, source: Input[Any], target: Output[Any]) -> None:
        timestamp = source.timestamp
        if timestamp in self._let_in:
            target.forward(source)
        elif self._is_allowed() and timestamp > self._last_dropped:
            target.forward(source)
            self._let_in.add(timestamp)
            self._in_flight += 1
        else:
            self._last_dropped = max(self._last_dropped, timestamp)
