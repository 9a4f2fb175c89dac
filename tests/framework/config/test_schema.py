"""The messages of the graph config have MediaPipe's names, numbers and types."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf.descriptor import FieldDescriptor

from backedge.config import GraphConfig, InputStreamHandlerConfig, NodeConfig, graph, handlers
from backedge.protos import Message, decode, encode, extensible, message_class
from backedge.protos.pool import POOL
from backedge.templates import template_messages
from backedge.templates.template_messages import TemplateSubgraphOptions

TYPES = {
    FieldDescriptor.TYPE_BOOL: "bool",
    FieldDescriptor.TYPE_INT32: "int32",
    FieldDescriptor.TYPE_INT64: "int64",
    FieldDescriptor.TYPE_UINT32: "uint32",
    FieldDescriptor.TYPE_STRING: "string",
    FieldDescriptor.TYPE_BYTES: "bytes",
    FieldDescriptor.TYPE_DOUBLE: "double",
    FieldDescriptor.TYPE_ENUM: "enum",
}

# One line a message: number, type (* repeated) and name of every field.
MESSAGES = {
    "google.protobuf.Any": "1 string type_url, 2 bytes value",
    "mediapipe.CalculatorGraphConfig": (
        "1 Node* node, 6 PacketFactoryConfig* packet_factory, 7 PacketGeneratorConfig* packet_generator, "
        "8 int32 num_threads, 9 StatusHandlerConfig* status_handler, 10 string* input_stream, 11 int32 max_queue_size, "
        "12 InputStreamHandlerConfig input_stream_handler, 13 OutputStreamHandlerConfig output_stream_handler, "
        "14 ExecutorConfig* executor, 15 string* output_stream, 16 string* input_side_packet, "
        "17 string* output_side_packet, 18 ProfilerConfig profiler_config, 19 string package, 20 string type, "
        "21 bool report_deadlock, 22 GraphRuntimeInfoConfig runtime_info, 1001 MediaPipeOptions options, "
        "1002 Any* graph_options"
    ),
    "mediapipe.CalculatorGraphConfig.Node": (
        "1 string name, 2 string calculator, 3 string* input_stream, 4 string* output_stream, "
        "5 string* input_side_packet, 6 string* output_side_packet, 7 CalculatorOptions options, 8 Any* node_options, "
        "9 int32 source_layer, 10 int32 buffer_size_hint, 11 InputStreamHandlerConfig input_stream_handler, "
        "12 OutputStreamHandlerConfig output_stream_handler, 13 InputStreamInfo* input_stream_info, "
        "14 string executor, 15 ProfilerConfig profiler_config, 16 int32 max_in_flight, 17 string* option_value, "
        "1005 string* external_input"
    ),
    "mediapipe.InputStreamInfo": "1 string tag_index, 2 bool back_edge",
    "mediapipe.ExecutorConfig": "1 string name, 2 string type, 3 MediaPipeOptions options",
    "mediapipe.ThreadPoolExecutorOptions": (
        "1 int32 num_threads, 2 int32 stack_size, 3 int32 nice_priority_level, 4 enum require_processor_performance, "
        "5 string thread_name_prefix"
    ),
    "mediapipe.InputStreamHandlerConfig": "1 string input_stream_handler, 3 MediaPipeOptions options",
    "mediapipe.OutputStreamHandlerConfig": (
        "1 string output_stream_handler, 2 string* input_side_packet, 3 MediaPipeOptions options"
    ),
    "mediapipe.DefaultInputStreamHandlerOptions": "1 int32 batch_size",
    "mediapipe.FixedSizeInputStreamHandlerOptions": (
        "1 int32 trigger_queue_size, 2 int32 target_queue_size, 3 bool fixed_min_size"
    ),
    "mediapipe.SyncSetInputStreamHandlerOptions": "1 SyncSet* sync_set",
    "mediapipe.SyncSetInputStreamHandlerOptions.SyncSet": "1 string* tag_index",
    "mediapipe.TimestampAlignInputStreamHandlerOptions": "1 string timestamp_base_tag_index",
    "mediapipe.PacketFactoryConfig": (
        "1 string packet_factory, 2 string output_side_packet, 3 PacketFactoryOptions options, "
        "1002 string external_output"
    ),
    "mediapipe.PacketManagerConfig": "1 PacketFactoryConfig* packet",
    "mediapipe.PacketGeneratorConfig": (
        "1 string packet_generator, 2 string* input_side_packet, 3 string* output_side_packet, "
        "4 PacketGeneratorOptions options, 1002 string* external_input, 1003 string* external_output"
    ),
    "mediapipe.StatusHandlerConfig": (
        "1 string status_handler, 2 string* input_side_packet, 3 MediaPipeOptions options, 1002 string* external_input"
    ),
    "mediapipe.InputCollection": (
        "1 string name, 2 string* side_packet_name, 3 enum input_type, 4 string file_name, "
        "1002 string* external_input_name"
    ),
    "mediapipe.InputCollectionSet": "1 InputCollection* input_collection",
    "mediapipe.GraphRuntimeInfoConfig": "1 bool enable_graph_runtime_info, 2 uint32 capture_period_msec",
    "mediapipe.ProfilerConfig": (
        "1 int64 histogram_interval_size_usec, 2 int64 num_histogram_intervals, 3 bool enable_input_output_latency, "
        "4 bool enable_profiler, 5 bool enable_stream_latency, 6 bool use_packet_timestamp_for_added_packet, "
        "7 int64 trace_log_capacity, 8 int32* trace_event_types_disabled, 9 string trace_log_path, "
        "10 int32 trace_log_count, 11 int64 trace_log_interval_usec, 12 int64 trace_log_margin_usec, "
        "13 bool trace_log_duration_events, 14 int32 trace_log_interval_count, 15 bool trace_log_disabled, "
        "16 bool trace_enabled, 17 bool trace_log_instant_events, 18 string calculator_filter"
    ),
    "mediapipe.CalculatorOptions": "1 bool merge_fields",
    "mediapipe.MediaPipeOptions": "",
    "mediapipe.PacketGeneratorOptions": "1 bool merge_fields",
    "mediapipe.PacketFactoryOptions": "",
    "mediapipe.TemplateExpression": (
        "1 string param, 2 string op, 3 TemplateExpression* arg, 4 string path, 5 enum field_type, 6 enum* key_type, "
        "7 string field_value"
    ),
    "mediapipe.CalculatorGraphTemplate": "1 CalculatorGraphConfig config, 2 TemplateExpression* rule",
    "mediapipe.TemplateArgument": "1 string str, 2 double num, 3 TemplateDict dict, 4 TemplateArgument* element",
    "mediapipe.TemplateDict": "1 Parameter* arg",
    "mediapipe.TemplateDict.Parameter": "1 string key, 2 TemplateArgument value",
    "mediapipe.TemplateSubgraphOptions": "1 TemplateDict dict",
}

EXTENSIONS = {
    "mediapipe.ThreadPoolExecutorOptions": ("mediapipe.MediaPipeOptions", 157116819),
    "mediapipe.DefaultInputStreamHandlerOptions": ("mediapipe.MediaPipeOptions", 164312821),
    "mediapipe.FixedSizeInputStreamHandlerOptions": ("mediapipe.MediaPipeOptions", 125744319),
    "mediapipe.SyncSetInputStreamHandlerOptions": ("mediapipe.MediaPipeOptions", 155816273),
    "mediapipe.TimestampAlignInputStreamHandlerOptions": ("mediapipe.MediaPipeOptions", 190104979),
    "mediapipe.TemplateSubgraphOptions": ("mediapipe.CalculatorOptions", 172998261),
}


def describe(message: Any, field: Any) -> str:
    """A field of a message as it is written in `MESSAGES`."""
    type_name = TYPES[field.type] if field.message_type is None else field.message_type.name
    # Not asked of the descriptor, whose words for it differ between versions of protobuf.
    star = "*" if hasattr(getattr(message, field.name), "append") else ""
    return f"{field.number} {type_name}{star} {field.name}"


@pytest.mark.parametrize("name", MESSAGES)
def test_fields(name: str) -> None:
    """Every message has MediaPipe's fields."""
    message = message_class(name)()
    fields = sorted(message.DESCRIPTOR.fields, key=lambda field: field.number)
    assert ", ".join(describe(message, field) for field in fields) == MESSAGES[name]


@pytest.mark.parametrize("name", EXTENSIONS)
def test_extensions(name: str) -> None:
    """Options extend MediaPipe's messages by MediaPipe's numbers."""
    extension = POOL.extension(name)
    assert (extension.containing_type.full_name, extension.number) == EXTENSIONS[name]


def test_nothing_is_left_out() -> None:
    """Every message of graphs, handlers and templates that MediaPipe has is in the table above."""
    modules = (graph, handlers, template_messages)
    classes = [getattr(module, name) for module in modules for name in module.__all__]
    classes += vars(extensible).values()
    messages = [cls for cls in classes if isinstance(cls, type) and issubclass(cls, Message) and cls is not Message]
    names = {encode(cls()).DESCRIPTOR.full_name for cls in messages}
    assert {name for name in names if name.startswith("mediapipe.")} <= MESSAGES.keys()


def test_handler_defaults() -> None:
    """A handler without a name is the default one; a missing one is None."""
    assert InputStreamHandlerConfig().input_stream_handler is None
    assert GraphConfig().input_stream_handler is None
    assert NodeConfig().output_stream_handler is None


def test_template_options() -> None:
    """Arguments of templates may hold one another."""
    text = {"dict": {"arg": [{"key": "n", "value": {"element": [{"num": 2.0}, {"str": "a"}]}}]}}
    message = message_class("mediapipe.TemplateSubgraphOptions")(**text)
    decoded = decode(TemplateSubgraphOptions, message)
    assert decoded.dict is not None
    value = decoded.dict.arg[0].value
    assert value is not None
    assert [(element.num, element.str) for element in value.element] == [(2.0, None), (None, "a")]
    assert encode(decoded) == message
