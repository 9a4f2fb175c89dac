"""A graph's config as frozen dataclasses: MediaPipe's messages, field names and field numbers.

Ports are still text here (``"TAG:index:name"``, see `backedge.config.port_spec`) and options still protobuf messages
(see `backedge.config.options`): only the calculator says what they mean.
"""

from __future__ import annotations

from enum import IntEnum

from backedge.config.handlers import ExecutorConfig, InputStreamHandlerConfig, Name, OutputStreamHandlerConfig
from backedge.protos import Int64, Message, UInt32, field
from backedge.protos.extensible import (
    AnyMessage,
    CalculatorOptionsMessage,
    MediaPipeOptionsMessage,
    PacketFactoryOptionsMessage,
    PacketGeneratorOptionsMessage,
)

__all__ = [
    "GraphConfig",
    "GraphRuntimeInfoConfig",
    "InputCollection",
    "InputCollectionSet",
    "InputStreamInfo",
    "InputType",
    "NodeConfig",
    "PacketFactoryConfig",
    "PacketGeneratorConfig",
    "PacketManagerConfig",
    "ProfilerConfig",
    "StatusHandlerConfig",
]


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


class PacketFactoryConfig(Message, name="mediapipe.PacketFactoryConfig"):
    """A factory that makes a side packet from options alone."""

    packet_factory: Name = field(1)
    output_side_packet: Name = field(2)
    options: PacketFactoryOptionsMessage | None = field(3)
    external_output: Name = field(1002)


class PacketGeneratorConfig(Message, name="mediapipe.PacketGeneratorConfig"):
    """A generator that makes side packets from side packets."""

    packet_generator: Name = field(1)
    input_side_packet: tuple[Name, ...] = field(2)
    output_side_packet: tuple[Name, ...] = field(3)
    options: PacketGeneratorOptionsMessage | None = field(4)
    external_input: tuple[Name, ...] = field(1002)
    external_output: tuple[Name, ...] = field(1003)


class StatusHandlerConfig(Message, name="mediapipe.StatusHandlerConfig"):
    """A handler that the engine calls with the status of a run."""

    status_handler: Name = field(1)
    input_side_packet: tuple[Name, ...] = field(2)
    options: MediaPipeOptionsMessage | None = field(3)
    external_input: tuple[Name, ...] = field(1002)


class InputStreamInfo(Message, name="mediapipe.InputStreamInfo"):
    """A mark on an input port of a node that a back edge feeds.

    Attributes:
        tag_index: the input stream's ``TAG`` or ``TAG:index``.
        back_edge: whether the stream comes from further downstream, so that nothing waits for it.
    """

    tag_index: Name = field(1)
    back_edge: bool = field(2)


class NodeConfig(Message, name="mediapipe.CalculatorGraphConfig.Node"):
    """A node: a calculator or a subgraph, and what its ports are connected to.

    Attributes:
        name: what messages and traces call it; by default its calculator's name.
        calculator: the calculator, or the subgraph, that it runs.
        input_stream: what it reads, one ``TAG:name``, ``TAG:index:name`` or ``name`` for each port; none for a source.
        output_stream: what it sends, written in the same way; each name is given once in a graph.
        input_side_packet: side packets that it reads, before it opens.
        output_side_packet: side packets that it sets, when it opens.
        options: its calculator's options, as an extension: ``[mediapipe.XOptions.ext] { … }``.
        node_options: its calculator's options, as an Any: ``[type.googleapis.com/mediapipe.XOptions] { … }``.
        source_layer: of a source: those of lower layers end before those of higher ones begin.
        buffer_size_hint: how long its input queues may be at least, whatever `max_queue_size` says.
        input_stream_handler: its input policy, which says how its input streams wait for each other.
        output_stream_handler: has no effect; there is one kind only.
        input_stream_info: marks of input streams that are back edges.
        executor: name of the executor that its calls run on.
        profiler_config: has no effect at a node.
        max_in_flight: how many of its calls may run at the same time, on as many instances.
        option_value: options that it takes from the graph's: ``node_field:graph_field``.
        external_input: an old name of `input_side_packet`.
    """

    name: Name = field(1)
    calculator: Name = field(2)
    input_stream: tuple[Name, ...] = field(3)
    output_stream: tuple[Name, ...] = field(4)
    input_side_packet: tuple[Name, ...] = field(5)
    output_side_packet: tuple[Name, ...] = field(6)
    options: CalculatorOptionsMessage | None = field(7)
    node_options: tuple[AnyMessage, ...] = field(8)
    source_layer: int = field(9)
    buffer_size_hint: int = field(10)
    input_stream_handler: InputStreamHandlerConfig | None = field(11)
    output_stream_handler: OutputStreamHandlerConfig | None = field(12)
    input_stream_info: tuple[InputStreamInfo, ...] = field(13)
    executor: Name = field(14)
    profiler_config: ProfilerConfig | None = field(15)
    max_in_flight: int = field(16)
    option_value: tuple[str, ...] = field(17)
    external_input: tuple[Name, ...] = field(1005)


class GraphConfig(Message, name="mediapipe.CalculatorGraphConfig"):
    """A graph, or with `type` a subgraph that nodes can name.

    Attributes:
        node: its nodes; among those that can run at the same time, the order counts.
        packet_factory: makes a side packet of options alone; of old graphs.
        packet_generator: makes side packets of side packets; of old graphs.
        num_threads: how many threads the calls of its nodes run on; 0 for as many as there are cores.
        status_handler: is told how a run ends; of old graphs.
        input_stream: streams that come from outside, one ``TAG:name`` or ``name`` each.
        max_queue_size: how long every input queue may become before what fills it has to wait; 100 by default, -1 for
            any length.
        input_stream_handler: the input policy of all nodes that name none.
        output_stream_handler: has no effect; there is one kind only.
        executor: executors that nodes can name, or without a name the one of all other nodes.
        output_stream: streams that are given out; those of a subgraph are its outputs.
        input_side_packet: side packets that come from outside.
        output_side_packet: side packets that are given out.
        profiler_config: measurements, and the trace.
        package: where names of calculators are looked for first: ``a.b`` for ``a.b.NameCalculator``.
        type: the name by which nodes of other graphs can name it.
        report_deadlock: whether full queues that wait for each other are an error; by default the queue grows.
        runtime_info: has no effect.
        options: types and defaults of its own options, as extensions.
        graph_options: types and defaults of its own options, as Anys, for `option_value` of its nodes.
    """

    node: tuple[NodeConfig, ...] = field(1)
    packet_factory: tuple[PacketFactoryConfig, ...] = field(6)
    packet_generator: tuple[PacketGeneratorConfig, ...] = field(7)
    num_threads: int = field(8)
    status_handler: tuple[StatusHandlerConfig, ...] = field(9)
    input_stream: tuple[Name, ...] = field(10)
    max_queue_size: int = field(11)
    input_stream_handler: InputStreamHandlerConfig | None = field(12)
    output_stream_handler: OutputStreamHandlerConfig | None = field(13)
    executor: tuple[ExecutorConfig, ...] = field(14)
    output_stream: tuple[Name, ...] = field(15)
    input_side_packet: tuple[Name, ...] = field(16)
    output_side_packet: tuple[Name, ...] = field(17)
    profiler_config: ProfilerConfig | None = field(18)
    package: Name = field(19)
    type: Name = field(20)
    report_deadlock: bool = field(21)
    runtime_info: GraphRuntimeInfoConfig | None = field(22)
    options: MediaPipeOptionsMessage | None = field(1001)
    graph_options: tuple[AnyMessage, ...] = field(1002)


class PacketManagerConfig(Message, name="mediapipe.PacketManagerConfig"):
    """A list of packet factories."""

    packet: tuple[PacketFactoryConfig, ...] = field(1)


class InputType(IntEnum):
    """Format of an input collection's file."""

    UNKNOWN = 0
    RECORDIO = 1
    FOREIGN_RECORDIO = 2
    FOREIGN_CSV_TEXT = 3
    INVALID_UPPER_BOUND = 4


class InputCollection(Message, name="mediapipe.InputCollection"):
    """The name of a file of packets; no engine reads it."""

    name: str = field(1)
    side_packet_name: tuple[str, ...] = field(2)
    input_type: InputType = field(3)
    file_name: str = field(4)
    external_input_name: tuple[str, ...] = field(1002)


class InputCollectionSet(Message, name="mediapipe.InputCollectionSet"):
    """Input collections."""

    input_collection: tuple[InputCollection, ...] = field(1)
