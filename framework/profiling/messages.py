"""MediaPipe's `GraphProfile` and its parts, which a profiler fills. All times are in microseconds."""

from __future__ import annotations

from enum import IntEnum

from backedge.config import GraphConfig
from backedge.protos import Int64, Message, field


class TimeHistogram(Message, name="mediapipe.TimeHistogram"):
    """The times something took, over many times.

    Attributes:
        total: all of it together.
        interval_size_usec: width of an interval.
        num_intervals: how many there are; the last has no end.
        count: how often it fell into each.
    """

    total: Int64 = field(1)
    interval_size_usec: Int64 = field(2, default=1_000_000)
    num_intervals: Int64 = field(3, default=1)
    count: tuple[Int64, ...] = field(4)


class StreamProfile(Message, name="mediapipe.StreamProfile"):
    """An input stream of a node: how long its packets waited from where they were made to where they were used."""

    name: str = field(1)
    back_edge: bool = field(2)
    latency: TimeHistogram | None = field(3)


class CalculatorProfile(Message, name="mediapipe.CalculatorProfile"):
    """The profile of a node.

    Attributes:
        name: its name in the expanded graph.
        open_runtime: how long `open` took.
        close_runtime: how long `close` took.
        process_runtime: how long calls of `process` took.
        process_input_latency: from the time when the oldest packet that a call goes back to was fed, or its source
            began to make it, until the call began.
        process_output_latency: the same, until the call ended.
        input_stream_profiles: each input stream; those behind a back edge are not measured.
    """

    name: str = field(1)
    open_runtime: Int64 = field(2)
    close_runtime: Int64 = field(3)
    process_runtime: TimeHistogram | None = field(4)
    process_input_latency: TimeHistogram | None = field(5)
    process_output_latency: TimeHistogram | None = field(6)
    input_stream_profiles: tuple[StreamProfile, ...] = field(7)


class EventType(IntEnum):
    """The kinds of events; of MediaPipe's those that occur here."""

    UNKNOWN = 0
    OPEN = 1
    PROCESS = 2
    CLOSE = 3


class StreamTrace(Message, name="mediapipe.GraphTrace.StreamTrace"):
    """A packet on its way from one node to the next.

    Attributes:
        start_time: when the call that sent it ended; of inputs only.
        finish_time: when the call that took it began; of inputs only.
        packet_timestamp: relative to the trace's `base_timestamp`.
        stream_id: index of the stream in `GraphTrace.stream_name`.
    """

    start_time: Int64 = field(1)
    finish_time: Int64 = field(2)
    packet_timestamp: Int64 = field(3)
    stream_id: int = field(4)


class CalculatorTrace(Message, name="mediapipe.GraphTrace.CalculatorTrace"):
    """A call of a calculator, or a packet that was fed.

    Attributes:
        node_id: position of the node in the expanded graph; -1 for what was fed.
        input_timestamp: relative to the trace's `base_timestamp`; for sources that of the first packet sent.
        event_type: which call.
        start_time: when it began, relative to the trace's `base_time`.
        finish_time: when it ended, likewise.
        input_trace: the packets it took.
        output_trace: the packets it sent.
        thread_id: a small number for each thread.
    """

    node_id: int = field(1)
    input_timestamp: Int64 = field(2)
    event_type: EventType = field(3)
    start_time: Int64 = field(4)
    finish_time: Int64 = field(5)
    input_trace: tuple[StreamTrace, ...] = field(6)
    output_trace: tuple[StreamTrace, ...] = field(7)
    thread_id: int = field(8)


class GraphTrace(Message, name="mediapipe.GraphTrace"):
    """The events of a run, call by call.

    Attributes:
        base_time: the time that stands for 0, in microseconds of Unix time.
        base_timestamp: the timestamp that stands for 0.
        calculator_name: names of the nodes, by `node_id`; in the first profile of a run only.
        stream_name: names of the streams, by `stream_id`; the first is of none.
        calculator_trace: the calls.
    """

    base_time: Int64 = field(1)
    base_timestamp: Int64 = field(2)
    calculator_name: tuple[str, ...] = field(3)
    stream_name: tuple[str, ...] = field(4)
    calculator_trace: tuple[CalculatorTrace, ...] = field(5)


class GraphProfile(Message, name="mediapipe.GraphProfile"):
    """The profile of a graph's run, which shows where the time goes.

    Attributes:
        graph_trace: what happened since the last profile was taken, if the graph is traced.
        calculator_profiles: each node, since the last profile was taken.
        config: the expanded graph; in the first profile of a run only.
    """

    graph_trace: tuple[GraphTrace, ...] = field(1)
    calculator_profiles: tuple[CalculatorProfile, ...] = field(2)
    config: GraphConfig | None = field(3)
