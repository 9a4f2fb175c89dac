"""Configs of what a graph records about its own run."""

from __future__ import annotations

from backedge.protos import Int64, Message, UInt32, field

__all__ = ["GraphRuntimeInfoConfig", "ProfilerConfig"]


class ProfilerConfig(Message, name="mediapipe.ProfilerConfig"):
    """Profiler and tracer; 0 stands for the tracer's own default. Times are in microseconds.

    `backedge.profiling.GraphProfiler` says what is done with it. `trace_log_duration_events`, which MediaPipe itself no
    longer uses, and `trace_log_instant_events`, which would split each call in two, are read and make no difference.
    """

    histogram_interval_size_usec: Int64 = field(1)
    num_histogram_intervals: Int64 = field(2)
    enable_input_output_latency: bool = field(3)
    enable_profiler: bool = field(4)
    enable_stream_latency: bool = field(5)
    use_packet_timestamp_for_added_packet: bool = field(6)
    trace_log_capacity: Int64 = field(7)
    trace_event_types_disabled: tuple[int, ...] = field(8)
    trace_log_path: str = field(9)
    trace_log_count: int = field(10)
    trace_log_interval_usec: Int64 = field(11)
    trace_log_margin_usec: Int64 = field(12)
    trace_log_duration_events: bool = field(13)
    trace_log_interval_count: int = field(14)
    trace_log_disabled: bool = field(15)
    trace_enabled: bool = field(16)
    trace_log_instant_events: bool = field(17)
    calculator_filter: str = field(18)


class GraphRuntimeInfoConfig(Message, name="mediapipe.GraphRuntimeInfoConfig"):
    """MediaPipe's regular logging of what every node and queue is at. Read, and without effect: `explain` tells."""

    enable_graph_runtime_info: bool = field(1)
    capture_period_msec: UInt32 = field(2)
