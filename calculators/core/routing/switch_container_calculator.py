"""SwitchContainer: a subgraph that holds several calculators or subgraphs, of which one at a time is active.

    node {
      calculator: "SwitchContainer"
      input_stream: "SELECT:wanted_effect"
      input_stream: "VIDEO:video"
      output_stream: "VIDEO:video_with_effect"
      options {
        [mediapipe.SwitchContainerOptions.ext] {
          contained_node { calculator: "BlurSubgraph" }
          contained_node { calculator: "SharpenSubgraph" }
        }
      }
    }

All contained nodes get the container's ports, by tag and index, through a SwitchDemuxCalculator in front and a
SwitchMuxCalculator behind. SELECT (int) or ENABLE (bool) may be a stream, a side packet or an option. Construction and
names: MediaPipe ``framework/tool/switch_container.cc``.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from backedge.calculators.core.routing.switch_channels import SwitchContainerOptions, channel_tag
from backedge.config import GraphConfig, InputStreamHandlerConfig, NodeConfig, node_options
from backedge.config.port_spec import PortSpec, TagMap, parse_port, parse_tag_index
from backedge.errors import ConfigError, Diagnostic
from backedge.planning import subgraphs
from backedge.protos.pool import POOL

_SELECTORS = {"SELECT": "gate_select", "ENABLE": "gate_enable"}
_DEFAULT_HANDLER = InputStreamHandlerConfig(input_stream_handler="DefaultInputStreamHandler")
_STREAMS = ("input_stream", "output_stream")
_SIDE_PACKETS = ("input_side_packet", "output_side_packet")


def switch_container(node: NodeConfig) -> GraphConfig:
    """The inside of a SwitchContainer node.

    Raises:
        ConfigError: the node has both SELECT and ENABLE, or its contents do not fit its ports.
    """
    options = node_options(node, SwitchContainerOptions)
    _check(node, options)
    ports = {field: _own_ports(node, field) for field in (*_STREAMS, *_SIDE_PACKETS)}
    timed = [tag for tag in _SELECTORS if _has_tag(node, "input_stream", tag)]
    streams = [f"{tag}:{name}_timed" if tag in timed else f"{tag}:{name}" for tag, name in _SELECTORS.items()]
    packets = [f"{tag}:{name}" for tag, name in _SELECTORS.items()]
    empty = _without_contents(node)
    outside = {field: [_text(port) for port in own] for field, own in ports.items()}
    channels = range(len(options.contained_node))
    inner = {
        field: [_text(_channel_port(port, channel)) for channel in channels for port in own]
        for field, own in ports.items()
    }
    demux = dataclasses.replace(
        empty,
        calculator="SwitchDemuxCalculator",
        input_stream=(*streams, *outside["input_stream"]),
        output_stream=tuple(inner["input_stream"]),
        input_side_packet=(*packets, *outside["input_side_packet"]),
        output_side_packet=tuple(inner["input_side_packet"]),
    )
    mux = dataclasses.replace(
        empty,
        calculator="SwitchMuxCalculator",
        input_stream=(*streams, *inner["output_stream"]),
        output_stream=tuple(outside["output_stream"]),
        input_side_packet=(*packets, *inner["output_side_packet"]),
        output_side_packet=tuple(outside["output_side_packet"]),
    )
    return GraphConfig(
        node=(
            *(_sequencer(tag, ports["input_stream"], options) for tag in timed),
            demux,
            mux,
            *(_contained(contained, channel, ports) for channel, contained in enumerate(options.contained_node)),
        ),
        input_stream=(*packets, *outside["input_stream"]),
        output_stream=tuple(outside["output_stream"]),
        input_side_packet=(*packets, *outside["input_side_packet"]),
        output_side_packet=tuple(outside["output_side_packet"]),
    )


def _check(node: NodeConfig, options: SwitchContainerOptions) -> None:
    problem = ""
    if options.select is not None and options.enable is not None:
        problem = "the options say both select and enable; only one of them can select"
    for field in ("input_stream", "input_side_packet"):
        if all(_has_tag(node, field, tag) for tag in _SELECTORS):
            problem = f"it has both an {field} SELECT and ENABLE; only one of them can select"
    if not options.contained_node and any(getattr(node, field) for field in (*_STREAMS, *_SIDE_PACKETS)):
        problem = "its options have no contained_node, so that its ports lead nowhere"
    if problem:
        text = f'SwitchContainer (node "{node.name or node.calculator}"): {problem}'
        raise ConfigError([Diagnostic(text, node.location())])


def _has_tag(node: NodeConfig, field: str, tag: str) -> bool:
    return tag in TagMap.parse(getattr(node, field))


def _own_ports(node: NodeConfig, field: str) -> list[PortSpec]:
    """Ports of the node that its contents have as well, with names that are unique among them."""
    used: set[str] = set()
    own: list[PortSpec] = []
    # A name that comes again gets a number: in the order of the text, as in MediaPipe.
    for index, text in enumerate(getattr(node, field)):
        port = parse_port(text, node.location(field, index))
        if field.startswith("input") and port.tag in _SELECTORS:
            continue
        name, suffix = port.name, 2
        while name in used:
            name, suffix = f"{port.name}_{suffix}", suffix + 1
        used.add(name)
        own.append(dataclasses.replace(port, name=name))
    return list(TagMap(own))


def _text(port: PortSpec) -> str:
    """A port as a config has it; index 0 is left out."""
    if not port.tag:
        return port.name
    return f"{port.tag}:{port.index}:{port.name}" if port.index else f"{port.tag}:{port.name}"


def _inner_name(port: PortSpec, channel: int) -> str:
    return f"c{channel}__{port.name}"


def _channel_port(port: PortSpec, channel: int) -> PortSpec:
    return dataclasses.replace(port, tag=channel_tag(port.tag, channel), name=_inner_name(port, channel))


def _contained(node: NodeConfig, channel: int, ports: dict[str, list[PortSpec]]) -> NodeConfig:
    connected: dict[str, Any] = {
        field: (
            *getattr(node, field),
            *(_text(dataclasses.replace(port, name=_inner_name(port, channel))) for port in own),
        )
        for field, own in ports.items()
    }
    return dataclasses.replace(node, **connected)


def _sequencer(tag: str, inputs: list[PortSpec], options: SwitchContainerOptions) -> NodeConfig:
    """The node that lets a selection take effect between two input timestamps."""
    ticking = {parse_tag_index(text) for text in options.tick_input_stream}
    ticks = [port for port in inputs if not ticking or (port.tag, port.index) in ticking]
    name = _SELECTORS[tag]
    return NodeConfig(
        calculator="PacketSequencerCalculator",
        input_stream=(
            f"INPUT:{name}",
            *(_text(PortSpec("TICK", index, port.name)) for index, port in enumerate(ticks)),
        ),
        output_stream=(f"OUTPUT:{name}_timed",),
        input_stream_handler=None if options.async_selection else _DEFAULT_HANDLER,
    )


def _without_contents(node: NodeConfig) -> NodeConfig:
    """A node with nothing but the options of `node`, in which the contained nodes are left out."""
    name = "mediapipe.SwitchContainerOptions"
    options: Any = None
    if node.options is not None:
        current = POOL.current(node.options)
        options = type(current)()
        options.CopyFrom(current)
        extension = POOL.extension(name)
        if options.HasExtension(extension):
            options.Extensions[extension].ClearField("contained_node")
    anys = []
    packed: Any
    for packed in node.node_options:
        copy = type(packed)()
        copy.CopyFrom(packed)
        if copy.type_url.rpartition("/")[2] == name:
            message: Any = POOL.message_class(name).FromString(copy.value)
            message.ClearField("contained_node")
            copy.value = message.SerializeToString()
        anys.append(copy)
    return NodeConfig(options=options, node_options=tuple(anys))


subgraphs.register_provider("SwitchContainer", switch_container)
