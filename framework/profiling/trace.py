"""Calls of calculators, and the trace: the last so many of them, one by one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

from backedge.config.graph import ProfilerConfig
from backedge.planning.plan import GraphPlan, NodePlan
from backedge.profiling.messages import CalculatorTrace, EventType, GraphTrace, StreamTrace
from backedge.timestamp import is_range_value

_DEFAULT_CAPACITY: Final = 20_000
_FED: Final = -1
"""The node id of what comes from outside."""
_INT64_MIN: Final = -(2**63)


Phase: TypeAlias = Literal["open", "process", "close"]
"""The method of a calculator that is called."""

PHASES: Final[dict[Phase, EventType]] = {"open": EventType.OPEN, "process": EventType.PROCESS, "close": EventType.CLOSE}
"""The calls of a calculator that are measured."""


class StreamPacket(NamedTuple):
    """A packet by its stream and its timestamp."""

    stream: str
    timestamp: int


class Call(NamedTuple):
    """A call that has returned.

    Attributes:
        node: the node it was made for; None for the feeding of a packet.
        event: which call.
        timestamp: the input timestamp.
        start, end: when it began and ended, in microseconds of Unix time.
        inputs: the packets it took, None for ports that had none; in port order.
        outputs: the packets it sent.
        thread: the thread it ran on.
    """

    node: NodePlan | None
    event: EventType
    timestamp: int
    start: int
    end: int
    inputs: tuple[StreamPacket | None, ...]
    outputs: tuple[StreamPacket, ...]
    thread: int

    @property
    def packets(self) -> Iterable[StreamPacket]:
        """All packets that the call took or sent."""
        yield from (packet for packet in self.inputs if packet is not None)
        yield from self.outputs


class Trace:
    """The store of calls until `take`; it drops the oldest when there are too many."""

    def __init__(self, plan: GraphPlan, config: ProfilerConfig) -> None:
        self._calls: deque[Call] = deque(maxlen=config.trace_log_capacity or _DEFAULT_CAPACITY)
        self._disabled = frozenset(config.trace_event_types_disabled)
        # Id 0 stands for no stream.
        self._stream_names = ("", *plan.stream_types)
        self._stream_ids = {name: number for number, name in enumerate(self._stream_names)}
        self._node_names = tuple(node.name for node in plan.nodes)
        self._threads: dict[int, int] = {}
        self._base_time: int | None = None
        self._base_timestamp: int | None = None

    def add(self, call: Call) -> None:
        """Keep a call, unless its kind is disabled."""
        if call.event not in self._disabled:
            self._calls.append(call)

    def take(self, until: int, *, with_names: bool) -> GraphTrace:
        """Return the calls that ended until `until`, in microseconds of Unix time, and were not taken before.

        Args:
            until: later calls are left for the next time.
            with_names: also give the names of the nodes.
        """
        taken = []
        while self._calls and self._calls[0].end <= until:
            taken.append(self._calls.popleft())
        self._set_base(taken)
        # When each packet was sent, for those who took it.
        sent = {packet: call.end for call in taken for packet in call.outputs}
        return GraphTrace(
            base_time=self._base_time or 0,
            base_timestamp=self._base_timestamp or 0,
            calculator_name=self._node_names if with_names else (),
            stream_name=self._stream_names,
            calculator_trace=tuple(self._calculator_trace(call, sent) for call in taken),
        )

    def _set_base(self, calls: Sequence[Call]) -> None:
        """Let the first profile decide what stands for 0, so that all can be laid one after the other."""
        if self._base_time is None and calls:
            timestamps = [
                timestamp for call in calls for timestamp in (call.timestamp, *(at for _, at in call.packets))
            ]
            self._base_time = min(call.start for call in calls)
            self._base_timestamp = min((at for at in timestamps if is_range_value(at)), default=0)

    def _calculator_trace(self, call: Call, sent: dict[StreamPacket, int]) -> CalculatorTrace:
        return CalculatorTrace(
            node_id=_FED if call.node is None else call.node.id,
            input_timestamp=self._relative(_input_timestamp(call)),
            event_type=call.event,
            start_time=self._since_base(call.start),
            finish_time=self._since_base(call.end),
            input_trace=tuple(
                StreamTrace(
                    start_time=self._since_base(sent[packet]) if packet in sent else 0,
                    finish_time=self._since_base(call.start),
                    packet_timestamp=self._relative(packet.timestamp),
                    stream_id=self._stream_ids[packet.stream],
                )
                for packet in call.inputs
                if packet is not None
            ),
            output_trace=tuple(
                StreamTrace(
                    packet_timestamp=self._relative(packet.timestamp), stream_id=self._stream_ids[packet.stream]
                )
                for packet in call.outputs
            ),
            thread_id=self._threads.setdefault(call.thread, len(self._threads)),
        )

    def _since_base(self, time: int) -> int:
        return time - (self._base_time or 0)

    def _relative(self, timestamp: int) -> int:
        # Special timestamps lie at the ends of what 64 bits hold.
        return max(timestamp - (self._base_timestamp or 0), _INT64_MIN)


def _input_timestamp(call: Call) -> int:
    if call.node is not None and call.node.is_source and call.outputs:
        return call.outputs[0].timestamp
    return call.timestamp
