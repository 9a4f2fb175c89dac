"""Graph configs: read from text or binary files into frozen dataclasses that know where they came from."""

from backedge.config.graph import GraphConfig, InputStreamInfo, NodeConfig
from backedge.config.handlers import ExecutorConfig, InputStreamHandlerConfig, OutputStreamHandlerConfig
from backedge.config.load import load_graph, to_binary, to_text
from backedge.config.options import node_options, option_types
from backedge.config.port_spec import PortSpec, TagMap, parse_port, parse_tag_index

__all__ = [
    "ExecutorConfig",
    "GraphConfig",
    "InputStreamHandlerConfig",
    "InputStreamInfo",
    "NodeConfig",
    "OutputStreamHandlerConfig",
    "PortSpec",
    "TagMap",
    "load_graph",
    "node_options",
    "option_types",
    "parse_port",
    "parse_tag_index",
    "to_binary",
    "to_text",
]
