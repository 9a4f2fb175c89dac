"""The plan: a validated graph with everything decided that can be decided before it runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from backedge.authoring.contract import Contract
from backedge.authoring.registration import Registration
from backedge.config import GraphConfig, NodeConfig, parse_port
from backedge.errors import Diagnostic, Location
from backedge.planning.expansion import Containers


@dataclass(frozen=True, slots=True)
class NodePlan:
    """The plan of one node of the expanded graph.

    Attributes:
        id: position in the topological order; nodes downstream have greater ids.
        name: canonical, unique name.
        config: the node as the expanded config has it.
        registration: the calculator.
        contract: the node's ports with their resolved types, in MediaPipe's order.
        back_edges: the (tag, index) of inputs that are back edges.
        input_policy: name of the input policy, in configs an ``input_stream_handler``.
        input_policy_options: its options, of the policy's options class, or None.
        containers: the nodes naming subgraphs that it came out of, the outermost first.
    """

    id: int
    name: str
    config: NodeConfig
    registration: Registration
    contract: Contract
    back_edges: frozenset[tuple[str, int]]
    input_policy: str
    input_policy_options: Any
    containers: Containers = ()

    @property
    def location(self) -> Location | None:
        """Where the config declares the node."""
        return self.config.location("calculator")

    @property
    def is_source(self) -> bool:
        """Tell whether the node makes streams from outside the graph; one with side packets only never runs."""
        return len(self.contract.outputs) > 0 and not len(self.contract.inputs)


@dataclass(frozen=True, slots=True)
class GraphPlan:
    """A whole graph, ready to run.

    Attributes:
        config: the expanded, sorted config with canonical names.
        nodes: the nodes in topological order; ``nodes[i].id == i``.
        graph_inputs: names of the graph's input streams, in the order of the config.
        stream_types: resolved type of every stream.
        side_packet_types: resolved type of every side packet.
        required_side_packets: side packets that must be given to `start_run`, with the node that needs each.
        warnings: what MediaPipe and we accept, although it certainly does not do what was meant.
    """

    config: GraphConfig
    nodes: tuple[NodePlan, ...]
    graph_inputs: tuple[str, ...]
    stream_types: dict[str, Any]
    side_packet_types: dict[str, Any]
    required_side_packets: dict[str, str]
    warnings: tuple[Diagnostic, ...] = ()

    def flows(self) -> Iterator[tuple[list[str], list[str]]]:
        """For each node in topological order, the names of its input streams and of its output streams."""
        for node in self.nodes:
            yield [port.name for port in node.contract.inputs], [port.name for port in node.contract.outputs]

    @property
    def conversions(self) -> list[str]:
        """Each connection that converts what comes, as one line: what carries it, both types, and the reader."""
        return [
            f'{what} "{port.name}": {port.conversion} at node "{node.name}"{port.remark}'
            for node in self.nodes
            for what, ports in (("stream", node.contract.inputs), ("side packet", node.contract.input_side_packets))
            for port in ports
            if port.conversion is not None
        ]

    @property
    def graph_outputs(self) -> list[str]:
        """Names of the graph's output streams that there are, in the order of the config."""
        names = (parse_port(text).name for text in self.config.output_stream)
        return [name for name in names if name in self.stream_types]

    @property
    def has_sources(self) -> bool:
        """Tell whether the graph has nodes that make packets by themselves."""
        return any(node.is_source for node in self.nodes)

    @property
    def produced_side_packets(self) -> dict[str, str]:
        """The node that sets each side packet that does not come from outside."""
        return {port.name: node.name for node in self.nodes for port in node.contract.output_side_packets}
