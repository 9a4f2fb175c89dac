"""For the tests of calculators: run one node and see everything that comes out.

A test has three lines, feed, run and compare::

    def test_halves() -> None:
        feed = {"x": [Packet(4.0, 10), Packet.empty(20), Packet(6.0, 30)]}
        outputs = run_node('node { calculator: "HalveCalculator" input_stream: "x" output_stream: "y" }', feed)
        assert outputs["y"] == [Packet(2.0, 10), Packet(3.0, 30)]
        assert outputs.with_bounds("y") == [Packet(2.0, 10), Packet.empty(20), Packet(3.0, 30)]

The empty packet in the feed says that ``x`` has nothing through 20. The one in ``with_bounds`` says that the node has
told everybody downstream the same of ``y``, so that nobody waits for it.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from backedge.config import GraphConfig, load_graph, parse_port
from backedge.errors import GraphError
from backedge.packet import Packet
from backedge.runtime.graph import CalculatorGraph
from backedge.timestamp import next_allowed

__all__ = ["NodeOutputs", "collect", "feed", "run_node"]


@dataclass(frozen=True)
class NodeOutputs:
    """What came out of a graph; ``outputs["name"]`` are the packets of that stream.

    Attributes:
        seen: by stream name, packets and, as empty packets, timestamp bounds: "nothing more through this timestamp".
        side_packets: the output side packets that were set, by name.
    """

    seen: dict[str, list[Packet[Any]]]
    side_packets: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, stream: str) -> list[Packet[Any]]:
        return [packet for packet in self.seen[stream] if not packet.is_empty]

    def with_bounds(self, stream: str) -> list[Packet[Any]]:
        """The packets of a stream and its timestamp bounds, in order."""
        return self.seen[stream]

    def values(self, stream: str) -> list[Any]:
        """The packets' values, without their timestamps."""
        return [packet.value for packet in self[stream]]


def run_node(
    node: str,
    inputs: Mapping[str, Iterable[Any]] | None = None,
    side_packets: Mapping[str, Any] | None = None,
    *,
    num_threads: int | None = None,
) -> NodeOutputs:
    """Run one node (or several that are connected) in a graph of its own, from opening to closing.

    Args:
        node: its text, ``node { calculator: "X" input_stream: "TAG:name" … }``. Streams that no node produces become
            the graph's inputs.
        inputs: what to feed, by stream name. See `feed`.
        side_packets: values of the input side packets, by name.
        num_threads: see `CalculatorGraph`.

    Raises:
        ConfigError: the node cannot be built.
        GraphError: it failed while running.
    """
    config = _with_graph_inputs(load_graph(node, file="<node>"))
    graph = CalculatorGraph(config, num_threads=num_threads)
    outputs = collect(graph, *(name for made in config.node for name in _names(made.output_stream)))
    with graph:
        graph.start_run(side_packets)
        feed(graph, inputs or {})
        graph.close_all_input_streams()
        graph.wait_until_done()
    for name in (name for made in config.node for name in _names(made.output_side_packet)):
        with suppress(GraphError):  # nobody has set it
            outputs.side_packets[name] = graph.get_output_side_packet(name)
    return outputs


def feed(graph: CalculatorGraph, inputs: Mapping[str, Iterable[Any]]) -> None:
    """Feed a running graph in the order of the timestamps, and let it come to rest after each.

    Args:
        graph: the graph; its input streams are left open.
        inputs: packets by stream name. An empty packet moves the stream's timestamp bound behind its timestamp. What
            is no packet becomes one, at the timestamps 0, 1, 2, ….
    """
    moments: dict[int, list[tuple[str, Packet[Any]]]] = defaultdict(list)
    for stream, packets in inputs.items():
        for index, item in enumerate(packets):
            packet = item if isinstance(item, Packet) else Packet(item, index)
            moments[packet.timestamp].append((stream, packet))
    for timestamp in sorted(moments):
        for stream, packet in moments[timestamp]:
            if packet.is_empty:
                graph.set_input_stream_timestamp_bound(stream, next_allowed(timestamp))
            else:
                graph.add_packet_to_input_stream(stream, packet)
        graph.wait_until_idle()


def collect(graph: CalculatorGraph, *streams: str) -> NodeOutputs:
    """Watch `streams` of a graph that has not been started; what is returned fills while the graph runs.

    Raises:
        GraphError: there is no such stream.
    """
    outputs = NodeOutputs({stream: [] for stream in streams})
    for stream in streams:
        graph.observe_output_stream(
            stream, lambda name, packet: outputs.seen[name].append(packet), observe_timestamp_bounds=True
        )
    return outputs


def _with_graph_inputs(config: GraphConfig) -> GraphConfig:
    """`config` with a graph input for every stream that is read, but produced by nobody."""
    produced = {name for node in config.node for name in _names(node.output_stream)}
    read = dict.fromkeys(name for node in config.node for name in _names(node.input_stream))
    missing = [name for name in read if name not in produced and name not in _names(config.input_stream)]
    return dataclasses.replace(config, input_stream=(*config.input_stream, *missing))


def _names(ports: Iterable[str]) -> list[str]:
    return [parse_port(port).name for port in ports]
