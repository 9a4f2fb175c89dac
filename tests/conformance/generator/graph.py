"""A graph in the making: nodes, streams with their types, and edges that are still open because they go back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any

ALL_KINDS = ("int", "float", "bool", "string", "int_vector", "float_vector", "bool_vector", "string_vector")
"""What Python can put into a packet for both engines, besides ``rect``, ``landmarks``, ``double`` and ``uint64``."""


@dataclass(frozen=True)
class Stream:
    """A stream or side packet that nodes can be connected to.

    Attributes:
        name: its name.
        kind: what it carries, see `case.py`; ``rect_vector``, ``timestamp`` and the like exist inside graphs only.
    """

    name: str
    kind: str


@dataclass
class Node:
    """One node, as lists of ports so that mistakes can be made in it."""

    calculator: str
    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    side_inputs: list[str] = field(default_factory=list)
    side_outputs: list[str] = field(default_factory=list)
    back_edges: list[str] = field(default_factory=list)
    options: str = ""
    handler: str = ""
    settings: list[str] = field(default_factory=list)

    def text(self) -> str:
        """The node as a config has it."""
        lines = [f'calculator: "{self.calculator}"']
        for name in ("input_stream", "output_stream", "input_side_packet", "output_side_packet"):
            lines += [f'{name}: "{port}"' for port in self._ports(name)]
        lines += [f'input_stream_info {{ tag_index: "{label}" back_edge: true }}' for label in self.back_edges]
        lines += [*self.settings, *filter(None, (self.handler, self.options))]
        return "node { " + " ".join(lines) + " }"

    def _ports(self, name: str) -> list[str]:
        by_name = {
            "input_stream": self.inputs,
            "output_stream": self.outputs,
            "input_side_packet": self.side_inputs,
            "output_side_packet": self.side_outputs,
        }
        return by_name[name]


@dataclass
class OpenEdge:
    """An input whose stream is chosen when the graph is complete.

    Attributes:
        node: whose input it is.
        tag: the input's tag, with the colon.
        kind: what it must carry; "" for anything.
        scope: the streams to choose from.
        made: how many of them there were when the node was made; those after it are preferred.
    """

    node: Node
    tag: str
    kind: str
    scope: list[Stream]
    made: int


class GraphBuilder:
    """Collects nodes; hands out names, streams and side packets.

    Args:
        rng: decides everything.

    Attributes:
        inputs: the graph's input streams.
        nodes: the nodes, in the order in which they were made.
        scopes: the streams that can be read, those of the innermost loop last.
        inner: streams of loops that are complete.
        side_packets: the side packets that can be read.
        side_values: kind and value of those given from outside, by name.
        open_edges: inputs that have no stream yet.
        settings: fields of the graph, as text.
        input_tag: tag of all graph inputs, if they have one.
    """

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.inputs: list[Stream] = []
        self.nodes: list[Node] = []
        self.scopes: list[list[Stream]] = [[]]
        self.inner: list[Stream] = []
        self.side_packets: list[Stream] = []
        self.side_values: dict[str, tuple[str, Any]] = {}
        self.open_edges: list[OpenEdge] = []
        self.settings: list[str] = []
        self.input_tag = "IN" if rng.random() < 0.1 else ""
        self._count = 0

    # names and chance

    def name(self, stem: str) -> str:
        """A name that nothing in the graph has yet."""
        self._count += 1
        return f"{stem}{self._count}"

    def chance(self, probability: float) -> bool:
        """Choose True as often as `probability` says."""
        return self.rng.random() < probability

    # streams

    @property
    def streams(self) -> list[Stream]:
        """The streams that a new node may read: those of the innermost loop, or of the graph."""
        return self.scopes[-1]

    def add_input(self, kind: str) -> Stream:
        """Add an input of the graph."""
        stream = Stream(self.name("in"), kind)
        self.inputs.append(stream)
        self.scopes[0].append(stream)
        return stream

    def pick(self, kinds: Iterable[str] = ()) -> Stream | None:
        """Pick a stream of one of these kinds, of any kind if none are given; the later ones are picked more often."""
        wanted = tuple(kinds)
        fitting = [stream for stream in self.streams if not wanted or stream.kind in wanted]
        feedable = [kind for kind in wanted if kind in FEEDABLE]
        outermost = len(self.scopes) == 1
        if outermost and feedable and len(self.inputs) < 5 and (not fitting or self.chance(0.1)):
            return self.add_input(self.rng.choice(feedable))
        if not fitting:
            return None
        position = max(self.rng.random(), self.rng.random())
        return fitting[int(position * len(fitting))]

    def new_stream(self, kind: str, stem: str = "s") -> Stream:
        """Make a stream that a node being made will produce; it can be read from the next node on."""
        return Stream(self.name(stem), kind)

    # side packets

    def side_packet(self, kind: str, value: Any) -> Stream:
        """Make a side packet that is given from outside."""
        packet = Stream(self.name("side"), kind)
        self.side_values[packet.name] = (kind, value)
        self.side_packets.append(packet)
        return packet

    def pick_side_packet(self, kinds: Iterable[str]) -> Stream | None:
        """Pick a side packet of one of these kinds that exists already."""
        wanted = tuple(kinds)
        fitting = [packet for packet in self.side_packets if packet.kind in wanted]
        return self.rng.choice(fitting) if fitting else None

    # nodes

    def add(self, node: Node, outputs: Iterable[Stream] = (), side_outputs: Iterable[Stream] = ()) -> None:
        """Add a node, and make what it produces known."""
        self.nodes.append(node)
        self.streams.extend(outputs)
        self.side_packets.extend(side_outputs)

    def close_later(self, node: Node, tag: str, kind: str = "") -> None:
        """Give `node` an input whose stream is chosen in the end, as a back edge."""
        label = tag.rstrip(":") or f":{len(node.inputs)}"
        node.back_edges.append(label)
        node.inputs.append(f"{tag}?")
        self.open_edges.append(OpenEdge(node, tag, kind, self.streams, len(self.streams)))

    def close_edges(self) -> None:
        """Choose the streams of all open edges."""
        for edge in self.open_edges:
            own = {port.rpartition(":")[2] for port in edge.node.outputs}
            fitting = [stream for stream in edge.scope if edge.kind in ("", stream.kind)]
            later = [stream for stream in edge.scope[edge.made :] if stream in fitting and stream.name not in own]
            chosen = self.rng.choice(later or fitting)
            edge.node.inputs[edge.node.inputs.index(f"{edge.tag}?")] = f"{edge.tag}{chosen.name}"

    def text(self) -> str:
        """The graph as a config."""
        tag = self.input_tag
        heads = (f"{tag}:{index}:" if tag else "" for index in range(len(self.inputs)))
        lines = [f'input_stream: "{head}{stream.name}"' for head, stream in zip(heads, self.inputs, strict=True)]
        return "\n".join([*lines, *self.settings, *(node.text() for node in self.nodes)])


FEEDABLE = frozenset((*ALL_KINDS, "rect", "landmarks", "uint64", "double"))
