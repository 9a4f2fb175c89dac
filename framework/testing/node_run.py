"""Runs of one node in a graph of its own."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from backedge.config import GraphConfig, parse_port
from backedge.errors import GraphError
from backedge.packet import Packet
from backedge.planning import load_graph
from backedge.runtime.calculator_graph import CalculatorGraph
from backedge.timestamp import next_allowed


@dataclass(frozen=True)
class NodeOutputs:
    """The output of a graph; ``outputs["name"]`` are the packets of that stream.

    Attributes:
        seen: by stream name, packets and, as empty packets, timestamp bounds: "nothing more through this timestamp".
        side_packets: the output side packets that were set, by name.
    """

    seen: dict[str, list[Packet[Any]]]
    side_packets: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, stream: str) -> list[Packet[Any]]:
        return [packet for packet in self.seen[stream] if not packet.is_empty]

    def with_bounds(self, stream: str) -> list[Packet[Any]]:
        """Return the packets of a stream and its timestamp bounds, in order."""
        return self.seen[stream]

    def values(self, stream: str) -> list[Any]:
        """Return the packets' values, without their timestamps."""
        return [packet.value for packet in self[stream]]


def run_node(
    node: str,
    inputs: Mapping[str, Iterable[Any]] | None = None,
    side_packets: Mapping[str, Any] | None = None,
    *,
    stream_headers: Mapping[str, Any] | None = None,
    num_threads: int | None = None,
) -> NodeOutputs:
    """Run one node (or several that are connected) in a graph of its own, from opening to closing.

    Mistakes that a graph lets pass are errors here: those that `check_types` of a `CalculatorGraph` finds, and packets
    or nodes that are left waiting at the end.

    Args:
        node: its text, ``node { calculator: "X" input_stream: "TAG:name" … }``. Streams that no node produces become
            the graph's inputs.
        inputs: what to feed, by stream name. See `feed`.
        side_packets: values of the input side packets, by name.
        stream_headers: headers of the streams that are fed, by name.
        num_threads: see `CalculatorGraph`.

    Raises:
        ConfigError: the node cannot be built.
        GraphError: it failed while running, made a mistake, or left packets unprocessed.
    """
    config = _with_graph_inputs(load_graph(node, file="<node>"))
    graph = CalculatorGraph(config, num_threads=num_threads, check_types=True)
    outputs = collect(graph, *(name for made in config.node for name in _names(made.output_stream)))
    with graph:
        graph.start_run(side_packets, stream_headers)
        feed(graph, inputs or {})
        graph.close_all_input_streams()
        graph.wait_until_done()
    left = graph.explain()
    if left.unopened or left.waits or left.backlogs:
        raise GraphError(f"the run has ended, but not everything was processed:\n{left}")
    for name in (name for made in config.node for name in _names(made.output_side_packet)):
        with suppress(GraphError):  # the node has not set it
            outputs.side_packets[name] = graph.get_output_side_packet(name)
    return outputs


def feed(graph: CalculatorGraph, inputs: Mapping[str, Iterable[Any]]) -> None:
    """Feed a running graph in the order of the timestamps, and let it come to rest after each.

    The order within one stream is left as it is: a packet that comes too late is fed too late, and refused.

    Args:
        graph: the graph; its input streams are left open.
        inputs: packets by stream name. An empty packet moves the stream's timestamp bound behind its timestamp. What
            is not a packet becomes one, at the timestamps 0, 1, 2, ….
    """
    queues = {
        stream: deque(item if isinstance(item, Packet) else Packet(item, index) for index, item in enumerate(packets))
        for stream, packets in inputs.items()
    }
    while heads := {stream: queue[0].timestamp for stream, queue in queues.items() if queue}:
        earliest = min(heads.values())
        for stream in (stream for stream, timestamp in heads.items() if timestamp == earliest):
            packet = queues[stream].popleft()
            if packet.is_empty:
                graph.set_input_stream_timestamp_bound(stream, next_allowed(packet.timestamp))
            else:
                graph.add_packet_to_input_stream(stream, packet)
        graph.wait_until_idle()


def collect(graph: CalculatorGraph, *streams: str) -> NodeOutputs:
    """Watch `streams` of a graph that has not been started; what is returned fills while the graph runs.

    Raises:
        GraphError: the graph does not have such a stream.
    """
    outputs = NodeOutputs({stream: [] for stream in streams})
    for stream in streams:
        graph.observe_output_stream(
            stream, lambda name, packet: outputs.seen[name].append(packet), observe_timestamp_bounds=True
        )
    return outputs


def _with_graph_inputs(config: GraphConfig) -> GraphConfig:
    """Give `config` a graph input for every stream that a node reads and no node produces."""
    produced = {name for node in config.node for name in _names(node.output_stream)}
    read = dict.fromkeys(name for node in config.node for name in _names(node.input_stream))
    missing = [name for name in read if name not in produced and name not in _names(config.input_stream)]
    return dataclasses.replace(config, input_stream=(*config.input_stream, *missing))


def _names(ports: Iterable[str]) -> list[str]:
    return [parse_port(port).name for port in ports]
