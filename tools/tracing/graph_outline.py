"""What a trace says of its graph: nodes, their calculators, and the streams between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Self

from backedge.config import parse_port
from backedge.planning.plan import GraphPlan, NodePlan


@dataclass(frozen=True, slots=True)
class Port:
    """A stream at a node.

    Attributes:
        tag: the tag; "" for none.
        stream: the stream's name in the expanded graph.
        back_edge: whether it comes from downstream.
    """

    tag: str
    stream: str
    back_edge: bool = False


@dataclass(frozen=True, slots=True)
class NodeOutline:
    """A node of the expanded graph.

    Attributes:
        name: its name.
        calculator: the name of its calculator.
        inputs: its input streams, in port order.
        outputs: its output streams, likewise.
    """

    name: str
    calculator: str
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]


@dataclass(frozen=True, slots=True)
class GraphOutline:
    """A graph, as its trace tells it.

    Attributes:
        nodes: the nodes, in topological order.
        inputs: names of the graph's input streams.
        outputs: names of its output streams.
    """

    nodes: tuple[NodeOutline, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    @classmethod
    def of_plan(cls, plan: GraphPlan) -> Self:
        """The outline of a graph that has been planned."""
        outputs = tuple(parse_port(text).name for text in plan.config.output_stream)
        return cls(tuple(map(_node, plan.nodes)), plan.graph_inputs, outputs)

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> Self:
        """The outline that `dataclasses.asdict` made a dict of.

        Raises:
            KeyError, TypeError: it is no such dict.
        """
        nodes = tuple(
            NodeOutline(
                node["name"],
                node["calculator"],
                tuple(Port(**port) for port in node["inputs"]),
                tuple(Port(**port) for port in node["outputs"]),
            )
            for node in fields["nodes"]
        )
        return cls(nodes, tuple(fields["inputs"]), tuple(fields["outputs"]))

    @property
    def readers(self) -> dict[str, list[str]]:
        """Names of the nodes that read each stream that is read."""
        readers: dict[str, list[str]] = {}
        for node in self.nodes:
            for port in node.inputs:
                readers.setdefault(port.stream, []).append(node.name)
        return readers


def _node(plan: NodePlan) -> NodeOutline:
    inputs = tuple(
        Port(port.tag, port.name, (port.tag, port.index) in plan.back_edges) for port in plan.contract.inputs
    )
    outputs = tuple(Port(port.tag, port.name) for port in plan.contract.outputs)
    return NodeOutline(plan.name, plan.registration.canonical, inputs, outputs)


LIMITERS: Final = ("FlowLimiterCalculator", "RealTimeFlowLimiterCalculator")
"""The calculators that keep a graph from more frames than it can work on."""


def limited_streams(node: NodeOutline) -> dict[str, str]:
    """The stream that a flow limiter lets packets of each of its data streams into; none for other nodes."""
    if node.calculator not in LIMITERS:
        return {}
    return passed_streams(node)


def passed_streams(node: NodeOutline) -> dict[str, str]:
    """The outputs into which a node passes its untagged inputs, one by one, by input."""
    data = [port.stream for port in node.inputs if not port.tag]
    passed = [port.stream for port in node.outputs if not port.tag]
    return dict(zip(data, passed, strict=False))
