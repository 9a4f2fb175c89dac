"""Configs of a graph and its nodes."""

from __future__ import annotations

from backedge.config.handlers import (
    ExecutorConfig,
    InputStreamHandlerConfig,
    OutputStreamHandlerConfig,
)
from backedge.config.legacy import PacketFactoryConfig, PacketGeneratorConfig, StatusHandlerConfig
from backedge.config.profiler import GraphRuntimeInfoConfig, ProfilerConfig
from backedge.protos import Message, field
from backedge.protos.extensible import AnyMessage, CalculatorOptionsMessage, MediaPipeOptionsMessage

__all__ = ["GraphConfig", "InputStreamInfo", "NodeConfig"]


class InputStreamInfo(Message, name="mediapipe.InputStreamInfo"):
    """Says which input port of a node is fed by a back edge."""

    tag_index: str = field(1)
    back_edge: bool = field(2)


class NodeConfig(Message, name="mediapipe.CalculatorGraphConfig.Node"):
    """A node: a calculator or a subgraph, and what its ports are connected to."""

    name: str = field(1)
    calculator: str = field(2)
    input_stream: tuple[str, ...] = field(3)
    output_stream: tuple[str, ...] = field(4)
    input_side_packet: tuple[str, ...] = field(5)
    output_side_packet: tuple[str, ...] = field(6)
    options: CalculatorOptionsMessage | None = field(7)
    node_options: tuple[AnyMessage, ...] = field(8)
    source_layer: int = field(9)
    buffer_size_hint: int = field(10)
    input_stream_handler: InputStreamHandlerConfig | None = field(11)
    output_stream_handler: OutputStreamHandlerConfig | None = field(12)
    input_stream_info: tuple[InputStreamInfo, ...] = field(13)
    executor: str = field(14)
    profiler_config: ProfilerConfig | None = field(15)
    max_in_flight: int = field(16)
    option_value: tuple[str, ...] = field(17)
    external_input: tuple[str, ...] = field(1005)


class GraphConfig(Message, name="mediapipe.CalculatorGraphConfig"):
    """A graph, or with `type` a subgraph that nodes can name."""

    node: tuple[NodeConfig, ...] = field(1)
    packet_factory: tuple[PacketFactoryConfig, ...] = field(6)
    packet_generator: tuple[PacketGeneratorConfig, ...] = field(7)
    num_threads: int = field(8)
    status_handler: tuple[StatusHandlerConfig, ...] = field(9)
    input_stream: tuple[str, ...] = field(10)
    max_queue_size: int = field(11)
    input_stream_handler: InputStreamHandlerConfig | None = field(12)
    output_stream_handler: OutputStreamHandlerConfig | None = field(13)
    executor: tuple[ExecutorConfig, ...] = field(14)
    output_stream: tuple[str, ...] = field(15)
    input_side_packet: tuple[str, ...] = field(16)
    output_side_packet: tuple[str, ...] = field(17)
    profiler_config: ProfilerConfig | None = field(18)
    package: str = field(19)
    type: str = field(20)
    report_deadlock: bool = field(21)
    runtime_info: GraphRuntimeInfoConfig | None = field(22)
    options: MediaPipeOptionsMessage | None = field(1001)
    graph_options: tuple[AnyMessage, ...] = field(1002)
