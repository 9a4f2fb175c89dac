"""A graph's config as frozen dataclasses: MediaPipe's messages, field names and field numbers.

Ports are still text here (``"TAG:index:name"``, see `backedge.config.port_spec`) and options still protobuf messages
(see `backedge.config.options`), since neither can be understood without the calculator.
"""

from __future__ import annotations

from backedge.config.graph import GraphConfig, InputStreamInfo, NodeConfig
from backedge.config.handlers import (
    DefaultInputStreamHandlerOptions,
    ExecutorConfig,
    FixedSizeInputStreamHandlerOptions,
    InputStreamHandlerConfig,
    OutputStreamHandlerConfig,
    ProcessorPerformance,
    SyncSet,
    SyncSetInputStreamHandlerOptions,
    ThreadPoolExecutorOptions,
    TimestampAlignInputStreamHandlerOptions,
)
from backedge.config.legacy import (
    InputCollection,
    InputCollectionSet,
    InputType,
    PacketFactoryConfig,
    PacketGeneratorConfig,
    PacketManagerConfig,
    StatusHandlerConfig,
)
from backedge.config.profiler import GraphRuntimeInfoConfig, ProfilerConfig
from backedge.protos.extensible import (
    AnyMessage,
    CalculatorOptions,
    CalculatorOptionsMessage,
    MediaPipeOptions,
    MediaPipeOptionsMessage,
    PacketFactoryOptions,
    PacketGeneratorOptions,
)

__all__ = [
    "AnyMessage",
    "CalculatorOptions",
    "CalculatorOptionsMessage",
    "DefaultInputStreamHandlerOptions",
    "ExecutorConfig",
    "FixedSizeInputStreamHandlerOptions",
    "GraphConfig",
    "GraphRuntimeInfoConfig",
    "InputCollection",
    "InputCollectionSet",
    "InputStreamHandlerConfig",
    "InputStreamInfo",
    "InputType",
    "MediaPipeOptions",
    "MediaPipeOptionsMessage",
    "NodeConfig",
    "OutputStreamHandlerConfig",
    "PacketFactoryConfig",
    "PacketFactoryOptions",
    "PacketGeneratorConfig",
    "PacketGeneratorOptions",
    "PacketManagerConfig",
    "ProcessorPerformance",
    "ProfilerConfig",
    "StatusHandlerConfig",
    "SyncSet",
    "SyncSetInputStreamHandlerOptions",
    "ThreadPoolExecutorOptions",
    "TimestampAlignInputStreamHandlerOptions",
]
